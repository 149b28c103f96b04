//! The nouns of the design as plain values that cannot be built wrong. No I/O, no framework.

mod answer;
mod boundaries;
mod change;
mod channel;
mod channel_code;
mod email_address;
mod ids;
mod language;
mod mode;
mod nearest;
mod period;
pub mod publication;
#[cfg(test)]
mod real_units_test;
mod registry;
mod report;
mod response;
mod restatement;
mod role;
mod survey;
mod unit;
mod unknown_unit;

pub use answer::{Answer, AnswerOutOfScale, SCALE};
pub use boundaries::{Boundaries, UnknownBoundaries};
pub use change::{Change, Verdict};
pub use channel::Channel;
pub use channel_code::{ChannelCode, ChannelCodeError};
pub use email_address::{EmailAddress, InvalidEmailAddress};
pub use ids::{ChannelId, ResponseId, RevisionId, StaffId, SurveyId, UnitId};
pub use language::{Language, Text, UnknownLanguage};
pub use mode::{Mode, UnknownMode};
pub use nearest::{nearest_period, nearest_slug, nearest_text};
pub use period::{InvalidMonth, InvalidPeriod, Month, Period, PeriodKind, UnreadablePeriod};
pub use registry::{Succession, UnitRegistry};
pub use report::{
    Dossiers, Estimate, MeanScore, Note, PUBLICATION_THRESHOLD, QuestionReport, Report, ReportedUnit,
    Suppression,
};
pub use response::{COMMENT_LIMIT, Comment, Fault, Response, Sheet};
pub use restatement::{Part, Territory};
pub use role::{Role, UnknownRole};
pub use survey::{Question, Revision, Survey};
pub use unit::{InvalidUnitCode, Unit, UnitCode, UnitKind, UnknownUnitKind};
pub use unknown_unit::{KnownUnit, NearestUnit, UnknownUnit};
