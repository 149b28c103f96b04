//! The objects of one question in the JSON of a report, and of its series; see the parent module.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{
    Boundaries, Comparison, Estimate, ModeReport, QuestionReport, ReportedUnit, Series, SeriesPoint,
    Suppression,
};
use crate::locale::rounded;
use crate::stats::Confidence;

/// A unit as it was called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitName {
    /// The GSO code.
    pub code: String,
    /// The name with its kind.
    pub name: String,
}

impl UnitName {
    pub(super) fn of(unit: &ReportedUnit) -> Self {
        Self { code: unit.code.to_string(), name: unit.name.clone() }
    }
}

/// What is said about one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Question)]
pub(super) struct QuestionObject {
    /// The question's key, the same in all revisions of the survey.
    key: String,
    /// Whether it is one of the headline questions.
    headline: bool,
    /// Answers on the scale.
    n: u64,
    /// Responses without an answer to it.
    no_opinion: u64,
    /// Null where fewer than ten answered.
    counts: Option<CountsObject>,
    /// The share of the answers satisfied and very satisfied.
    top_two: Option<ShareObject>,
    /// The same weighted by the dossiers of the units.
    top_two_weighted: Option<ShareObject>,
    /// The mean score from 1 to 5.
    mean: Option<MeanObject>,
    /// Why figures are missing: below-threshold.
    suppressed: Option<&'static str>,
    /// As many answers of a simple random sample would be as sure as the weighted share.
    effective_answers: Option<f64>,
    /// The variance of the weighted share by that of a simple random sample.
    design_effect: Option<f64>,
    /// What the share could be if those who did not answer had all been dissatisfied, or all satisfied.
    worst_case: Option<RangeObject>,
    /// The answers by mode, where there is more than one.
    by_mode: Vec<ModeObject>,
    comparisons: Vec<ComparisonObject>,
    /// Months within the period in which another wording began to be asked: no series may be drawn through them.
    breaks: Vec<String>,
    /// Answers in groups of fewer than ten, which are counted in longer periods only and not in `n`.
    waiting: u64,
}

/// Answers at each level; null where suppressed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counts)]
pub(super) struct CountsObject {
    /// Very dissatisfied.
    #[serde(rename = "1")]
    very_dissatisfied: Option<u64>,
    /// Dissatisfied.
    #[serde(rename = "2")]
    dissatisfied: Option<u64>,
    /// Neutral.
    #[serde(rename = "3")]
    neutral: Option<u64>,
    /// Satisfied.
    #[serde(rename = "4")]
    satisfied: Option<u64>,
    /// Very satisfied.
    #[serde(rename = "5")]
    very_satisfied: Option<u64>,
}

/// A share from 0 to 1 with its interval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Share)]
pub(super) struct ShareObject {
    share: f64,
    low: f64,
    high: f64,
    confidence: f64,
    /// wilson, wilson-finite, stratified-logit or stratified-beta.
    method: &'static str,
}

/// A mean score with its interval, whose ends are null with a single answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mean)]
pub(super) struct MeanObject {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

/// Two ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Range)]
pub(super) struct RangeObject {
    low: f64,
    high: f64,
}

/// The answers that came in by one mode.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mode)]
pub(super) struct ModeObject {
    /// open, verified, invited, kiosk, assisted or paper.
    mode: &'static str,
    n: u64,
    top_two: Option<ShareObject>,
}

/// The share held against an earlier period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comparison)]
pub(super) struct ComparisonObject {
    /// previous-period or year-before.
    against: &'static str,
    from: String,
    to: String,
    /// better, worse or no-demonstrable-change; else why there is none: no-answers, not-published, other-wording,
    /// other-boundaries.
    verdict: &'static str,
    /// The later share minus the earlier one, with Newcombe's 95 % interval.
    difference: Option<DifferenceObject>,
    /// Which units were compared, where not the same ones answered in both periods; else null.
    units: Option<ComparedUnitsObject>,
}

/// Units with answers in two periods; only those with answers in both are compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedUnits)]
pub(super) struct ComparedUnitsObject {
    /// In the earlier period.
    before: usize,
    /// In the later period.
    after: usize,
    both: usize,
}

/// A difference of two shares, from -1 to 1.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Difference)]
pub(super) struct DifferenceObject {
    value: f64,
    low: f64,
    high: f64,
    confidence: f64,
    /// newcombe.
    method: &'static str,
}

impl From<&QuestionReport> for QuestionObject {
    fn from(question: &QuestionReport) -> Self {
        let weighted = question.top_two_weighted;
        Self {
            key: question.key.clone(),
            headline: question.headline,
            n: question.n,
            no_opinion: question.no_opinion,
            counts: CountsObject::of(question.counts),
            top_two: question.top_two.map(ShareObject::from),
            top_two_weighted: weighted.map(|weighted| ShareObject::from(weighted.estimate)),
            mean: question.mean.map(|mean| MeanObject {
                value: rounded(mean.value, 2),
                low: mean.interval.map(|interval| rounded(interval.low, 2)),
                high: mean.interval.map(|interval| rounded(interval.high, 2)),
            }),
            suppressed: question.suppressed.map(Suppression::name),
            effective_answers: weighted.and_then(|weighted| weighted.effective_answers).map(f64::round),
            design_effect: weighted
                .and_then(|weighted| weighted.design_effect)
                .map(|effect| rounded(effect, 2)),
            worst_case: question.worst_case.map(|bounds| RangeObject::of(bounds.low, bounds.high)),
            by_mode: question.by_mode.iter().map(mode).collect(),
            comparisons: question.comparisons.iter().map(ComparisonObject::from).collect(),
            breaks: question.breaks.iter().map(ToString::to_string).collect(),
            waiting: question.waiting,
        }
    }
}

impl CountsObject {
    fn of(counts: [Option<u64>; 5]) -> Option<Self> {
        let [very_dissatisfied, dissatisfied, neutral, satisfied, very_satisfied] = counts;
        let any = counts.iter().any(Option::is_some);
        any.then_some(Self { very_dissatisfied, dissatisfied, neutral, satisfied, very_satisfied })
    }
}

impl From<Estimate> for ShareObject {
    fn from(estimate: Estimate) -> Self {
        Self {
            share: rounded(estimate.share, 4),
            low: rounded(estimate.low, 4),
            high: rounded(estimate.high, 4),
            confidence: Confidence::PUBLISHED.level(),
            method: estimate.method.name(),
        }
    }
}

impl RangeObject {
    pub(super) fn of(low: f64, high: f64) -> Self {
        Self { low: rounded(low, 4), high: rounded(high, 4) }
    }
}

fn mode(report: &ModeReport) -> ModeObject {
    ModeObject { mode: report.mode.name(), n: report.n, top_two: report.top_two.map(ShareObject::from) }
}

impl From<&Comparison> for ComparisonObject {
    fn from(comparison: &Comparison) -> Self {
        Self {
            against: comparison.against.name(),
            from: comparison.period.from().to_string(),
            to: comparison.period.to().to_string(),
            verdict: comparison.outcome.name(),
            difference: comparison.outcome.change().map(|change| DifferenceObject {
                value: rounded(change.difference, 4),
                low: rounded(change.low, 4),
                high: rounded(change.high, 4),
                confidence: Confidence::PUBLISHED.level(),
                method: "newcombe",
            }),
            units: comparison.units.map(|units| ComparedUnitsObject {
                before: units.before,
                after: units.after,
                both: units.both,
            }),
        }
    }
}

/// The shares of a unit month by month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub struct SeriesObject {
    unit: UnitName,
    /// historic: units as they were; current: predecessors count for the unit that took them over.
    boundaries: &'static str,
    questions: Vec<QuestionSeriesObject>,
}

/// The months of one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuestionSeries)]
struct QuestionSeriesObject {
    key: String,
    headline: bool,
    points: Vec<PointObject>,
}

/// One month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriesPoint)]
struct PointObject {
    month: String,
    n: u64,
    /// Null without answers, or where suppressed.
    top_two: Option<ShareObject>,
    suppressed: Option<&'static str>,
    /// Whether another wording began to be asked in this month: no line may lead to it from the month before.
    begins_new_wording: bool,
}

impl SeriesObject {
    pub(super) fn of(unit: UnitName, boundaries: Boundaries, series: &[Series]) -> Self {
        let questions = series.iter().map(|series| QuestionSeriesObject {
            key: series.key.clone(),
            headline: series.headline,
            points: series.points.iter().map(PointObject::from).collect(),
        });
        Self { unit, boundaries: boundaries.name(), questions: questions.collect() }
    }
}

impl From<&SeriesPoint> for PointObject {
    fn from(point: &SeriesPoint) -> Self {
        Self {
            month: point.month.to_string(),
            n: point.n,
            top_two: point.top_two.map(ShareObject::from),
            suppressed: point.suppressed.map(Suppression::name),
            begins_new_wording: point.begins_new_wording,
        }
    }
}
