//! The monthly partitions in which responses are stored.

use std::fmt::Write;

use chrono::{Months, Utc};
use hailong::app::ImportKind;

use crate::support::TestApp;

const HEADER: &str = "id,submitted_at,unit,mode,settlement,attitude\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_response_is_stored_in_the_partition_of_its_month_or_else_in_the_default_one() {
    let app = TestApp::start().await;
    let rows_of = async |table: &str| {
        app.database.count(&format!("SELECT count(*) FROM response_partitions.{table}")).await
    };
    // A citizen may answer before any monthly partition exists.
    let code = app.channel("12049", "Quầy 1").await;
    assert_eq!(app.answer(&code, "5", "5").await.status(), 303);
    assert_eq!(rows_of("other").await, 1);
    assert_eq!(app.app.make_partitions().await.unwrap(), 3);
    assert_eq!(rows_of("other").await, 0);
    assert_eq!(rows_of(&format!("month_{}", Utc::now().format("%Y_%m"))).await, 1);
    assert_eq!(app.app.make_partitions().await.unwrap(), 0, "they are there");

    // An import needs partitions of its own months, and has ids without a time; the id decides, not the day.
    let csv = format!(
        "{HEADER}0192e6b3-6400-7000-8000-000000000001,2024-11-05T09:00:00+07:00,12049,paper,5,5\n\
         7d444840-9dc0-41d1-b245-5ffdce74fad2,2024-11-05T09:00:00+07:00,12049,paper,4,4\n"
    );
    app.import(ImportKind::Responses, &csv).await.unwrap();
    assert_eq!((rows_of("month_2024_11").await, rows_of("other").await), (1, 1));
    let again = app.import(ImportKind::Responses, &csv).await.unwrap();
    assert_eq!((again.rows, again.repeated), (2, 2), "an id is known in whichever table it lies");
}

/// When the later months appear, the import has already written rows and its transaction has used the
/// partitioned table.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_of_several_months_makes_the_partition_of_each() {
    let app = TestApp::start().await;
    let rows = [
        ("2024-09-10T09:00:00+07:00", 2_001),
        ("2024-10-10T09:00:00+07:00", 2_001),
        ("2024-11-10T09:00:00+07:00", 3),
    ];
    let mut csv = HEADER.to_owned();
    for (moment, count) in rows {
        let milliseconds = chrono::DateTime::parse_from_rfc3339(moment).unwrap().timestamp_millis();
        for number in 0..count {
            let (high, low) = (milliseconds >> 16, milliseconds & 0xffff);
            writeln!(csv, "{high:08x}-{low:04x}-7000-8000-{number:012},{moment},12049,paper,5,5").unwrap();
        }
    }
    assert_eq!(app.import(ImportKind::Responses, &csv).await.unwrap().rows, 4_005);
    for (table, count) in
        [("month_2024_09", 2_001), ("month_2024_10", 2_001), ("month_2024_11", 3), ("other", 0)]
    {
        let query = format!("SELECT count(*) FROM response_partitions.{table}");
        assert_eq!(app.database.count(&query).await, count, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn partitions_can_be_made_concurrently_and_while_responses_arrive() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let (first, second, answered) =
        tokio::join!(app.app.make_partitions(), app.app.make_partitions(), app.answer(&code, "5", "5"));
    assert_eq!(answered.status(), 303);
    assert_eq!(first.unwrap() + second.unwrap(), 3, "each table is made once");
    let later = Utc::now().checked_add_months(Months::new(2)).unwrap().format("month_%Y_%m");
    let query = format!("SELECT count(*) FROM pg_class WHERE relname = '{later}'");
    assert_eq!(app.database.count(&query).await, 1);
}
