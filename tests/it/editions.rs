//! Figures that stand fixed under a number.

use hailong::app::ImportKind;
use reqwest::StatusCode;

use crate::results::{DOSSIERS, november};
use crate::support::TestApp;

/// Late sheets, all dissatisfied with the settlement.
pub(crate) fn late(count: usize) -> String {
    let rows = (0..count).map(|number| {
        format!("0193a111-0000-7000-8000-{number:012},2024-11-29T09:00:00+07:00,12049,open,1,4\n")
    });
    format!("id,submitted_at,unit,mode,settlement,attitude\n{}", rows.collect::<String>())
}

async fn published() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.import(ImportKind::Responses, &november()).await.unwrap();
    let publishing = app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap();
    assert!(publishing.is_new && publishing.edition.number == 1);
    app
}

const NOVEMBER: &str = "/results/33.json?period=2024-11";

#[tokio::test(flavor = "multi_thread")]
async fn late_responses_change_nothing_until_a_new_edition_says_what_they_changed() {
    let app = published().await;
    let first = app.json(NOVEMBER).await;
    assert_eq!((&first["edition"]["number"], &first["responses"]), (&1.into(), &100.into()));
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    assert_eq!(app.json(NOVEMBER).await, first);

    let second = app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap();
    let changes = second.edition.changes.clone().unwrap();
    assert!(second.is_new && second.edition.number == 2);
    assert_eq!((changes.sheets, changes.headlines.len()), ((100, 120), 2));
    let now = app.json(NOVEMBER).await;
    assert_eq!((&now["edition"]["number"], &now["responses"]), (&2.into(), &120.into()));
    let page = app.page("/results/33?period=2024-11").await;
    for text in
        ["bản công bố số 2", "thêm 20 phiếu đến sau", "97,0% thành 80,8%", "/results/33/editions/2024-11/1"]
    {
        assert!(page.contains(text), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_edition_stays_as_it_was_and_says_that_there_is_a_newer_one() {
    let app = published().await;
    let mut first = app.json(NOVEMBER).await;
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap();
    let old = app.json("/results/33/editions/2024-11/1.json").await;
    first["edition"]["superseded"] = true.into();
    assert_eq!(old, first);
    let page = app.page("/results/33/editions/2024-11/1").await;
    assert!(page.contains("97,0%") && page.contains("đã có bản mới hơn"));
    for address in
        ["/results/33/editions/2024-11/3", "/results/33/editions/2024-12/1", "/results/33/editions/x/1"]
    {
        assert_eq!(app.get(address).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_what_has_not_changed_makes_no_edition() {
    let app = published().await;
    let again = app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap();
    assert!(!again.is_new && again.edition.number == 1);
    assert_eq!(app.database.count("SELECT count(*) FROM editions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_without_answers_or_not_over_yet_is_refused_with_a_way_out() {
    let app = published().await;
    let refused = async |period: &str| {
        app.app.publish("mot-cua", period.parse().unwrap()).await.unwrap_err().to_string()
    };
    assert!(refused("2020-01").await.contains("2024-11"));
    assert!(refused("2999").await.contains("is not over yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_change_an_edition() {
    use diesel_async::RunQueryDsl;

    let app = published().await;
    let mut connection = app.database.connect().await;
    for statement in ["UPDATE editions SET number = 7", "DELETE FROM edition_reports"] {
        let refused = diesel::sql_query(statement).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("never changes"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_and_mails_cite_the_edition() {
    let app = published().await;
    let chart = app.page("/charts/headline.svg?unit=33&period=2024-11").await;
    assert!(chart.contains("bản công bố số 1"), "{chart}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_shows_what_was_published_and_not_what_came_later() {
    use hailong::app::{Audience, ExportQuery};
    use hailong::documents::results_json;

    let app = published().await;
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    let query = ExportQuery {
        survey: "mot-cua".to_owned(),
        unit: Some("33".parse().unwrap()),
        period: "2024-11".parse().unwrap(),
        boundaries: hailong::domain::Boundaries::Historic,
    };
    let reports = app.app.every_report(&query, Audience::Public).await.unwrap();
    let province = reports.iter().find(|report| report.unit.code.as_str() == "33").unwrap();
    let exported: serde_json::Value = serde_json::from_str(&results_json(province).unwrap()).unwrap();
    assert_eq!(exported, app.json(NOVEMBER).await);
    let live = app.app.every_report(&query, Audience::Analysts).await.unwrap();
    assert_eq!(live.iter().map(|report| report.responses).max(), Some(120));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_late_answers_wait_because_the_difference_of_two_editions_would_show_them() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(9)).await.unwrap();
    let again = app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap();
    assert!(!again.is_new);
    app.import(ImportKind::Responses, &late(10)).await.unwrap();
    assert!(app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap().is_new);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_month_makes_no_new_edition_of_this_one() {
    let app = published().await;
    let october = november().replace("2024-11-", "2024-10-").replace("0193a000-", "0193b000-");
    app.import(ImportKind::Responses, &october).await.unwrap();
    assert!(!app.app.publish("mot-cua", "2024-11".parse().unwrap()).await.unwrap().is_new);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_which_an_edition_says_nothing_shows_nothing_beside_it() {
    let app = published().await;
    let other = november().replace(",12049,", ",12046,").replace("0193a000-", "0193c000-");
    app.import(ImportKind::Responses, &other).await.unwrap();
    let report = app.json("/results/12046.json?period=2024-11").await;
    assert_eq!((&report["responses"], &report["edition"]["number"]), (&0.into(), &1.into()));
    assert!(report["questions"][0]["counts"].is_null() && report["questions"][0]["top_two"].is_null());
    assert_eq!(app.json("/results/33.json?period=2024-11").await["responses"], 100);
}

/// Whoever subtracts the fixed months from a longer period must not be left with the late answers.
#[tokio::test(flavor = "multi_thread")]
async fn longer_periods_count_a_published_month_as_it_was_published() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(9)).await.unwrap();
    let december = november().replace("2024-11-", "2024-12-").replace("0193a000-", "0193b000-");
    app.import(ImportKind::Responses, &december).await.unwrap();
    let month = app.json(NOVEMBER).await;
    let quarter = app.json("/results/33.json?period=2024-10..2024-11").await;
    assert_eq!(
        (&quarter["responses"], &quarter["questions"][0]),
        (&100.into(), &without_time(&quarter, &month))
    );
    let series = app.json("/api/v1/results/33/series?period=2024-11").await;
    assert_eq!(series["questions"][0]["points"][0]["n"], 100);
}

/// The question of the month with what the longer period says of earlier ones.
fn without_time(longer: &serde_json::Value, month: &serde_json::Value) -> serde_json::Value {
    let mut question = month["questions"][0].clone();
    for field in ["comparisons", "worst_case"] {
        question[field] = longer["questions"][0][field].clone();
    }
    question
}

/// A month that was shown whole when it was all there was stays known: what comes later has to be hidden around it.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_edition_has_shown_is_taken_as_known_from_then_on() {
    let app = published().await;
    let shown = app.json("/results/12049.json?period=2024-11").await;
    assert_eq!(shown["questions"][0]["counts"]["5"], 97);
    // Six answers in December are below the threshold. With the quarter they would be the quarter less November.
    let december: String = november().lines().take(7).collect::<Vec<_>>().join("\n");
    let december = december.replace("2024-11-", "2024-12-").replace("0193a000-", "0193b000-");
    app.import(ImportKind::Responses, &december).await.unwrap();
    assert_eq!(
        app.json("/results/33.json?period=2024-12").await["questions"][0]["suppressed"],
        "below-threshold"
    );
    for period in ["2024-Q4", "2024", "2024-11..2024-12"] {
        let longer = app.json(&format!("/results/33.json?period={period}&boundaries=current")).await;
        assert!(longer["questions"][0]["counts"]["5"].is_null(), "{period}: {longer}");
    }
}
