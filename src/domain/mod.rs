//! The nouns of the design as plain values that cannot be built wrong. No I/O, no framework.

pub(crate) mod briefing;
mod channel;
mod counts;
pub mod disclosure;
mod ids;
mod language;
mod nearest;
mod period;
#[cfg(test)]
mod real_units_test;
mod registry;
mod release_calendar;
mod report;
mod response;
mod restatement;
mod staff;
mod survey;
mod unit;
mod unit_comparison;

pub use briefing::{Adoption, Briefing, MonthActivity, MonthControl, Reform, Rollout, RolloutMonth};
pub use channel::{Channel, ChannelCode, ChannelCodeError, Mode};
pub use counts::{
    AskedQuestion, AskedText, CountKey, CountRow, CountsView, Edition, LiveCounts, PublishedCounts,
    QuestionTotals, Reporter, Series, SeriesPoint, Totals,
};
pub use disclosure::PUBLICATION_THRESHOLD;
pub use ids::{ChannelId, ResponseId, RevisionId, StaffId, SurveyId, UnitId};
pub use language::{Language, Text};
pub use nearest::{NearestUnit, UnknownName, UnknownUnit, nearest_period, nearest_slug};
pub use period::{InvalidMonth, InvalidPeriod, Month, Period, PeriodKind, UnreadablePeriod};
pub use registry::{Succession, UnitRegistry};
pub use release_calendar::{PUBLICATION_HOUR, ReleaseCalendar};
pub use report::{
    ALLOWED_ERROR, Against, Change, Collecting, ComparedUnits, Comparison, Dossiers, EditionChanges,
    EditionMark, Estimate, HeadlineChange, Method, ModeReport, Note, OfficialIndicator, Outcome,
    QuestionCounts, QuestionReport, Report, ReportedUnit, Suppression, Verdict, WeightedEstimate, top_two,
};
pub use response::{Answer, AnswerOutOfScale, COMMENT_LIMIT, Comment, Fault, Response, SCALE, Sheet};
pub use restatement::{Boundaries, Part, Territory};
pub use staff::{EmailAddress, InvalidEmailAddress, Role};
pub use survey::{Question, Revision, Survey};
pub use unit::{Contact, InvalidUnitCode, Unit, UnitCode, UnitKind};
pub use unit_comparison::{
    ComparedQuestion, ComparedUnit, FAR_LIMITS, Funnel, LIMITS, TargetOf, UnitComparison, UnitStanding,
    UnitVersion, UnshownUnit,
};
