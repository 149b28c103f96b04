//! The nouns of the design as plain values that cannot be built wrong. No I/O, no framework.

mod answer;
mod boundaries;
pub(crate) mod briefing;
mod channel;
mod channel_code;
mod contact;
mod counts;
pub mod disclosure;
mod email_address;
mod ids;
mod language;
mod mode;
mod nearest;
mod period;
#[cfg(test)]
mod real_units_test;
mod registry;
mod release_calendar;
mod report;
mod response;
mod restatement;
mod role;
mod survey;
mod unit;
mod unit_comparison;
mod unknown_name;
mod unknown_unit;

pub use answer::{Answer, AnswerOutOfScale, SCALE};
pub use boundaries::Boundaries;
pub use briefing::{Adoption, Briefing, MonthActivity, MonthControl, Reform, Rollout, RolloutMonth};
pub use channel::Channel;
pub use channel_code::{ChannelCode, ChannelCodeError};
pub use contact::Contact;
pub use counts::{
    AskedText, CountKey, CountRow, CountsView, Edition, LiveCounts, PublishedCounts, QuestionTotals,
    Reporter, Series, SeriesPoint, Totals,
};
pub use disclosure::PUBLICATION_THRESHOLD;
pub use email_address::{EmailAddress, InvalidEmailAddress};
pub use ids::{ChannelId, ResponseId, RevisionId, StaffId, SurveyId, UnitId};
pub use language::{Language, Text};
pub use mode::Mode;
pub use nearest::{nearest_period, nearest_slug, nearest_text};
pub use period::{InvalidMonth, InvalidPeriod, Month, Period, PeriodKind, UnreadablePeriod};
pub use registry::{Succession, UnitRegistry};
pub use release_calendar::{PUBLICATION_HOUR, ReleaseCalendar};
pub use report::{
    ALLOWED_ERROR, Against, Change, Collecting, ComparedUnits, Comparison, Dossiers, EditionChanges,
    EditionMark, Estimate, HeadlineChange, MeanScore, Method, ModeReport, NeededAnswers, Note,
    OfficialIndicator, Outcome, QuestionCounts, QuestionReport, Report, ReportedUnit, Suppression, Verdict,
    WeightedEstimate, top_two,
};
pub use response::{COMMENT_LIMIT, Comment, Fault, Response, Sheet};
pub use restatement::{Part, Territory};
pub use role::Role;
pub use survey::{Question, Revision, Survey};
pub use unit::{InvalidUnitCode, Unit, UnitCode, UnitKind};
pub use unit_comparison::{
    ComparedQuestion, ComparedUnit, FAR_LIMITS, Funnel, LIMITS, TargetOf, UnitComparison, UnitStanding,
    UnitVersion, UnshownUnit,
};
pub use unknown_name::UnknownName;
pub use unknown_unit::{KnownUnit, NearestUnit, UnknownUnit};
