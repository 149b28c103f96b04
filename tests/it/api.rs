//! `/api/v1`.

use std::collections::BTreeSet;

use hailong::app::ImportKind;
use reqwest::StatusCode;
use serde_json::Value;

use crate::results::{DOSSIERS, november};
use crate::support::TestApp;

async fn with_november() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_lists_every_path_and_resolves_every_reference() {
    let app = TestApp::start().await;
    let document = app.json("/api/v1/openapi.json").await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        ["/api/v1/results/{unit}", "/api/v1/results/{unit}/series", "/api/v1/results/{unit}/units"]
    );
    let mut references = BTreeSet::new();
    collect_references(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect_references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// Every field that is sent is described, so that generated clients lose nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_fields_of_a_report_are_the_described_ones() {
    let app = with_november().await;
    let document = app.json("/api/v1/openapi.json").await;
    let report = app.json("/api/v1/results/33?period=2024-11").await;
    let described = |schema: &str| -> BTreeSet<String> {
        let properties = &document["components"]["schemas"][schema]["properties"];
        properties.as_object().unwrap().keys().cloned().collect()
    };
    let sent = |value: &Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(sent(&report), described("Results"));
    assert_eq!(sent(&report["questions"][0]), described("Question"));
    assert_eq!(report, app.json("/results/33.json?period=2024-11").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_marks_where_the_wording_changed() {
    use hailong::domain::{Question, Text};
    use hailong::store::{find_survey_by_slug, publish_revision};

    let app = with_november().await;
    let mut connection = app.database.connect().await;
    let survey = find_survey_by_slug(&mut connection, "mot-cua").await.unwrap().unwrap();
    let mut questions: Vec<Question> = survey.revision.questions.clone();
    questions[0].wording =
        Text { vi: "Ông/Bà có hài lòng không?".into(), en: "Are you satisfied?".into() };
    publish_revision(&mut connection, "mot-cua", &survey.title, &questions).await.unwrap();
    let december = november().replace("2024-11-", "2024-12-").replace("0193a000-", "0193b000-");
    app.import(ImportKind::Responses, &december).await.unwrap();
    app.publish("2024-12").await;
    let series = app.json("/api/v1/results/12049/series?period=2024-11..2024-12").await;
    let breaks = |question: usize| {
        let points = series["questions"][question]["points"].as_array().unwrap().iter();
        points.map(|point| point["begins_new_wording"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((breaks(0), breaks(1)), (vec![false, true], vec![false, false]));
    let report = app.json("/results/12049.json?period=2024-12").await;
    assert_eq!(report["questions"][0]["comparisons"][0]["verdict"], "other-wording");
    assert!(report["questions"][0]["comparisons"][0]["difference"].is_null());
    let both = app.json("/results/12049.json?period=2024-11..2024-12").await;
    assert_eq!(both["questions"][0]["breaks"], serde_json::json!(["2024-12"]));
    assert_eq!(both["questions"][1]["breaks"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_name_the_nearest_survey_period_or_unit_in_json() {
    let app = with_november().await;
    for (path, pointer, nearest) in [
        ("/api/v1/results/33?survey=mot-cuaa", "/nearest/survey", "mot-cua"),
        ("/api/v1/results/33?from=2024-13", "/nearest/period", "2024-11"),
        ("/api/v1/results/12048", "/nearest/units/0/code", "12049"),
    ] {
        let response = app.get(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body.pointer(pointer).and_then(Value::as_str), Some(nearest), "{path}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_of_a_thousand_years_is_answered_within_seconds() {
    let app = with_november().await;
    for path in ["/api/v1/results/33?period=1900..2999", "/api/v1/results/33/series?period=1900..2999"] {
        let begun = std::time::Instant::now();
        app.json(path).await;
        assert!(begun.elapsed().as_secs() < 5, "{path}: {:?}", begun.elapsed());
    }
}
