//! How an answer came in. It is stored with each response and shown beside every total.

use strum::{Display, EnumString, IntoStaticStr};

use super::UnknownName;

/// The mode of a channel and of its responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_mode)]
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
        self.into()
    }
}

fn unknown_mode(name: &str) -> UnknownName {
    UnknownName::new("mode", "open, verified, invited, kiosk, assisted or paper", name)
}
