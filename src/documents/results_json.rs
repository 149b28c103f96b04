//! A report as the JSON object of `/results/{unit}.json`. Field names and their order are promised to other
//! people's programs; what is added stands at the end.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::DocumentError;
use crate::domain::{Estimate, MeanScore, Mode, Note, QuestionReport, Report, Suppression};
use crate::stats::Confidence;

/// The report as one line of JSON. Shares are rounded to 4 decimals, means to 2; a figure that may not be
/// published, or that cannot be estimated, is `null`.
pub fn results_json(report: &Report) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&Results::of(report))?)
}

#[derive(Serialize)]
struct Results<'a> {
    survey: &'a str,
    unit: UnitName<'a>,
    from: String,
    to: String,
    boundaries: &'static str,
    responses: u64,
    quarantined: u64,
    modes: ModeCounts<'a>,
    dossiers: Option<u64>,
    response_rate: Option<f64>,
    questions: Vec<QuestionResults<'a>>,
    illustrative: bool,
    notes: Vec<NoteObject<'a>>,
}

#[derive(Serialize)]
struct UnitName<'a> {
    code: &'a str,
    name: &'a str,
}

/// Counts by the modes' names, in the order in which totals list them.
struct ModeCounts<'a>(&'a BTreeMap<Mode, u64>);

impl Serialize for ModeCounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(mode, count)| (mode.name(), count)))
    }
}

#[derive(Serialize)]
struct QuestionResults<'a> {
    key: &'a str,
    headline: bool,
    n: u64,
    no_opinion: u64,
    counts: Option<Counts>,
    top_two: Option<TopTwo>,
    top_two_weighted: Option<TopTwo>,
    mean: Option<Mean>,
    suppressed: Option<&'static str>,
}

#[derive(Serialize)]
struct Counts {
    #[serde(rename = "1")]
    very_dissatisfied: u64,
    #[serde(rename = "2")]
    dissatisfied: u64,
    #[serde(rename = "3")]
    neutral: u64,
    #[serde(rename = "4")]
    satisfied: u64,
    #[serde(rename = "5")]
    very_satisfied: u64,
}

#[derive(Serialize)]
struct TopTwo {
    share: f64,
    low: f64,
    high: f64,
    confidence: f64,
    method: &'static str,
}

#[derive(Serialize)]
struct Mean {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum NoteObject<'a> {
    LeftOut { units: &'a [String] },
    ValidSince { date: String },
    ValidUntil { date: String },
    SelfSelected,
}

impl<'a> Results<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            survey: &report.survey,
            unit: UnitName { code: report.unit.code.as_str(), name: &report.unit.name },
            from: report.period.from().to_string(),
            to: report.period.to().to_string(),
            boundaries: report.boundaries.name(),
            responses: report.responses,
            quarantined: report.quarantined,
            modes: ModeCounts(&report.modes),
            dossiers: report.dossiers.map(|dossiers| dossiers.received),
            response_rate: report.response_rate().map(|rate| rounded(rate, 4)),
            questions: report.questions.iter().map(QuestionResults::of).collect(),
            illustrative: report.illustrative,
            notes: report.notes.iter().map(NoteObject::of).collect(),
        }
    }
}

impl<'a> QuestionResults<'a> {
    fn of(question: &'a QuestionReport) -> Self {
        Self {
            key: &question.key,
            headline: question.headline,
            n: question.n,
            no_opinion: question.no_opinion,
            counts: question.counts.map(Counts::of),
            top_two: question.top_two.map(|estimate| TopTwo::of(estimate, "wilson")),
            top_two_weighted: question
                .top_two_weighted
                .map(|estimate| TopTwo::of(estimate, "stratified-logit")),
            mean: question.mean.map(Mean::of),
            suppressed: question.suppressed.map(Suppression::name),
        }
    }
}

impl Counts {
    fn of([very_dissatisfied, dissatisfied, neutral, satisfied, very_satisfied]: [u64; 5]) -> Self {
        Self { very_dissatisfied, dissatisfied, neutral, satisfied, very_satisfied }
    }
}

impl TopTwo {
    fn of(estimate: Estimate, method: &'static str) -> Self {
        Self {
            share: rounded(estimate.share, 4),
            low: rounded(estimate.low, 4),
            high: rounded(estimate.high, 4),
            confidence: Confidence::PUBLISHED.level(),
            method,
        }
    }
}

impl Mean {
    fn of(mean: MeanScore) -> Self {
        Self {
            value: rounded(mean.value, 2),
            low: mean.interval.map(|(low, _)| rounded(low, 2)),
            high: mean.interval.map(|(_, high)| rounded(high, 2)),
        }
    }
}

impl<'a> NoteObject<'a> {
    fn of(note: &'a Note) -> Self {
        match note {
            Note::LeftOut { units } => Self::LeftOut { units },
            Note::ValidSince(day) => Self::ValidSince { date: day.to_string() },
            Note::ValidUntil(day) => Self::ValidUntil { date: day.to_string() },
            Note::SelfSelected => Self::SelfSelected,
        }
    }
}

fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::super::sample_report::report;
    use super::*;

    #[test]
    fn the_object_has_the_fields_of_the_contract_in_their_order() {
        let expected = concat!(
            r#"{"survey":"mot-cua","unit":{"code":"33","name":"Tỉnh Hưng Yên"},"from":"2024-11","to":"2024-11","#,
            r#""boundaries":"historic","responses":4123,"quarantined":12,"modes":{"open":3800,"verified":323},"#,
            r#""dossiers":16021,"response_rate":0.2573,"questions":["#,
            r#"{"key":"settlement","headline":true,"n":4100,"no_opinion":23,"#,
            r#""counts":{"1":10,"2":20,"3":93,"4":1800,"5":2177},"#,
            r#""top_two":{"share":0.97,"low":0.9643,"high":0.9748,"confidence":0.95,"method":"wilson"},"#,
            r#""top_two_weighted":{"share":0.968,"low":0.96,"high":0.974,"confidence":0.95,"method":"stratified-logit"},"#,
            r#""mean":{"value":4.49,"low":4.47,"high":4.51},"suppressed":null},"#,
            r#"{"key":"attitude","headline":true,"n":7,"no_opinion":0,"counts":null,"top_two":null,"#,
            r#""top_two_weighted":null,"mean":null,"suppressed":"below-threshold"}],"illustrative":true,"notes":["#,
            r#"{"kind":"left-out","units":["Xã Phương Chiểu"]},{"kind":"valid-since","date":"2024-11-05"},"#,
            r#"{"kind":"valid-until","date":"2024-11-30"},{"kind":"self-selected"}]}"#,
        );
        assert_eq!(results_json(&report().for_publication()).unwrap(), expected);
    }

    #[test]
    fn what_is_not_known_is_null() {
        let mut report = report();
        report.dossiers = None;
        report.questions[1].mean = Some(MeanScore { value: 4.0, interval: None });
        let value: serde_json::Value = serde_json::from_str(&results_json(&report).unwrap()).unwrap();
        assert!(value["dossiers"].is_null() && value["response_rate"].is_null());
        assert_eq!(
            value["questions"][1]["mean"],
            serde_json::json!({"value": 4.0, "low": null, "high": null})
        );
    }
}
