//! Where answers come in: the counter on whose wall a QR code hangs.

use super::{ChannelCode, ChannelId, Mode, SurveyId, UnitId};

/// A channel, as it was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Identifies it.
    pub id: ChannelId,
    /// What its QR code carries.
    pub code: ChannelCode,
    /// The unit for which it was made; it may have been merged away since.
    pub unit: UnitId,
    /// The counter, as in "Quầy 2 – Hộ tịch".
    pub label: String,
    /// The survey that it asks.
    pub survey: SurveyId,
    /// How its answers come in.
    pub mode: Mode,
}
