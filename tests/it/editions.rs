//! Published editions: what they fix, how late responses are published, and how they compare with a recount
//! of the responses.

use hailong::app::{Audience, ExportQuery, ImportKind};
use hailong::documents::results_json;
use hailong::domain::Boundaries;
use reqwest::StatusCode;

use crate::results::{DOSSIERS, november};
use crate::support::TestApp;

/// Late responses, all dissatisfied with the settlement.
pub(crate) fn late(count: usize) -> String {
    let rows = (0..count).map(|number| {
        format!("0193a111-0000-7000-8000-{number:012},2024-11-29T09:00:00+07:00,12049,open,1,4\n")
    });
    format!("id,submitted_at,unit,mode,settlement,attitude\n{}", rows.collect::<String>())
}

/// The first responses of November, moved to another month or unit and with other ids.
fn some(count: usize, month: &str, unit: &str, ids: &str) -> String {
    let rows: Vec<String> = november().lines().take(count + 1).map(str::to_owned).collect();
    rows.join("\n")
        .replace("2024-11-", &format!("{month}-"))
        .replace(",12049,", &format!(",{unit},"))
        .replace("0193a000-", ids)
}

async fn published() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.import(ImportKind::Responses, &november()).await.unwrap();
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 1, true)]);
    app
}

const NOVEMBER: &str = "/results/33.json?period=2024-11";

#[tokio::test(flavor = "multi_thread")]
async fn of_an_unpublished_month_the_public_sees_only_the_number_of_responses() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    let before = app.json("/results/12049.json?period=2024-11").await;
    assert_eq!((&before["responses"], &before["questions"][0]["n"]), (&0.into(), &0.into()));
    assert_eq!(before["unpublished_months"], serde_json::json!(["2024-11"]));
    let code = app.channel("12049", "Quầy 1").await;
    assert_eq!(app.answer(&code, "5", "5").await.status(), 303);
    app.page_with("/results/12049.json?period=2024-11", "\"responses\":1}").await;
    app.publish("2024-11").await;
    let after = app.json("/results/12049.json?period=2024-11").await;
    assert_eq!(
        (&after["responses"], &after["editions"]),
        (&100.into(), &serde_json::json!({ "2024-11": 1 }))
    );
    assert_eq!(after["unpublished_months"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_responses_change_nothing_until_a_further_edition_says_what_they_changed() {
    let app = published().await;
    let first = app.json(NOVEMBER).await;
    assert_eq!((&first["edition"]["number"], &first["responses"]), (&1.into(), &100.into()));
    let imported = app.import(ImportKind::Responses, &late(20)).await.unwrap();
    assert_eq!(imported.late, [("2024-11".parse().unwrap(), 20)]);
    let again = app.import(ImportKind::Responses, &late(20)).await.unwrap();
    assert_eq!((again.repeated, again.late), (20, Vec::new()));
    assert_eq!(app.json(NOVEMBER).await, first);

    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 2, true)]);
    let now = app.json(NOVEMBER).await;
    assert_eq!((&now["edition"]["number"], &now["responses"]), (&2.into(), &120.into()));
    let page = app.page("/results/33?period=2024-11").await;
    for text in ["ấn bản 2", "thêm 20 phiếu đến sau", "97,0% thành 80,8%", "/results/33/editions/2024-11/1"]
    {
        assert!(page.contains(text), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_edition_is_unchanged_and_says_that_there_is_a_newer_one() {
    let app = published().await;
    let mut first = app.json(NOVEMBER).await;
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    app.publish("2024-11").await;
    let old = app.json("/results/33/editions/2024-11/1.json").await;
    first["edition"]["superseded"] = true.into();
    assert_eq!(old, first);
    let page = app.page("/results/33/editions/2024-11/1").await;
    assert!(page.contains("97,0%") && page.contains("đã có ấn bản mới hơn"));
    for address in
        ["/results/33/editions/2024-11/3", "/results/33/editions/2024-12/1", "/results/33/editions/x/1"]
    {
        assert_eq!(app.get(address).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unchanged_counts_make_no_new_edition_and_corrected_dossiers_do() {
    let app = published().await;
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 1, false)]);
    assert_eq!(app.database.count("SELECT count(*) FROM editions").await, 1);
    app.import(ImportKind::Dossiers, &DOSSIERS.replace("1400,1092", "1500,1192")).await.unwrap();
    assert_eq!(app.json(NOVEMBER).await["dossiers"], 1400);
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 2, true)]);
    assert_eq!(app.json(NOVEMBER).await["dossiers"], 1500);
    assert_eq!(app.json("/results/33/editions/2024-11/1.json").await["dossiers"], 1400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_without_answers_or_not_over_yet_is_refused_with_a_reason() {
    let app = published().await;
    let refused = async |period: &str| {
        app.app.publish("mot-cua", period.parse().unwrap()).await.unwrap_err().to_string()
    };
    assert!(refused("2020-01").await.contains("2024-11"));
    assert!(refused("2999").await.contains("is not over yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_publications_at_once_make_one_edition() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    let (one, other) = tokio::join!(app.publish("2024-11"), app.publish("2024-11"));
    let mut new = [one[0].2, other[0].2];
    new.sort_unstable();
    assert_eq!((new, one[0].1, other[0].1), ([false, true], 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_changes_of_an_edition() {
    use diesel_async::RunQueryDsl;

    let app = published().await;
    let mut connection = app.database.connect().await;
    for statement in [
        "UPDATE editions SET number = 7",
        "DELETE FROM edition_counts",
        "UPDATE edition_dossiers SET late = 1",
    ] {
        let refused = diesel::sql_query(statement).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("publish a new edition"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_cite_the_edition() {
    let app = published().await;
    let chart = app.page("/charts/headline.svg?unit=33&period=2024-11").await;
    assert!(chart.contains("ấn bản 1"), "{chart}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_shows_the_edition_without_later_responses() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    let query = ExportQuery {
        survey: "mot-cua".to_owned(),
        unit: Some("33".parse().unwrap()),
        period: "2024-11".parse().unwrap(),
        boundaries: Boundaries::Historic,
    };
    let reports = app.app.every_report(&query, Audience::Public).await.unwrap();
    let province = reports.iter().find(|report| report.unit.code.as_str() == "33").unwrap();
    let exported: serde_json::Value = serde_json::from_str(&results_json(province).unwrap()).unwrap();
    assert_eq!(exported, app.json(NOVEMBER).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_answers_below_the_threshold_wait_and_are_published_with_the_quarter() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(9)).await.unwrap();
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 1, false)]);
    // December closes the quarter. Nine late answers of November and six of December together reach the
    // threshold in it.
    app.import(ImportKind::Responses, &some(6, "2024-12", "12049", "0193b000-")).await.unwrap();
    let done = app.publish("2024-12").await;
    assert_eq!(done, [("2024-12".to_owned(), 1, true)]);
    assert_eq!(app.json(NOVEMBER).await["responses"], 100, "the month stays as its edition has it");
    let december = app.json("/results/12049.json?period=2024-12").await;
    let question = &december["questions"][0];
    assert_eq!((&question["n"], &question["waiting"]), (&0.into(), &6.into()));
    assert_eq!((&question["suppressed"], &question["counts"]), (&"below-threshold".into(), &().into()));
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&115.into(), &115.into()));
    // A part of the quarter shows what the editions of its months count.
    let part = app.json("/results/12049.json?period=2024-11..2024-12").await;
    assert_eq!((&part["responses"], &part["questions"][0]["n"]), (&106.into(), &100.into()));
    let check = app.app.verify_editions("mot-cua").await.unwrap();
    assert_eq!((check.editions, check.responses, check.differences), (2, 115, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_late_answers_make_a_further_edition() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(9)).await.unwrap();
    assert!(!app.publish("2024-11").await[0].2);
    app.import(ImportKind::Responses, &late(10)).await.unwrap();
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 2, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_answers_above_the_threshold_make_an_edition_of_each_month_of_a_closed_quarter() {
    let app = published().await;
    app.import(ImportKind::Responses, &some(20, "2024-10", "12049", "0193b000-")).await.unwrap();
    app.import(ImportKind::Responses, &some(20, "2024-12", "12049", "0193c000-")).await.unwrap();
    app.publish("2024-10").await;
    app.publish("2024-12").await;
    // Twelve late answers of October and twenty of November reach the threshold in their months, nine of
    // another unit do not.
    app.import(ImportKind::Responses, &some(12, "2024-10", "12049", "0193d000-")).await.unwrap();
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    app.import(ImportKind::Responses, &some(9, "2024-11", "12142", "0193e000-")).await.unwrap();
    let done = app.publish("2024-12").await;
    let expected = [("2024-10", 2, true), ("2024-11", 2, true), ("2024-12", 1, false)];
    assert_eq!(done, expected.map(|(month, number, is_new)| (month.to_owned(), number, is_new)));
    for (month, responses) in [("2024-10", 32), ("2024-11", 129), ("2024-12", 20), ("2024-Q4", 181)] {
        let results = app.json(&format!("/results/33.json?period={month}")).await;
        assert_eq!(results["responses"], responses, "{month}");
    }
    let november = app.json("/results/12049.json?period=2024-11").await;
    assert_eq!(november["questions"][0]["n"], 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn late_answers_that_bring_a_closed_quarter_to_the_threshold_make_an_edition() {
    let app = published().await;
    app.import(ImportKind::Responses, &some(6, "2024-12", "12049", "0193b000-")).await.unwrap();
    app.publish("2024-12").await;
    app.import(ImportKind::Responses, &late(3)).await.unwrap();
    assert_eq!(app.publish("2024-12").await, [("2024-12".to_owned(), 1, false)], "six and three are too few");
    app.import(ImportKind::Responses, &late(4)).await.unwrap();
    let done = app.publish("2024-12").await;
    assert_eq!(done, [("2024-11".to_owned(), 2, true), ("2024-12".to_owned(), 1, false)]);
    let counted = async |period: &str| {
        let results = app.json(&format!("/results/12049.json?period={period}")).await;
        results["questions"][0]["n"].as_u64().unwrap()
    };
    assert_eq!((counted("2024-11").await, counted("2024-Q4").await), (100, 110));
    let check = app.app.verify_editions("mot-cua").await.unwrap();
    assert_eq!((check.editions, check.responses, check.differences), (3, 110, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_answers_of_several_months_that_together_reach_the_threshold_make_an_edition_of_the_last() {
    let app = published().await;
    for (month, ids) in [("2024-10", "0193b000-"), ("2024-12", "0193c000-")] {
        app.import(ImportKind::Responses, &some(20, month, "12049", ids)).await.unwrap();
        app.publish(month).await;
    }
    app.import(ImportKind::Responses, &some(5, "2024-10", "12049", "0193d000-")).await.unwrap();
    app.import(ImportKind::Responses, &late(5)).await.unwrap();
    let publish = app.app.publish("mot-cua", "2024-Q4".parse().unwrap()).await.unwrap();
    let done: Vec<(u32, u64, u64)> =
        publish.iter().map(|done| (done.number, done.new_responses, done.waiting)).collect();
    assert_eq!(done, [(1, 0, 0), (1, 0, 0), (2, 10, 0)]);
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&150.into(), &150.into()));
    let check = app.app.verify_editions("mot-cua").await.unwrap();
    assert_eq!((check.editions, check.responses, check.differences), (4, 150, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_without_responses_in_its_last_month_is_closed_by_the_next_published_month() {
    let app = TestApp::start().await;
    for (count, month, ids) in
        [(6, "2024-10", "0193b000-"), (5, "2024-11", "0193c000-"), (20, "2025-01", "0193d000-")]
    {
        app.import(ImportKind::Responses, &some(count, month, "12049", ids)).await.unwrap();
        app.publish(month).await;
    }
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&11.into(), &11.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_answers_make_a_group_of_their_quarter_whatever_else_of_the_year_is_published() {
    let app = published().await;
    // Nobody answers the third question, whose answers would make groups of their own.
    let some = |count, month, unit, ids| some(count, month, unit, ids).replace(",4,5", ",4,");
    for (month, ids) in [("2024-02", "01930000-"), ("2024-10", "0193b000-"), ("2024-12", "0193c000-")] {
        app.import(ImportKind::Responses, &some(20, month, "12049", ids)).await.unwrap();
    }
    app.app.publish("mot-cua", "2024".parse().unwrap()).await.unwrap();
    // Six and six of one unit are a group of their quarter; twelve of another unit are one of February.
    app.import(ImportKind::Responses, &some(6, "2024-10", "12049", "0193d000-")).await.unwrap();
    app.import(ImportKind::Responses, &late(6)).await.unwrap();
    app.import(ImportKind::Responses, &some(12, "2024-02", "12142", "0193e000-")).await.unwrap();
    let publish = app.app.publish("mot-cua", "2024".parse().unwrap()).await.unwrap();
    let new = publish.iter().filter(|done| done.is_new);
    let new: Vec<_> = new.map(|done| (done.month.to_string(), done.number, done.new_responses)).collect();
    assert_eq!(new, [("2024-02".to_owned(), 2, 12), ("2024-12".to_owned(), 2, 12)]);
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&152.into(), &152.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn months_that_are_published_together_close_their_quarter_once() {
    let app = TestApp::start().await;
    let months = ["2024-10", "2024-11", "2024-12"];
    for (month, ids) in months.into_iter().zip(["0193b000-", "0193c000-", "0193d000-"]) {
        app.import(ImportKind::Responses, &some(6, month, "12049", ids)).await.unwrap();
    }
    app.import(ImportKind::Responses, &some(20, "2025-01", "12049", "0193e000-")).await.unwrap();
    app.publish("2025-01").await;
    app.app.publish("mot-cua", "2024-Q4".parse().unwrap()).await.unwrap();
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&18.into(), &18.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_the_month_that_closes_a_quarter_counts_its_late_answers() {
    let app = published().await;
    app.import(ImportKind::Responses, &some(20, "2024-10", "12049", "0193b000-")).await.unwrap();
    app.publish("2024-10").await;
    app.import(ImportKind::Responses, &some(5, "2024-10", "12049", "0193c000-")).await.unwrap();
    app.import(ImportKind::Responses, &late(5)).await.unwrap();
    app.import(ImportKind::Responses, &some(20, "2025-01", "12049", "0193d000-")).await.unwrap();
    let done = app.publish("2025-01").await;
    assert_eq!(done, [("2024-11".to_owned(), 2, true), ("2025-01".to_owned(), 1, true)]);
    let quarter = app.json("/results/12049.json?period=2024-Q4").await;
    assert_eq!((&quarter["responses"], &quarter["questions"][0]["n"]), (&130.into(), &130.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_month_makes_no_further_edition_of_this_one() {
    let app = published().await;
    app.import(ImportKind::Responses, &some(100, "2024-10", "12049", "0193b000-")).await.unwrap();
    assert_eq!(app.publish("2024-11").await, [("2024-11".to_owned(), 1, false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn longer_periods_count_a_published_month_as_it_was_published() {
    let app = published().await;
    app.import(ImportKind::Responses, &late(9)).await.unwrap();
    app.import(ImportKind::Responses, &some(100, "2024-12", "12049", "0193b000-")).await.unwrap();
    let longer = app.json("/results/33.json?period=2024-11..2024-12").await;
    assert_eq!((&longer["responses"], &longer["unpublished_months"][0]), (&100.into(), &"2024-12".into()));
    let series = app.json("/api/v1/results/33/series?period=2024-11").await;
    assert_eq!(series["questions"][0]["points"][0]["n"], 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recount_names_unit_question_and_difference() {
    let app = published().await;
    assert_eq!(app.app.verify_editions("mot-cua").await.unwrap().differences, []);
    app.database.execute("UPDATE responses SET answers = '\\x010505000000' WHERE id IN (SELECT id FROM responses WHERE get_byte(answers, 0) = 5 LIMIT 1)").await;
    let check = app.app.verify_editions("mot-cua").await.unwrap();
    let named: Vec<String> = check.differences.iter().map(ToString::to_string).collect();
    assert!(
        named.iter().any(|line| line.contains("12049 Xã Mễ Sở, 2024-11, open, edition 1 of 2024-11: 97 settlement answered 5 published, 96 counted (-1)")),
        "{named:?}"
    );
}

/// A form shown on the 30th and sent on the 1st is stored in the partition of the month before, and imported
/// ids without a time are in the partition `other`: counting a month reads only its own block ranges of
/// these, and no other partitions.
#[tokio::test(flavor = "multi_thread")]
async fn counting_a_month_reads_less_than_a_quarter_of_the_pages_of_a_year() {
    let app = TestApp::start().await;
    app.database
        .execute(
            "DO $$ BEGIN PERFORM make_response_partition(month::date) FROM generate_series('2024-01-01'::date, '2024-12-01', '1 month') AS month; END $$",
        )
        .await;
    let rows = "INSERT INTO responses (submitted_at, id, unit_id, revision_id, mode, answers)
        SELECT moment, CASE WHEN n % 5 = 0 THEN gen_random_uuid() ELSE (lpad(to_hex((extract(epoch FROM moment
            - interval '5 hours') * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid END,
            (SELECT min(id) FROM units), 1, 1, '\\x050500000000'
        FROM (SELECT n, '2024-01-01 06:00+07'::timestamptz + n * interval '150 seconds' AS moment
            FROM generate_series(1, 200000) AS n) AS responses";
    app.database.execute(rows).await;
    for partition in 1..=12 {
        app.database.execute(&format!("VACUUM ANALYZE response_partitions.month_2024_{partition:02}")).await;
    }
    app.database.execute("VACUUM ANALYZE response_partitions.other").await;
    let query = include_str!("../../src/store/count_month.sql")
        .replace("$1", "'2024-11-01'")
        .replace("$2", "'2024-12-01'")
        .replace("$3", "'Asia/Ho_Chi_Minh'")
        .replace("$4", "now()")
        .replace("$5", "1");
    let query = diesel::sql_query(format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"));
    let plan: Plan =
        diesel_async::RunQueryDsl::get_result(query, &mut app.database.connect().await).await.unwrap();
    let top = &plan.plan[0]["Plan"];
    let read = top["Shared Hit Blocks"].as_i64().unwrap() + top["Shared Read Blocks"].as_i64().unwrap();
    let pages = "SELECT sum(relpages) FROM pg_class WHERE relnamespace = 'response_partitions'::regnamespace AND relkind = 'r'";
    let all = app.database.count(pages).await;
    // A twelfth of the pages, the rest of the block ranges at both ends, and the index.
    assert!(all > 1_500 && read * 4 < all, "{read} of {all} pages are read: {top:#}");
}

#[derive(diesel::QueryableByName)]
struct Plan {
    #[diesel(sql_type = diesel::sql_types::Json, column_name = "QUERY PLAN")]
    plan: serde_json::Value,
}
