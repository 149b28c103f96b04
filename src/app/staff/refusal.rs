//! Why a change of staff is refused.

use strum::IntoStaticStr;

/// Why a change of staff is refused.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum StaffRefusal {
    /// Nobody else could manage the people of this unit.
    #[error("nobody else is admin of {0}: make another admin first")]
    LastAdmin(String),
    /// Somebody has the address.
    #[error("{0} is a member of staff already")]
    KnownAddress(String),
    /// Nobody has the address or id.
    #[error("{0} is no member of staff")]
    UnknownPerson(String),
    /// The person does not have the role.
    #[error("{0} does not have this role")]
    NoSuchRole(String),
    /// Nobody removes the own authenticator app: who holds the phone could.
    #[error("{0} cannot remove the own authenticator app: ask another admin")]
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
