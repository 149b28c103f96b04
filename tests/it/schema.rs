//! The database schema: its documentation, its indexes and its migrations.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use crate::support::TestDatabase;

#[derive(diesel::QueryableByName, Debug, PartialEq)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

async fn lines(database: &TestDatabase, query: &str) -> Vec<String> {
    let query = diesel::sql_query(format!("SELECT line::text FROM ({query}) AS lines (line) ORDER BY 1"));
    let lines: Vec<Line> = query.load(&mut database.connect().await).await.unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

const COLUMNS: &str =
    "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        col_description(c.oid, a.attnum))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_%'";

/// All parts of the schema except columns.
const THE_REST: &str = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <>
        (SELECT oid FROM pg_language WHERE lanname = 'c')";

#[tokio::test(flavor = "multi_thread")]
async fn every_table_column_and_function_has_a_comment() {
    let database = TestDatabase::new().await;
    let query =
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND relname NOT LIKE '\\_\\_%' AND obj_description(oid, 'pg_class') IS NULL";
    assert_eq!(lines(&database, query).await, Vec::<String>::new());
    let query =
        "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_%' AND col_description(c.oid, a.attnum) IS NULL";
    assert_eq!(lines(&database, query).await, Vec::<String>::new());
    assert!(lines(&database, COLUMNS).await.len() > 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_foreign_key_has_an_index_that_begins_with_it() {
    let database = TestDatabase::new().await;
    let query = "SELECT conrelid::regclass || ' (' || conname || ')' FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_index WHERE indrelid = conrelid
                AND (indkey::smallint[])[0:array_length(conkey, 1) - 1] = conkey)";
    assert_eq!(lines(&database, query).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn up_down_and_up_again_gives_the_same_schema() {
    let database = TestDatabase::empty().await;
    let store = database.store();
    store.migrate().await.unwrap();
    assert!(store.is_current().await.unwrap());
    let before = (lines(&database, COLUMNS).await, lines(&database, THE_REST).await);
    let connection = database.connect().await;
    let reverted = tokio::task::spawn_blocking(move || {
        let mut harness = Harness::new(connection);
        harness.revert_all_migrations(migrations()).unwrap().len()
    });
    let migrations = std::fs::read_dir("migrations").unwrap().count();
    assert_eq!(reverted.await.unwrap(), migrations);
    assert_eq!(lines(&database, COLUMNS).await, Vec::<String>::new());
    assert!(!store.is_current().await.unwrap());
    store.migrate().await.unwrap();
    assert_eq!((lines(&database, COLUMNS).await, lines(&database, THE_REST).await), before);
    assert!(before.1.iter().any(|line| line.contains("EXCLUDE USING gist")));
}

type Harness = diesel_async::AsyncMigrationHarness<diesel_async::AsyncPgConnection>;

fn migrations() -> FileBasedMigrations {
    FileBasedMigrations::from_path("migrations").unwrap()
}

/// Runs the pending migrations up to the one with this version.
fn run_up_to(harness: &mut Harness, version: &str) {
    while harness.run_next_migration(migrations()).unwrap().to_string() != version {}
}

/// The contents of an installation before the partitions: both kinds of ids, several months, revisions of
/// different lengths, quarantined responses.
const BEFORE_THE_PARTITIONS: &str = "
    INSERT INTO surveys (slug, title) VALUES ('mot-cua', '{}');
    INSERT INTO revisions (survey_id, number) VALUES (1, 1), (1, 2);
    INSERT INTO questions (survey_id, key) VALUES (1, 'settlement'), (1, 'attitude');
    INSERT INTO revision_questions SELECT revision, place, place + 1, true, true, '{}', '{}', '{}'
        FROM (VALUES (1, 0), (2, 0), (2, 1)) AS asked (revision, place);
    INSERT INTO units (code, name, kind) VALUES ('12049', 'Xã Mễ Sở', 'commune'), ('11953', 'Phường Phố Hiến', 'ward');
    INSERT INTO responses (submitted_at, id, unit_id, revision_id, mode, quarantined, answers)
        SELECT moment, CASE WHEN n % 10 = 0 THEN gen_random_uuid() ELSE (lpad(to_hex((extract(epoch FROM moment)
            * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid END, n % 2 + 1,
            n % 3 / 2 + 1, 1, n % 50 = 0, CASE WHEN n % 3 = 2 THEN '\\x0504'::bytea ELSE '\\x00'::bytea END
        FROM (SELECT n, '2024-10-31 16:00+00'::timestamptz + n * interval '7 hours' AS moment
            FROM generate_series(1, 600) AS n) AS sheets;
    INSERT INTO sheet_tallies SELECT unit_id, 1, (submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, mode, quarantined,
        count(*) FROM responses GROUP BY 1, 3, 4, 5";

#[tokio::test(flavor = "multi_thread")]
async fn responses_of_an_older_version_survive_the_upgrade_and_the_downgrade() {
    let database = TestDatabase::empty().await;
    let (connection, before) =
        (database.connect().await, "SELECT id::text || answers::text FROM responses ORDER BY 1");
    let migrated = tokio::task::spawn_blocking(move || {
        let mut harness = Harness::new(connection);
        run_up_to(&mut harness, "20261123000007");
    });
    migrated.await.unwrap();
    database.connect().await.batch_execute(BEFORE_THE_PARTITIONS).await.unwrap();
    let counts_query = "SELECT ROW(sheet_tallies)::text FROM sheet_tallies ORDER BY 1";
    let (responses, counts) = (lines(&database, before).await, lines(&database, counts_query).await);
    assert_eq!(responses.len(), 600);

    let store = database.store();
    store.migrate().await.unwrap();
    assert_eq!(lines(&database, before).await, responses);

    let connection = database.connect().await;
    let reverted = tokio::task::spawn_blocking(move || {
        let mut harness = Harness::new(connection);
        let revert = |harness: &mut Harness| harness.revert_last_migration(migrations()).unwrap().to_string();
        while revert(&mut harness) != "20261125000009" {}
    });
    reverted.await.unwrap();
    assert_eq!((lines(&database, before).await, lines(&database, counts_query).await), (responses, counts));
}

/// Editions in the format of the version before: of a month, of a quarter that counts the month as it was
/// published, and of the month again after two late responses.
const OLD_EDITIONS: &str = "
    INSERT INTO surveys (slug, title) VALUES ('mot-cua', '{}');
    INSERT INTO revisions (survey_id, number) VALUES (1, 1);
    INSERT INTO questions (survey_id, key) VALUES (1, 'settlement');
    INSERT INTO revision_questions VALUES (1, 0, 1, true, true, '{}', '{}', '{}');
    INSERT INTO units (code, name, kind) VALUES ('12049', 'Xã Mễ Sở', 'commune');
    INSERT INTO dossiers VALUES (1, '2024-11-01', 115, 90, 25, 0);
    INSERT INTO editions (survey_id, first_month, last_month, number) VALUES (1, '2024-11-01', '2024-11-01', 1),
        (1, '2024-10-01', '2024-12-01', 1), (1, '2024-11-01', '2024-11-01', 2);
    INSERT INTO edition_tallies VALUES
        (1, 1, '2024-11-01', 1, 1, false, 10, ('9' || '000000001' || repeat('0', 36))::numeric),
        (2, 1, '2024-11-01', 1, 1, false, 10, ('9' || '000000001' || repeat('0', 36))::numeric),
        (2, 1, '2024-10-01', 1, 1, false, 3, ('3' || repeat('0', 45))::numeric),
        (3, 1, '2024-11-01', 1, 1, false, 12, ('10' || '000000001' || repeat('0', 27) || '000000001')::numeric)";

#[tokio::test(flavor = "multi_thread")]
async fn editions_of_an_older_version_become_editions_of_their_months() {
    let database = TestDatabase::empty().await;
    let connection = database.connect().await;
    let migrated = tokio::task::spawn_blocking(move || {
        let mut harness = Harness::new(connection);
        run_up_to(&mut harness, "20261125000011");
    });
    migrated.await.unwrap();
    database.connect().await.batch_execute(OLD_EDITIONS).await.unwrap();
    database.store().migrate().await.unwrap();

    let counted = "SELECT concat_ws(' ', editions.month, number, edition_counts.month, responses, counts)
        FROM edition_counts JOIN editions ON editions.id = edition_id";
    // What each edition was the first to count; the quarter counted nothing new of November.
    let expected = [
        "2024-10-01 1 2024-10-01 3 {0,0,0,0,0,3}",
        "2024-11-01 1 2024-11-01 10 {0,0,0,0,1,9}",
        "2024-11-01 2 2024-11-01 2 {1,0,0,0,0,1}",
    ];
    assert_eq!(lines(&database, counted).await, expected);
    let named = "SELECT concat_ws(' ', unit_code, month, edition, question, option, count)
        FROM edition_counts_by_option WHERE count > 0 AND edition = 2";
    assert_eq!(
        lines(&database, named).await,
        ["12049 2024-11-01 2 settlement 0 1", "12049 2024-11-01 2 settlement 5 1"]
    );
    let dossiers = "SELECT concat_ws(' ', month, number, received) FROM edition_dossiers
        JOIN editions ON editions.id = edition_id";
    assert_eq!(lines(&database, dossiers).await, ["2024-11-01 1 115", "2024-11-01 2 115"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn schema_rs_lists_exactly_the_columns_of_the_database() {
    let database = TestDatabase::new().await;
    let code = include_str!("../../src/store/schema.rs");
    let mut known = Vec::new();
    let mut table = "";
    for line in code.lines().map(str::trim) {
        if let Some((column, _)) = line
            .split_once(" -> ")
            .filter(|_| !line.starts_with("//") && !line.contains('(') | line.contains("Nullable<"))
        {
            if !line.starts_with("diesel::") {
                known.push(format!("{table}.{column}"));
            }
        } else if line.ends_with('{') && line.contains(" (") {
            table = line.split(' ').next().unwrap();
        }
    }
    known.sort();
    let query =
        "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
        AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_%'";
    let mut there = lines(&database, query).await;
    there.sort();
    assert_eq!(known, there, "run `diesel print-schema > src/store/schema.rs` after a migration");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_two_holders_of_a_code_and_changes_of_a_published_text() {
    let database = TestDatabase::new().await;
    let refused = async |statement: &str| {
        diesel::sql_query(statement).execute(&mut database.connect().await).await.unwrap_err().to_string()
    };
    let twin = "INSERT INTO units (code, name, kind, valid_from) VALUES ('12049', 'Xã Khác', 'commune', '2026-01-01')";
    assert!(refused(twin).await.contains("units_one_holder_a_day"));
    assert!(refused("UPDATE revision_questions SET headline = true").await.contains("never changes"));
    assert!(refused("DELETE FROM revisions").await.contains("never changes"));
}
