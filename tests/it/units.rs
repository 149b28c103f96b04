//! `/results/{unit}/units` and its files.

use std::fmt::Write;

use hailong::app::ImportKind;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::TestApp;

/// Responses of November 2024: for each unit the number of satisfied ones and of all.
fn responses(units: &[(&str, usize, usize)]) -> String {
    let mut csv = "id,submitted_at,unit,mode,settlement,attitude\n".to_owned();
    for (place, &(unit, satisfied, all)) in units.iter().enumerate() {
        for number in 0..all {
            let settlement = if number < satisfied { 5 } else { 2 };
            let day = number % 28 + 1;
            let id = format!("0193a000-0000-7000-{:04}-{number:012}", 8000 + place);
            writeln!(csv, "{id},2024-11-{day:02}T09:00:00+07:00,{unit},open,{settlement},4").unwrap();
        }
    }
    csv
}

/// Mễ Sở far above, Xuân Trúc far below, Tân Quang in between; Tân Châu and Nhật Quang with too few.
const COMMUNES: [(&str, usize, usize); 5] =
    [("12049", 380, 400), ("12166", 240, 400), ("12001", 320, 400), ("12247", 4, 6), ("12415", 3, 7)];
const NOVEMBER: &str = "from=2024-11&to=2024-11";

async fn started() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &responses(&COMMUNES)).await.unwrap();
    app.publish("2024-11").await;
    app
}

fn names(units: &Value) -> Vec<&str> {
    units.as_array().unwrap().iter().map(|unit| unit["name"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_the_csv_and_the_api_agree_with_the_json() {
    let app = started().await;
    let json = app.json(&format!("/results/33/units.json?{NOVEMBER}")).await;
    assert_eq!(names(&json["units"]), ["Xã Mễ Sở", "Xã Tân Quang", "Xã Xuân Trúc"]);
    let standings = json["units"].as_array().unwrap().iter().map(|unit| unit["standing"].as_str().unwrap());
    assert_eq!(standings.collect::<Vec<_>>(), ["far-above", "as-expected", "far-below"]);
    assert_eq!(json["target"]["of"], "unit-above");
    assert_eq!((&json["shown"], &json["question"]), (&3.into(), &"settlement".into()));
    assert_eq!(names(&json["not_shown"]), ["Xã Nhật Quang", "Xã Tân Châu"]);
    assert_eq!((&json["not_shown"][1]["n"], &json["not_shown"][1]["top_two"]), (&6.into(), &Value::Null));

    let page = app.page(&format!("/results/33/units?{NOVEMBER}")).await;
    for sentence in json["sentence"]["vi"].as_str().unwrap().split_inclusive(". ") {
        assert!(page.contains(sentence.trim_end()), "{sentence}");
    }
    for unit in json["units"].as_array().unwrap() {
        let share = unit["top_two"]["share"].as_f64().unwrap() * 100.0;
        let rank = &unit["rank"];
        let rank = format!("hạng {}–{} trong {}", rank["low"], rank["high"], rank["of"]);
        for text in [unit["name"].as_str().unwrap(), &format!("{share:.1}%").replace('.', ","), &rank] {
            assert!(page.contains(text), "{text}");
        }
    }
    assert!(page.contains("Xã Tân Châu") && page.contains("Chưa đủ 10 câu trả lời"));

    let csv = app.page(&format!("/results/33/units.csv?{NOVEMBER}")).await;
    let rows: Vec<_> = csv.lines().collect();
    assert_eq!(rows.len(), 6);
    assert!(rows[1].contains(",Xã Mễ Sở,commune,2024-11,2024-11,,,400,,380,0.9500,"), "{}", rows[1]);
    let columns: Vec<_> =
        rows.iter().map(|row| row.split('"').next().unwrap().matches(',').count()).collect();
    assert!(columns.iter().all(|&count| count == columns[0]), "{columns:?}");

    let api = app.json(&format!("/api/v1/results/33/units?{NOVEMBER}")).await;
    assert_eq!(api, json);
    let description = app.json("/api/v1/openapi.json").await;
    assert!(description["paths"]["/api/v1/results/{unit}/units"].is_object());
    let described = description["components"]["schemas"].as_object().unwrap();
    assert!(
        ["Units", "ComparedUnit", "Rank"].iter().all(|name| described.contains_key(*name)),
        "{described:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_question_can_be_chosen_and_an_unknown_one_is_answered_with_the_known_ones() {
    let app = started().await;
    let json = app.json(&format!("/results/33/units.json?{NOVEMBER}&question=attitude")).await;
    assert_eq!((&json["question"], &json["units"][0]["top_two"]["share"]), (&"attitude".into(), &1.0.into()));
    let failure = app.failure(&format!("/results/33/units.json?{NOVEMBER}&question=weather")).await;
    assert_eq!(failure["nearest"]["questions"][1], "attitude");
    let page = app.get(&format!("/results/33/units?{NOVEMBER}&question=weather")).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert!(page.text().await.unwrap().contains("question=attitude"));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_current_boundaries_the_units_of_today_are_compared() {
    let app = started().await;
    let json = app.json(&format!("/results/33/units.json?{NOVEMBER}&boundaries=current")).await;
    let codes: Vec<_> = json["units"].as_array().unwrap().iter().map(|unit| &unit["valid_until"]).collect();
    assert!(!codes.is_empty() && codes.iter().all(|until| until.is_null()), "{json}");
    assert!(names(&json["units"]).contains(&"Xã Mễ Sở"), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_unit_alone_is_not_compared() {
    let app = started().await;
    let json = app.json(&format!("/results/12049/units.json?{NOVEMBER}")).await;
    assert_eq!((&json["shown"], &json["units"]), (&0.into(), &serde_json::json!([])));
    let page = app.page(&format!("/results/326/units?{NOVEMBER}")).await;
    assert!(page.contains("Có 1 đơn vị có kết quả công bố: chưa đủ để so sánh."), "{page}");
    assert!(app.page(&format!("/results/33?{NOVEMBER}")).await.contains("/results/33/units?"));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_responses_do_not_change_the_comparison_of_an_edition() {
    let app = started().await;
    let before = app.json(&format!("/results/33/units.json?{NOVEMBER}")).await;
    assert_eq!(before["edition"]["number"], 1);
    let mut later = responses(&[
        ("12049", 0, 0),
        ("12166", 0, 0),
        ("12001", 0, 0),
        ("12247", 0, 0),
        ("12415", 0, 0),
        ("12247", 90, 100),
    ]);
    later = later.replace("-8005-", "-9005-");
    app.import(ImportKind::Responses, &later).await.unwrap();
    assert_eq!(app.json(&format!("/results/33/units.json?{NOVEMBER}")).await, before);
}
