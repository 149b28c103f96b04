//! How an answer came in. It is stored with each response and shown beside every total.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The mode of a channel and of its responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A poster that anybody may scan.
    Open,
    /// A one-time code handed out with a dossier.
    Verified,
    /// A one-time code sent to dossiers drawn at random: the only probability sample.
    Invited,
    /// A device of the office.
    Kiosk,
    /// Filled in with the help of somebody.
    Assisted,
    /// On paper, entered later.
    Paper,
}

impl Mode {
    /// All modes, in the order in which totals list them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Verified, Self::Invited, Self::Kiosk, Self::Assisted, Self::Paper];

    /// The name in files, addresses and the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Verified => "verified",
            Self::Invited => "invited",
            Self::Kiosk => "kiosk",
            Self::Assisted => "assisted",
            Self::Paper => "paper",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that is no mode.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown mode \"{0}\": use open, verified, invited, kiosk, assisted or paper")]
pub struct UnknownMode(String);

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|mode| mode.name() == name).ok_or_else(|| UnknownMode(name.to_owned()))
    }
}
