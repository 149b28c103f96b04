//! Reports as JSON.

use super::objects::ResultsObject;
use crate::documents::DocumentError;
use crate::domain::Report;

/// The report as one line of JSON; see [`ResultsObject`].
pub fn results_json(report: &Report) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&ResultsObject::from(report))?)
}

/// Many reports as one array, a line each.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::sample_report::report;
    use crate::stats::MeanEstimate;

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
    fn what_is_not_known_is_null() {
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
