//! The objects of `/results/{unit}.json`, described for the `OpenAPI` document. Field names and their order are promised to
//! other people's programs; what is added stands at the end.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// Everything that can be said about a survey, a unit and a period. Shares are rounded to 4 decimals, means to 2; a figure
/// that may not be published, or that cannot be estimated, is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Results)]
pub struct ResultsObject {
    /// The survey's slug.
    pub(super) survey: String,
    pub(super) unit: UnitName,
    /// The first month, as in 2024-11.
    pub(super) from: String,
    /// The last month.
    pub(super) to: String,
    /// historic: units as they were; current: predecessors count for the unit that took them over.
    pub(super) boundaries: &'static str,
    /// Sheets that count.
    pub(super) responses: u64,
    /// Suspected sheets, kept apart and not counted.
    pub(super) quarantined: u64,
    /// Sheets by the way in which they came in.
    pub(super) modes: BTreeMap<&'static str, u64>,
    /// Dossiers received; null where nobody reported any.
    pub(super) dossiers: Option<u64>,
    /// Sheets by dossiers; null without dossiers.
    pub(super) response_rate: Option<f64>,
    pub(super) questions: Vec<QuestionObject>,
    /// Whether the data are made up to show the software.
    pub(super) illustrative: bool,
    pub(super) notes: Vec<NoteObject>,
    /// Whether people chose by themselves to answer, so that nothing may be concluded for those who did not.
    pub(super) self_selected: bool,
    /// How many answers a sample would need; null without dossiers.
    pub(super) needed_answers: Option<NeededObject>,
    /// Yardsticks that are reckoned from dossiers and ask nobody: never to be mixed with the survey.
    pub(super) official_indicators: Vec<IndicatorObject>,
    /// The shortest longer period whose headline may be shown, where this one's may not.
    pub(super) shown_instead: Option<MonthsObject>,
    /// The current edition of the only month; null for a longer period and a month that is not published.
    pub(super) edition: Option<EditionObject>,
    /// Whether figures are in it that may not be published: not to be passed on.
    pub(super) unpublished: bool,
    /// The headline with its evidence in one sentence; null where there is none to publish.
    pub(super) sentence: Option<SentenceObject>,
    /// The number of the edition that the figures of each published month come from.
    pub(super) editions: BTreeMap<String, u32>,
    /// Months of the period that are not published yet.
    pub(super) unpublished_months: Vec<String>,
    /// How many have answered in months that are not published yet; null for a unit that has ended.
    pub(super) collecting: Option<CollectingObject>,
}

/// Responses in months that are not published yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Collecting)]
pub(super) struct CollectingObject {
    /// The running month.
    pub(super) month: String,
    /// Responses so far, those of an unpublished month before included.
    pub(super) responses: u64,
}

/// A unit as it was called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitName {
    /// The GSO code.
    pub code: String,
    /// The name with its kind.
    pub name: String,
}

/// What is said about one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Question)]
pub(super) struct QuestionObject {
    /// The question's key, the same in all revisions of the survey.
    pub(super) key: String,
    /// Whether it is one of the headline questions.
    pub(super) headline: bool,
    /// Answers on the scale.
    pub(super) n: u64,
    /// Sheets without an answer to it.
    pub(super) no_opinion: u64,
    /// Null where fewer than ten answered.
    pub(super) counts: Option<CountsObject>,
    /// The share of the answers satisfied and very satisfied.
    pub(super) top_two: Option<ShareObject>,
    /// The same weighted by the dossiers of the units.
    pub(super) top_two_weighted: Option<ShareObject>,
    /// The mean score from 1 to 5.
    pub(super) mean: Option<MeanObject>,
    /// Why figures are missing: below-threshold.
    pub(super) suppressed: Option<&'static str>,
    /// As many answers of a simple random sample would be as sure as the weighted share.
    pub(super) effective_answers: Option<f64>,
    /// The variance of the weighted share by that of a simple random sample.
    pub(super) design_effect: Option<f64>,
    /// What the share could be if those who did not answer had all been dissatisfied, or all satisfied.
    pub(super) worst_case: Option<RangeObject>,
    /// The answers by mode, where there is more than one.
    pub(super) by_mode: Vec<ModeObject>,
    pub(super) comparisons: Vec<ComparisonObject>,
    /// Months within the period in which another wording began to be asked: no series may be drawn through them.
    pub(super) breaks: Vec<String>,
    /// Answers in groups of fewer than ten, which are counted in longer periods only and not in `n`.
    pub(super) waiting: u64,
}

/// Answers at each level; null where suppressed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counts)]
pub(super) struct CountsObject {
    /// Very dissatisfied.
    #[serde(rename = "1")]
    pub(super) very_dissatisfied: Option<u64>,
    /// Dissatisfied.
    #[serde(rename = "2")]
    pub(super) dissatisfied: Option<u64>,
    /// Neutral.
    #[serde(rename = "3")]
    pub(super) neutral: Option<u64>,
    /// Satisfied.
    #[serde(rename = "4")]
    pub(super) satisfied: Option<u64>,
    /// Very satisfied.
    #[serde(rename = "5")]
    pub(super) very_satisfied: Option<u64>,
}

/// A share from 0 to 1 with its interval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Share)]
pub(super) struct ShareObject {
    pub(super) share: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) confidence: f64,
    /// wilson, wilson-finite, stratified-logit or stratified-beta.
    pub(super) method: &'static str,
}

/// A mean score with its interval, whose ends are null with a single answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mean)]
pub(super) struct MeanObject {
    pub(super) value: f64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// Two ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Range)]
pub(super) struct RangeObject {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The answers that came in by one mode.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mode)]
pub(super) struct ModeObject {
    /// open, verified, invited, kiosk, assisted or paper.
    pub(super) mode: &'static str,
    pub(super) n: u64,
    pub(super) top_two: Option<ShareObject>,
}

/// The share held against an earlier period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comparison)]
pub(super) struct ComparisonObject {
    /// previous-period or year-before.
    pub(super) against: &'static str,
    pub(super) from: String,
    pub(super) to: String,
    /// better, worse or no-demonstrable-change; else why there is none: no-answers, not-published, other-wording,
    /// other-boundaries.
    pub(super) verdict: &'static str,
    /// The later share minus the earlier one, with Newcombe's 95 % interval.
    pub(super) difference: Option<DifferenceObject>,
    /// Which units were compared, where not the same ones answered in both periods; else null.
    pub(super) units: Option<ComparedUnitsObject>,
}

/// Units with answers in two periods; only those with answers in both are compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedUnits)]
pub(super) struct ComparedUnitsObject {
    /// In the earlier period.
    pub(super) before: usize,
    /// In the later period.
    pub(super) after: usize,
    pub(super) both: usize,
}

/// A difference of two shares, from -1 to 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Difference)]
pub(super) struct DifferenceObject {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) confidence: f64,
    /// newcombe.
    pub(super) method: &'static str,
}

/// What must be known beside the figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[schema(as = Note)]
pub(super) enum NoteObject {
    /// Predecessors of which only a part belongs here, and nobody knows which, are not counted.
    LeftOut { units: Vec<String> },
    /// The unit exists only since this day, within the period.
    ValidSince { date: String },
    /// The unit existed only until this day, within the period.
    ValidUntil { date: String },
    /// People chose by themselves to answer.
    SelfSelected,
    /// Some units or months have answers and no dossiers, so that these are no denominator.
    DossiersIncomplete,
    /// Of these predecessors a known part is counted.
    CountedInPart { units: Vec<String> },
}

/// How many answers a sample of the dossiers would need.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NeededAnswers)]
pub(super) struct NeededObject {
    pub(super) needed: u64,
    pub(super) met: bool,
    /// yamane-5-percent.
    pub(super) method: &'static str,
}

/// An official yardstick.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfficialIndicator)]
pub(super) struct IndicatorObject {
    /// 766-5.4.
    pub(super) key: &'static str,
    /// The share of settled dossiers that were not late; complaints are not known here.
    pub(super) rate: f64,
    pub(super) points: f64,
    pub(super) most_points: f64,
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Months)]
pub(super) struct MonthsObject {
    pub(super) from: String,
    pub(super) to: String,
}

/// An edition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edition)]
pub(super) struct EditionObject {
    pub(super) number: u32,
    pub(super) published_on: String,
    /// Whether a later edition has taken its place.
    pub(super) superseded: bool,
}

/// A sentence in each language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sentence)]
pub(super) struct SentenceObject {
    pub(super) vi: String,
    pub(super) en: String,
}
