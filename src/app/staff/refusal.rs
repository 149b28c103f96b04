//! Why a change of staff is refused.

use strum::IntoStaticStr;

/// Why a change of staff is refused.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum StaffRefusal {
    /// The unit would have no admin who can sign in.
    #[error("nobody else is an admin of {0}: make another admin first")]
    LastAdmin(String),
    /// Somebody has the address.
    #[error("{0} is a member of staff already")]
    KnownAddress(String),
    /// There is no person with the address or id.
    #[error("{0} is no member of staff")]
    UnknownPerson(String),
    /// The person does not have the role.
    #[error("{0} does not have this role")]
    NoSuchRole(String),
    /// Admins cannot remove their own authenticator app, because a thief of their phone could do it too.
    #[error("{0} cannot remove their own authenticator app: ask another admin")]
    OwnCode(String),
    /// The person is suspended.
    #[error("{0} is suspended: end the suspension first")]
    IsSuspended(String),
}

impl StaffRefusal {
    /// The name, as in message keys.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}
