//! Pages, JSON and the export agree on every unit and month of the demo data.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use hailong::app::{Audience, ExportQuery};
use hailong::documents::results_json;
use hailong::domain::Boundaries;
use serde_json::Value;

use crate::support::TestApp;

/// Concurrent readers; the server has two threads and keeps the counts in memory.
const READERS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn pages_json_and_export_agree_on_every_unit_and_month() {
    let app = TestApp::start_empty().await;
    app.app.prepare_demo_data().await.unwrap();
    let query = ExportQuery {
        survey: "mot-cua".to_owned(),
        unit: None,
        period: "2023-03..2025-12".parse().unwrap(),
        boundaries: Boundaries::Historic,
    };
    let reports = app.app.every_report(&query, Audience::Public).await.unwrap();
    assert!(reports.len() > 2_000, "{}", reports.len());
    let exported = reports.iter().map(|report| serde_json::from_str(&results_json(report).unwrap()).unwrap());
    let exported: Vec<Value> = exported.collect();
    let compared = stream::iter(&exported).map(|report| compare(&app, report)).buffer_unordered(READERS);
    let shown: Vec<usize> = compared.collect().await;
    let shown: usize = shown.into_iter().sum();
    assert!(shown > 1_000, "only {shown} shares were shown");
}

/// Compares one report; returns how many shares it shows.
async fn compare(app: &TestApp, exported: &Value) -> usize {
    let (code, month) = (exported["unit"]["code"].as_str().unwrap(), exported["from"].as_str().unwrap());
    let json = app.json(&format!("/results/{code}.json?from={month}&to={month}")).await;
    assert_eq!(&json, exported, "{code} {month}");
    let page = app.page(&format!("/results/{code}?from={month}&to={month}")).await;
    let context = format!("{code} {month}");
    assert!(page.contains(json["unit"]["name"].as_str().unwrap()), "{context}");
    if let Some(sentence) = json["sentence"]["vi"].as_str() {
        assert!(page.contains(sentence), "{context}: {sentence}");
    }
    assert!(page.contains(&whole(&json["responses"])), "{context}");
    let rows = table_rows(&page);
    let questions = json["questions"].as_array().unwrap();
    assert_eq!(rows.len(), questions.len(), "{context}");
    questions.iter().zip(&rows).filter(|(question, row)| is_shown(question, row, &context)).count()
}

/// Compares a row of the page's table with a question of the JSON; returns whether a share is shown.
fn is_shown(question: &Value, row: &Row, context: &str) -> bool {
    let context = format!("{context} {}", question["key"]);
    let waiting = if question["top_two"].is_null() { question["waiting"].as_u64().unwrap() } else { 0 };
    assert_eq!(row.n, whole(&(question["n"].as_u64().unwrap() + waiting).into()), "{context}");
    assert_eq!(row.no_opinion, whole(&question["no_opinion"]), "{context}");
    let counts: Vec<Value> = (1..=5)
        .map(|level| question["counts"].get(level.to_string()).cloned().unwrap_or(Value::Null))
        .collect();
    if row.levels.is_empty() {
        assert!(counts.iter().all(Value::is_null) && question["top_two"].is_null(), "{context}");
    } else {
        let expected: Vec<String> =
            counts.iter().map(|count| if count.is_null() { "•".to_owned() } else { whole(count) }).collect();
        assert_eq!(row.levels, expected, "{context}");
    }
    match question["top_two"]["share"].as_f64() {
        None => assert_eq!(row.share, None, "{context}"),
        // The page rounds the share to one digit of a percentage, the JSON to four digits.
        Some(share) => assert!((row.share.unwrap() - share * 100.0).abs() < 0.0551, "{context}: {row:?}"),
    }
    match question["mean"]["value"].as_f64() {
        None => assert_eq!(row.mean, None, "{context}"),
        Some(mean) => assert!((row.mean.unwrap() - mean).abs() < 0.001, "{context}: {row:?}"),
    }
    row.share.is_some()
}

/// A whole number in the format of the pages.
fn whole(number: &Value) -> String {
    let digits = number.as_u64().unwrap().to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(".")
}

#[derive(Debug, Default)]
struct Row {
    share: Option<f64>,
    /// Empty where the whole row is below the threshold.
    levels: Vec<String>,
    n: String,
    no_opinion: String,
    mean: Option<f64>,
}

/// The rows of the table of all questions.
fn table_rows(page: &str) -> Vec<Row> {
    let (_, table) = page.split_once("<table role=\"table\">").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    table.split("<th scope=\"row\"").skip(1).map(row).collect()
}

fn row(html: &str) -> Row {
    let mut row = Row::default();
    let mut labelled = BTreeMap::new();
    for cell in html.split("<td").skip(1) {
        let (attributes, content) = cell.split_once('>').unwrap();
        let text = text_of(content.split("</td>").next().unwrap());
        if attributes.contains("share") {
            row.share = text.split('%').next().and_then(number);
        } else if attributes.contains("level") {
            row.levels.push(text.split_whitespace().next().unwrap_or_default().to_owned());
        } else if let Some((_, label)) = attributes.split_once("data-label=\"") {
            labelled.insert(label.trim_end_matches('"').to_owned(), text);
        }
    }
    row.n = labelled.remove("Số câu trả lời").unwrap();
    row.no_opinion = labelled.remove("Không có ý kiến").unwrap();
    row.mean = labelled.remove("Điểm trung bình (1–5)").as_deref().and_then(number);
    row
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace('.', "").replace(',', ".").parse().ok()
}

/// The text without tags.
fn text_of(html: &str) -> String {
    let parts = html.split('<').enumerate().map(|(place, part)| {
        if place == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) }
    });
    parts.collect::<Vec<_>>().join(" ").trim().to_owned()
}
