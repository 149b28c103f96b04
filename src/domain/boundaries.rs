//! Whether figures are told for the units as they were or for those of today.

use strum::{EnumString, IntoStaticStr};

use super::UnknownName;

/// Whether a report shows units as they were or folds the past into today's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_boundaries)]
pub enum Boundaries {
    /// The units as they were.
    #[default]
    Historic,
    /// Predecessors count for the unit that took them over.
    Current,
}

impl Boundaries {
    /// The name in addresses and files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_boundaries(name: &str) -> UnknownName {
    UnknownName::new("boundaries", "current or historic", name)
}
