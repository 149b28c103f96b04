//! The domain types: plain values whose constructors reject invalid input. No I/O, no framework.

mod audit;
pub mod disclosure;
mod ids;
mod language;
mod periods;
pub(crate) mod results;
mod staff;
mod survey;
mod units;
mod unknown_name;

pub use audit::{AddressPrefix, AuditAction, AuditEntry, AuditQuery, NewAuditEntry};
pub use disclosure::PUBLICATION_THRESHOLD;
pub use ids::{ChannelId, ResponseId, RevisionId, StaffId, SubscriptionId, SurveyId, UnitId};
pub use language::{Language, Text};
pub use periods::nearest::nearest_period;
pub use periods::release_calendar::{PUBLICATION_HOUR, ReleaseCalendar};
pub use periods::{InvalidMonth, InvalidPeriod, Month, Period, PeriodKind, UnreadablePeriod};
pub use results::context::{Adoption, MonthControl, Reform, ReportContext, Rollout, RolloutMonth};
pub use results::counts::{
    AskedQuestion, AskedText, CountKey, CountRow, CountsView, Edition, LiveCounts, MonthActivity,
    PublishedCounts, QuestionTotals, Reporter, Series, SeriesPoint, Totals, UnitMonths,
};
pub use results::report::{
    ALLOWED_ERROR, Against, AnswerCount, Change, Collecting, ComparedUnits, Comparison, Dossiers,
    EditionChanges, EditionMark, Estimate, HeadlineChange, Method, ModeReport, Note, OfficialIndicator,
    Outcome, QuestionCounts, QuestionReport, Report, ReportedUnit, SmallCounts, Suppression, Verdict,
    WeightedEstimate, top_two,
};
pub use results::unit_comparison::{
    ComparedQuestion, ComparedUnit, FAR_LIMITS, Funnel, LIMITS, TargetOf, UnitComparison, UnitStanding,
    UnitVersion, UnshownUnit,
};
pub use staff::{EmailAddress, InvalidEmailAddress, Permission, Role};
pub use survey::channel::{Channel, ChannelCode, ChannelCodeError, Mode};
pub use survey::response::{
    Answer, AnswerOutOfScale, COMMENT_LIMIT, Comment, Fault, Response, ResponseContent, SCALE,
};
pub use survey::{Question, Revision, Survey};
pub use units::registry::boundaries::{Boundaries, Part, Territory};
pub use units::registry::nearest::{NearestUnit, UnknownUnit, folded, nearest_slug};
pub use units::registry::search::UnitMatch;
pub use units::registry::{Succession, UnitRegistry};
pub use units::unit::{Contact, InvalidUnitCode, Unit, UnitCode, UnitKind};
pub use unknown_name::UnknownName;
