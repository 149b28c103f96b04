//! What a member of staff is allowed to see: everybody what lies in their scope, analysts every figure of it.

use strum::{EnumString, IntoStaticStr};

use super::UnknownName;

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_role)]
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
    /// Whether the publication rules do not hold for them.
    pub fn sees_every_figure(self) -> bool {
        matches!(self, Self::Admin | Self::Analyst)
    }

    /// The name on the command line and in the database.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_role(name: &str) -> UnknownName {
    UnknownName::new("role", "admin, analyst, manager or viewer", name)
}
