//! From the report to the objects of its JSON.

use super::objects::{
    CollectingObject, ComparedUnitsObject, ComparisonObject, CountsObject, DifferenceObject, EditionObject,
    IndicatorObject, MeanObject, ModeObject, MonthsObject, NeededObject, NoteObject, QuestionObject,
    RangeObject, ResultsObject, SentenceObject, ShareObject, UnitName,
};
use crate::domain::{
    Comparison, EditionMark, Estimate, Language, ModeReport, Note, OfficialIndicator, Period, QuestionReport,
    Report, Suppression, WeightedEstimate,
};
use crate::locale::{evidence_sentence, rounded};
use crate::stats::{Confidence, MeanEstimate};

impl From<&Report> for ResultsObject {
    fn from(report: &Report) -> Self {
        let sentence = |language| evidence_sentence(report, language);
        let needed = report.needed_answers();
        Self {
            survey: report.survey.clone(),
            unit: UnitName { code: report.unit.code.to_string(), name: report.unit.name.clone() },
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
            official_indicators: report.official_indicator().iter().map(IndicatorObject::from).collect(),
            shown_instead: report.shown_instead.map(MonthsObject::from),
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
            mean: question.mean.map(MeanObject::from),
            suppressed: question.suppressed.map(Suppression::name),
            effective_answers: weighted.and_then(effective_answers),
            design_effect: weighted
                .and_then(|weighted| weighted.design_effect)
                .map(|effect| rounded(effect, 2)),
            worst_case: question
                .worst_case
                .map(|bounds| RangeObject { low: rounded(bounds.low, 4), high: rounded(bounds.high, 4) }),
            by_mode: question.by_mode.iter().map(ModeObject::from).collect(),
            comparisons: question.comparisons.iter().map(ComparisonObject::from).collect(),
            breaks: question.breaks.iter().map(ToString::to_string).collect(),
            waiting: question.waiting,
        }
    }
}

fn effective_answers(weighted: WeightedEstimate) -> Option<f64> {
    weighted.effective_answers.map(f64::round)
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

impl From<MeanEstimate> for MeanObject {
    fn from(mean: MeanEstimate) -> Self {
        Self {
            value: rounded(mean.value, 2),
            low: mean.interval.map(|interval| rounded(interval.low, 2)),
            high: mean.interval.map(|interval| rounded(interval.high, 2)),
        }
    }
}

impl From<&ModeReport> for ModeObject {
    fn from(report: &ModeReport) -> Self {
        Self { mode: report.mode.name(), n: report.n, top_two: report.top_two.map(ShareObject::from) }
    }
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

impl From<&OfficialIndicator> for IndicatorObject {
    fn from(indicator: &OfficialIndicator) -> Self {
        Self {
            key: "766-5.4",
            rate: rounded(indicator.rate, 4),
            points: rounded(indicator.points, 2),
            most_points: OfficialIndicator::MOST_POINTS,
        }
    }
}

impl From<Period> for MonthsObject {
    fn from(period: Period) -> Self {
        Self { from: period.from().to_string(), to: period.to().to_string() }
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
