//! The objects of `/results/{unit}.json`, described in the `OpenAPI` document. Field names and their order
//! are stable for other programs; new fields are added at the end.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::questions::{QuestionObject, UnitName};
use crate::domain::{EditionMark, Language, Note, OfficialIndicator, Report};
use crate::locale::{evidence_sentence, rounded};

/// Everything that can be said about a survey, a unit and a period. Shares are rounded to 4 decimals, means to 2; a figure
/// that may not be published, or that cannot be estimated, is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Results)]
pub struct ResultsObject {
    /// The survey's slug.
    survey: String,
    unit: UnitName,
    /// The first month, as in 2024-11.
    from: String,
    /// The last month.
    to: String,
    /// historic: units as they were; current: predecessors count for the unit that took them over.
    boundaries: &'static str,
    /// Responses that count.
    responses: u64,
    /// Suspected responses, kept apart and not counted.
    quarantined: u64,
    /// Responses by the way in which they came in.
    modes: BTreeMap<&'static str, u64>,
    /// Dossiers received; null where nobody reported any.
    dossiers: Option<u64>,
    /// Responses by dossiers; null without dossiers.
    response_rate: Option<f64>,
    questions: Vec<QuestionObject>,
    /// Whether the data are made up to show the software.
    illustrative: bool,
    notes: Vec<NoteObject>,
    /// Whether people chose by themselves to answer, so that nothing may be concluded for those who did not.
    self_selected: bool,
    /// How many answers a sample would need; null without dossiers.
    needed_answers: Option<NeededObject>,
    /// Yardsticks that are reckoned from dossiers and ask nobody: never to be mixed with the survey.
    official_indicators: Vec<IndicatorObject>,
    /// The shortest longer period whose headline may be shown, where this one's may not.
    shown_instead: Option<MonthsObject>,
    /// The current edition of the only month; null for a longer period and a month that is not published.
    edition: Option<EditionObject>,
    /// Whether figures are in it that may not be published: not to be passed on.
    unpublished: bool,
    /// The headline with its evidence in one sentence; null where there is none to publish.
    sentence: Option<SentenceObject>,
    /// The number of the edition that the figures of each published month come from.
    editions: BTreeMap<String, u32>,
    /// Months of the period that are not published yet.
    unpublished_months: Vec<String>,
    /// How many have answered in months that are not published yet; null for a unit that has ended.
    collecting: Option<CollectingObject>,
}

/// Responses in months that are not published yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Collecting)]
pub(super) struct CollectingObject {
    /// The running month.
    month: String,
    /// Responses so far, those of an unpublished month before included.
    responses: u64,
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
    needed: u64,
    met: bool,
    /// yamane-5-percent.
    method: &'static str,
}

/// An official yardstick.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OfficialIndicator)]
pub(super) struct IndicatorObject {
    /// 766-5.4.
    key: &'static str,
    /// The share of settled dossiers that were not late; complaints are not known here.
    rate: f64,
    points: f64,
    most_points: f64,
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Months)]
pub(super) struct MonthsObject {
    from: String,
    to: String,
}

/// An edition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edition)]
pub(super) struct EditionObject {
    number: u32,
    published_on: String,
    /// Whether a later edition has taken its place.
    superseded: bool,
}

/// A sentence in each language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sentence)]
pub(super) struct SentenceObject {
    pub(super) vi: String,
    pub(super) en: String,
}

impl From<&Report> for ResultsObject {
    fn from(report: &Report) -> Self {
        let sentence = |language| evidence_sentence(report, language);
        let needed = report.needed_answers();
        Self {
            survey: report.survey.clone(),
            unit: UnitName::of(&report.unit),
            from: report.period.from().to_string(),
            to: report.period.to().to_string(),
            boundaries: report.boundaries.name(),
            responses: report.responses,
            quarantined: report.quarantined,
            modes: report.modes.iter().map(|(mode, &count)| (mode.name(), count)).collect(),
            dossiers: report.dossiers.map(|dossiers| dossiers.received),
            response_rate: report.response_rate().map(|rate| rounded(rate, 4)),
            questions: report.questions.iter().map(QuestionObject::from).collect(),
            illustrative: report.illustrative,
            notes: report.notes.iter().map(NoteObject::from).collect(),
            self_selected: report.is_self_selected(),
            needed_answers: needed.map(|needed| NeededObject {
                needed,
                met: report.responses >= needed,
                method: "yamane-5-percent",
            }),
            official_indicators: report.official_indicator().iter().map(indicator).collect(),
            shown_instead: report
                .shown_instead
                .map(|period| MonthsObject { from: period.from().to_string(), to: period.to().to_string() }),
            edition: report.edition().map(EditionObject::from),
            unpublished: report.is_unpublished,
            sentence: sentence(Language::Vi)
                .zip(sentence(Language::En))
                .map(|(vi, en)| SentenceObject { vi, en }),
            editions: report
                .editions
                .iter()
                .map(|edition| (edition.month.to_string(), edition.number))
                .collect(),
            unpublished_months: report.unpublished_months.iter().map(ToString::to_string).collect(),
            collecting: report.collecting.map(|collecting| CollectingObject {
                month: collecting.month.to_string(),
                responses: collecting.responses,
            }),
        }
    }
}

impl From<&Note> for NoteObject {
    fn from(note: &Note) -> Self {
        match note {
            Note::LeftOut { units } => Self::LeftOut { units: units.clone() },
            Note::CountedInPart { units } => Self::CountedInPart { units: units.clone() },
            Note::ValidSince(day) => Self::ValidSince { date: day.to_string() },
            Note::ValidUntil(day) => Self::ValidUntil { date: day.to_string() },
            Note::SelfSelected => Self::SelfSelected,
            Note::DossiersIncomplete => Self::DossiersIncomplete,
        }
    }
}

fn indicator(indicator: &OfficialIndicator) -> IndicatorObject {
    IndicatorObject {
        key: "766-5.4",
        rate: rounded(indicator.rate, 4),
        points: rounded(indicator.points, 2),
        most_points: OfficialIndicator::MAX_POINTS,
    }
}

impl From<&EditionMark> for EditionObject {
    fn from(edition: &EditionMark) -> Self {
        Self {
            number: edition.number,
            published_on: edition.published_on.to_string(),
            superseded: edition.is_superseded,
        }
    }
}
