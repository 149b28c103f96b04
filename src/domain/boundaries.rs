//! Whether figures are told for the units as they were or for those of today.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether a report shows units as they were or folds the past into today's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
        match self {
            Self::Historic => "historic",
            Self::Current => "current",
        }
    }
}

/// A name that is no kind of boundaries.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown boundaries \"{0}\": use current or historic")]
pub struct UnknownBoundaries(String);

impl FromStr for Boundaries {
    type Err = UnknownBoundaries;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = [Self::Historic, Self::Current].into_iter().find(|boundaries| boundaries.name() == name);
        known.ok_or_else(|| UnknownBoundaries(name.chars().take(20).collect()))
    }
}
