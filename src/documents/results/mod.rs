//! A report as files for other programs and for spreadsheets: JSON, described in the `OpenAPI` document, and
//! CSV. Field names and their order are stable for other programs; new fields are added at the end.

pub(in crate::documents) mod cells;
mod csv;
mod questions;
mod report;
mod units;

pub use self::csv::{results_csv, results_csv_list, units_csv};
pub use self::questions::SeriesObject;
pub use self::questions::UnitName;
pub use self::report::ResultsObject;
pub use self::units::UnitsObject;

use super::DocumentError;
use crate::domain::{Boundaries, Report, Series, UnitComparison};

/// Writes the report as one line of JSON; see [`ResultsObject`].
///
/// # Errors
///
/// Fails if serialization to JSON fails.
pub fn results_json(report: &Report) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&ResultsObject::from(report))?)
}

/// Writes reports as one JSON array, one line per report.
///
/// # Errors
///
/// Fails if serialization to JSON fails.
pub fn results_json_list(reports: &[Report]) -> Result<Vec<u8>, DocumentError> {
    let mut text = b"[\n".to_vec();
    for (place, report) in reports.iter().enumerate() {
        if place > 0 {
            text.extend_from_slice(b",\n");
        }
        serde_json::to_writer(&mut text, &ResultsObject::from(report))?;
    }
    text.extend_from_slice(b"\n]\n");
    Ok(text)
}

/// Writes the series of a unit as one line of JSON; see [`SeriesObject`].
///
/// # Errors
///
/// Fails if serialization to JSON fails.
pub fn series_json(
    unit: UnitName,
    boundaries: Boundaries,
    series: &[Series],
) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&SeriesObject::of(unit, boundaries, series))?)
}

/// Writes the comparison as one line of JSON; see [`UnitsObject`].
///
/// # Errors
///
/// Fails if serialization to JSON fails.
pub fn units_json(comparison: &UnitComparison) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&UnitsObject::from(comparison))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::results::context::samples;
    use crate::domain::{
        Against, Change, Comparison, Dossiers, Estimate, Method, Mode, ModeReport, Note, Outcome, Period,
        Text, WeightedEstimate,
    };
    use crate::stats::{Interval, MeanEstimate};

    fn comparisons() -> Vec<Comparison> {
        let change =
            Change { before: 0.964, n_before: 3200, difference: 0.006, low: -0.002_34, high: 0.014_56 };
        let compared = |against, month: &str, outcome| {
            let period = Period::month(month.parse().unwrap());
            Comparison { against, period, outcome, units: None }
        };
        vec![
            compared(Against::PreviousPeriod, "2024-10", Outcome::Changed(change)),
            compared(Against::YearBefore, "2023-11", Outcome::OtherWording),
        ]
    }

    /// A report of two questions, the second with too few answers to be published, with several notes.
    pub(super) fn report() -> Report {
        let mut report = samples::report(&[([10, 20, 93, 1800, 2177], 23), ([0, 0, 1, 2, 4], 0)], 4123);
        report.modes = [(Mode::Open, 3800), (Mode::Verified, 323)].into();
        report.dossiers = Some(Dossiers { received: 16_021, early: 12_500, on_time: 3_500, late: 21 });
        report.notes = vec![
            Note::LeftOut { units: vec!["Xã Phương Chiểu".to_owned()] },
            Note::ValidSince("2024-11-05".parse().unwrap()),
            Note::ValidUntil("2024-11-30".parse().unwrap()),
            Note::SelfSelected,
        ];
        let settlement = &mut report.questions[0];
        settlement.finding = Text { vi: "hài lòng".to_owned(), en: "are satisfied".to_owned() };
        settlement.worst_case = Some(Interval { low: 0.248_24, high: 0.992_31 });
        let method = Method::StratifiedLogit;
        settlement.top_two_weighted = Some(WeightedEstimate {
            estimate: Estimate { share: 0.968, low: 0.96, high: 0.974, method },
            design_effect: Some(1.234),
            effective_answers: Some(3322.4),
        });
        let verified = Estimate { share: 0.95, low: 0.92, high: 0.97, method: Method::Wilson };
        settlement.by_mode = vec![
            ModeReport { mode: Mode::Open, n: 3780, top_two: None },
            ModeReport { mode: Mode::Verified, n: 320, top_two: Some(verified) },
        ];
        settlement.comparisons = comparisons();
        report
    }

    #[test]
    fn the_json_object_has_the_documented_fields_in_their_order() {
        let expected = concat!(
            r#"{"survey":"mot-cua","unit":{"code":"33","name":"Tỉnh Hưng Yên"},"from":"2024-11","to":"2024-11","#,
            r#""boundaries":"historic","responses":4123,"quarantined":12,"modes":{"open":3800,"verified":323},"#,
            r#""dossiers":16021,"response_rate":0.2573,"questions":["#,
            r#"{"key":"settlement","headline":true,"n":4100,"no_opinion":23,"#,
            r#""counts":{"1":10,"2":20,"3":93,"4":1800,"5":2177},"#,
            r#""top_two":{"share":0.97,"low":0.9643,"high":0.9748,"confidence":0.95,"method":"wilson"},"#,
            r#""top_two_weighted":{"share":0.968,"low":0.96,"high":0.974,"confidence":0.95,"method":"stratified-logit"},"#,
            r#""mean":{"value":4.49,"low":4.47,"high":4.51},"suppressed":null,"effective_answers":3322.0,"#,
            r#""design_effect":1.23,"worst_case":{"low":0.2482,"high":0.9923},"by_mode":["#,
            r#"{"mode":"open","n":3780,"top_two":null},"#,
            r#"{"mode":"verified","n":320,"top_two":{"share":0.95,"low":0.92,"high":0.97,"confidence":0.95,"#,
            r#""method":"wilson"}}],"comparisons":["#,
            r#"{"against":"previous-period","from":"2024-10","to":"2024-10","verdict":"no-demonstrable-change","#,
            r#""difference":{"value":0.006,"low":-0.0023,"high":0.0146,"confidence":0.95,"method":"newcombe"},"units":null},"#,
            r#"{"against":"year-before","from":"2023-11","to":"2023-11","verdict":"other-wording","difference":null,"units":null}],"#,
            r#""breaks":[],"waiting":0},"#,
            r#"{"key":"attitude","headline":true,"n":7,"no_opinion":0,"counts":null,"top_two":null,"#,
            r#""top_two_weighted":null,"mean":null,"suppressed":"below-threshold","effective_answers":null,"#,
            r#""design_effect":null,"worst_case":null,"by_mode":[],"comparisons":[],"breaks":[],"waiting":0}],"#,
            r#""illustrative":true,"notes":["#,
            r#"{"kind":"left-out","units":["Xã Phương Chiểu"]},{"kind":"valid-since","date":"2024-11-05"},"#,
            r#"{"kind":"valid-until","date":"2024-11-30"},{"kind":"self-selected"}],"self_selected":true,"#,
            r#""needed_answers":null,"official_indicators":["#,
            r#"{"key":"766-5.4","rate":0.9987,"points":6.0,"most_points":6.0}],"shown_instead":null,"edition":null,"unpublished":false,"#,
            r#""sentence":{"vi":"Tháng 11/2024, Tỉnh Hưng Yên: 97,0% (KTC 95%: 96,4–97,5%) hài lòng; "#,
            r#"4.123 phiếu trả lời trên 16.021 hồ sơ (khảo sát mở).","#,
            r#""en":"November 2024, Tỉnh Hưng Yên: 97.0% (95% CI: 96.4–97.5%) are satisfied; "#,
            r#"4,123 answers for 16,021 dossiers (open survey)."},"editions":{},"unpublished_months":[],"collecting":null}"#,
        );
        assert_eq!(results_json(&report().for_publication()).unwrap(), expected);
    }

    #[test]
    fn unknown_values_are_null() {
        let mut report = report();
        report.dossiers = None;
        report.questions[1].mean = Some(MeanEstimate { value: 4.0, interval: None });
        let value: serde_json::Value = serde_json::from_str(&results_json(&report).unwrap()).unwrap();
        assert!(value["dossiers"].is_null() && value["response_rate"].is_null());
        assert_eq!(
            value["questions"][1]["mean"],
            serde_json::json!({"value": 4.0, "low": null, "high": null})
        );
    }
}
