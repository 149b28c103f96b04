//! The errors of the database. An outage is never reported as "not found".

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failure of the database, or invalid data in it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no connection.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The address of the database is wrong, or names certificates that cannot be used.
    #[error("the address of the database cannot be used: {0}")]
    Address(String),
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Statement(#[source] DieselError),
    /// A stored value is invalid.
    #[error("the database holds a {what} that cannot be read: {why}")]
    Unreadable {
        /// The kind of value.
        what: &'static str,
        /// The reason.
        why: String,
    },
    /// The schema could not be migrated.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(String),
}

impl StoreError {
    /// The name of the constraint that refused the statement, if one did.
    pub fn violated_constraint(&self) -> Option<&str> {
        match self {
            Self::Statement(DieselError::DatabaseError(_, information)) => information.constraint_name(),
            _ => None,
        }
    }

    /// Whether a value violates a constraint of the schema, so that a retry cannot help.
    pub fn is_violation(&self) -> bool {
        use DatabaseErrorKind::{
            CheckViolation, ExclusionViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
        };
        let Self::Statement(DieselError::DatabaseError(kind, _)) = self else { return false };
        matches!(
            kind,
            CheckViolation | ExclusionViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation
        )
    }

    pub(super) fn unreadable<E: ToString>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |why| Self::Unreadable { what, why: why.to_string() }
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                information,
            ) => Self::Unreachable(information.message().to_owned()),
            DieselError::BrokenTransactionManager => Self::Unreachable("the connection was lost".to_owned()),
            other => Self::Statement(other),
        }
    }
}

/// The error and its causes, in one line.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
