//! What a member of staff is allowed to see: everybody what lies in their scope, analysts every figure of it.

use std::str::FromStr;

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sets up units, channels and staff.
    Admin,
    /// Reads and exports everything in scope.
    Analyst,
    /// Runs the offices in scope.
    Manager,
    /// Reads.
    Viewer,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Analyst, Self::Manager, Self::Viewer];

    /// Whether the publication rules do not hold for them.
    pub fn sees_every_figure(self) -> bool {
        matches!(self, Self::Admin | Self::Analyst)
    }

    /// The name on the command line and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Analyst => "analyst",
            Self::Manager => "manager",
            Self::Viewer => "viewer",
        }
    }
}

/// A name that is no role.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown role \"{0}\": use admin, analyst, manager or viewer")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| UnknownRole(name.to_owned()))
    }
}
