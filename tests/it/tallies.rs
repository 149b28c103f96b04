//! The tallies against the responses that they count, and the tables in which those lie.

use chrono::{Months, Utc};
use hailong::app::ImportKind;

use crate::support::TestApp;

const HEADER: &str = "id,submitted_at,unit,mode,settlement,attitude\n";

#[tokio::test(flavor = "multi_thread")]
async fn every_tally_that_differs_is_named_and_can_be_put_right() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    for level in ["5", "4", "1"] {
        assert_eq!(app.answer(&code, level, "5").await.status(), 303);
    }
    let check = app.app.verify_tallies().await.unwrap();
    assert_eq!((check.responses, check.tallies, check.differences.len()), (3, 2, 0));

    app.database.execute("UPDATE day_tallies SET counts = counts + 1").await;
    app.database.execute("DELETE FROM month_tallies").await;
    let invented =
        "INSERT INTO day_tallies SELECT unit_id, day - 1, revision_id, mode, quarantined, 7, counts
        FROM day_tallies";
    app.database.execute(invented).await;
    let check = app.app.verify_tallies().await.unwrap();
    let named: Vec<String> = check.differences.iter().map(ToString::to_string).collect();
    assert_eq!(named.len(), 3, "{named:?}");
    assert!(named.iter().all(|line| line.contains("12049 Xã Mễ Sở") && line.contains("open")), "{named:?}");
    assert!(named.iter().any(|line| line.contains("7 sheets") && line.contains("0 sheets")), "{named:?}");

    assert_eq!(app.app.repair_tallies().await.unwrap().differences.len(), 3);
    assert_eq!(app.app.verify_tallies().await.unwrap().differences, []);
    assert_eq!(app.json("/results/12049.json").await["responses"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_lies_in_the_table_of_its_month_and_no_insert_fails_for_want_of_one() {
    let app = TestApp::start().await;
    let rows_of = async |table: &str| {
        app.database.count(&format!("SELECT count(*) FROM response_partitions.{table}")).await
    };
    // A citizen may come before any table has been made.
    let code = app.channel("12049", "Quầy 1").await;
    assert_eq!(app.answer(&code, "5", "5").await.status(), 303);
    assert_eq!(rows_of("other").await, 1);
    assert_eq!(app.app.make_partitions().await.unwrap(), 3);
    assert_eq!(rows_of("other").await, 0);
    assert_eq!(rows_of(&format!("month_{}", Utc::now().format("%Y_%m"))).await, 1);
    assert_eq!(app.app.make_partitions().await.unwrap(), 0, "they are there");

    // An import brings its own months, and ids that bear none; the id decides, not the day.
    let csv = format!(
        "{HEADER}0192e6b3-6400-7000-8000-000000000001,2024-11-05T09:00:00+07:00,12049,paper,5,5\n\
         7d444840-9dc0-41d1-b245-5ffdce74fad2,2024-11-05T09:00:00+07:00,12049,paper,4,4\n"
    );
    app.import(ImportKind::Responses, &csv).await.unwrap();
    assert_eq!((rows_of("month_2024_11").await, rows_of("other").await), (1, 1));
    let again = app.import(ImportKind::Responses, &csv).await.unwrap();
    assert_eq!((again.rows, again.repeated), (2, 2), "an id is known in whichever table it lies");
    assert_eq!(app.app.verify_tallies().await.unwrap().differences, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_can_be_made_while_others_make_them_and_answer() {
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

#[tokio::test(flavor = "multi_thread")]
async fn sheets_come_first_then_months_then_days_so_that_no_writers_wait_in_a_ring() {
    let app = TestApp::start().await;
    app.database.execute("CREATE TABLE written (number serial, name text)").await;
    let function = "CREATE FUNCTION note_writing() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO written (name) VALUES (TG_ARGV[0]); RETURN NEW; END $$";
    app.database.execute(function).await;
    for table in ["responses", "comments", "month_tallies", "day_tallies"] {
        let trigger = format!(
            "CREATE TRIGGER note BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION note_writing('{table}')"
        );
        app.database.execute(&trigger).await;
    }
    let order = "SELECT count(*) FROM (SELECT string_agg(name, ' ' ORDER BY number) AS names FROM written) AS all_of_it
        WHERE names = 'responses comments month_tallies day_tallies'";
    // The fast way, with a plan of its own, then with a kept one, and then the careful way of an import.
    let code = app.channel("12049", "Quầy 1").await;
    for _ in 0..7 {
        let token = app.form_token(&code).await;
        let form = [("token", token.as_str()), ("settlement", "5"), ("attitude", "5"), ("comment", "Tốt")];
        assert_eq!(app.post(&format!("/k/{code}"), &form).await.status(), 303);
        assert_eq!(app.database.count(order).await, 1);
        app.database.execute("DELETE FROM written").await;
    }
    let csv = "id,submitted_at,unit,mode,settlement,attitude,comment\n\
        7d444840-9dc0-41d1-b245-5ffdce74fad2,2024-11-05T09:00:00+07:00,12049,paper,4,4,Tốt\n";
    app.import(ImportKind::Responses, csv).await.unwrap();
    assert_eq!(app.database.count(order).await, 1);
}
