//! The two roles of a database: the owner, who migrates, and the application's role.

use std::path::Path;
use std::process::{Command, Output};

use chrono::{Months, Utc};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use hailong::store::{DATABASE, PrivateCluster};
use secrecy::ExposeSecret;

use crate::commands::hailong;
use crate::support::{TestApp, TestDatabase};

#[derive(diesel::QueryableByName)]
struct Value {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
}

async fn value(url: &str, query: &str) -> String {
    value_on(&mut AsyncPgConnection::establish(url).await.unwrap(), query).await
}

async fn value_on(connection: &mut AsyncPgConnection, query: &str) -> String {
    // Only here: its `execute` hides the database's own.
    use diesel_async::RunQueryDsl;
    let query = diesel::sql_query(format!("SELECT ({query})::text AS value"));
    query.get_result::<Value>(connection).await.unwrap().value
}

async fn refusal(url: &str, statement: &str) -> String {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    let refused = connection.batch_execute(statement).await;
    refused.expect_err(statement).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_owns_nothing_and_can_only_add_to_the_audit_log() {
    let app = TestApp::start().await;
    app.staff("an@hungyen.example", "33").await;
    let url = app.database.url();
    let url = url.expose_secret();

    let attributes = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
        FROM pg_roles WHERE rolname = current_user";
    assert_eq!(value(url, attributes).await, "false");
    let owned = "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = current_user::regrole";
    assert_eq!(value(url, owned).await, "0");
    let memberships = "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole";
    assert_eq!(value(url, memberships).await, "0");
    // A table that nobody listed would only be missed by the request that needs it.
    let unlisted = "SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'SELECT')";
    assert_eq!(value(url, unlisted).await, "");

    assert_ne!(value(url, "SELECT count(*) FROM audit_log").await, "0", "the sign-in was recorded");
    for statement in [
        "UPDATE audit_log SET actor = ''",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "UPDATE editions SET number = 2",
        "DELETE FROM edition_counts",
        "DELETE FROM responses",
        "UPDATE response_partitions.other SET mode = 1",
        "CREATE TABLE public.mine (n int)",
        "CREATE TABLE response_partitions.mine (n int)",
    ] {
        let error = refusal(url, statement).await;
        assert!(error.starts_with("permission denied for"), "{statement}: {error}");
    }
    for statement in [
        "DROP TABLE audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "ALTER TABLE units ADD COLUMN mine int",
        "DROP FUNCTION make_response_partition",
        "DROP SCHEMA response_partitions CASCADE",
    ] {
        let error = refusal(url, statement).await;
        assert!(error.starts_with("must be owner of"), "{statement}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_can_make_the_table_of_a_month_but_not_of_an_absurd_one() {
    let database = TestDatabase::new().await;
    let url = database.url();
    let url = url.expose_secret();
    for (month, table) in [
        ("2020-01-31".to_owned(), "month_2020_01".to_owned()),
        (
            Utc::now().date_naive().checked_add_months(Months::new(11)).unwrap().to_string(),
            Utc::now().checked_add_months(Months::new(11)).unwrap().format("month_%Y_%m").to_string(),
        ),
    ] {
        let make = format!("SELECT make_response_partition('{month}')");
        assert_eq!(value(url, &make).await, "true");
        assert_eq!(value(url, &make).await, "false", "it is there");
        let owner = format!("SELECT relowner::regrole FROM pg_class WHERE relname = '{table}'");
        assert_eq!(value(url, &owner).await, "hailong");
    }
    for month in ["'2019-12-31'", "'0001-01-01'", "'2999-01-01'", "'infinity'", "'-infinity'", "NULL"] {
        let error = refusal(url, &format!("SELECT make_response_partition({month})")).await;
        assert!(error.contains("only for months from 2020 until a year from now"), "{month}: {error}");
    }
    // A table of the caller's is not mistaken for PostgreSQL's own, in which the function looks for the month.
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    let shadow = "CREATE TEMP TABLE pg_class (relnamespace oid, relname name);
        INSERT INTO pg_class VALUES ('response_partitions'::regnamespace, 'month_2020_02')";
    connection.batch_execute(shadow).await.unwrap();
    assert_eq!(value_on(&mut connection, "SELECT make_response_partition('2020-02-01')").await, "true");
}

/// Migrates as the version before the application had a role of its own.
async fn migrate_as_the_version_before(url: &str) {
    let connection = AsyncPgConnection::establish(url).await.unwrap();
    let migrated = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        let migrations = || FileBasedMigrations::from_path("migrations").unwrap();
        while harness.run_next_migration(migrations()).unwrap().to_string() != "20261129000019" {}
    });
    migrated.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_private_cluster_gets_the_role_and_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let cluster = PrivateCluster::join(&data).unwrap();
    let (owner, app) = (cluster.owner_url(DATABASE), cluster.app_url(DATABASE));
    let (owner, app) = (owner.expose_secret(), app.expose_secret());
    migrate_as_the_version_before(owner).await;
    let contents = "INSERT INTO units (code, name, kind) VALUES ('33', 'Tỉnh Hưng Yên', 'province');
        SELECT make_response_partition('2024-11-01');
        INSERT INTO audit_log (actor, action) VALUES ('hailong staff', 'sign-in');
        INSERT INTO responses (submitted_at, id, unit_id, revision_id, mode, answers)
            VALUES ('2024-11-05', '0192e6b3-6400-7000-8000-000000000001', 1, 1, 1, '\\x0505')";
    AsyncPgConnection::establish(owner).await.unwrap().batch_execute(contents).await.unwrap();
    assert!(AsyncPgConnection::establish(app).await.is_err(), "there is no such role yet");

    for _ in 0..2 {
        let output = hailong(&data, &["migrate"], "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(value(app, "SELECT current_user").await, "hailong_app");
    for (table, rows) in [("units", "1"), ("audit_log", "1"), ("responses", "1")] {
        assert_eq!(value(app, &format!("SELECT count(*) FROM {table}")).await, rows, "{table}");
    }
    assert!(refusal(app, "DELETE FROM audit_log").await.starts_with("permission denied"));
    drop(cluster);
    // The command connects as the application's role.
    let output = hailong(&data, &["import", "rollout", "-"], "unit,adopted_on\n33,2024-10-01\n");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    if let Ok(elsewhere) = std::fs::read_link(data.join("postgres")) {
        std::fs::remove_dir_all(elsewhere).unwrap();
    }
}

/// Runs `hailong` with the addresses of the two roles.
fn with_roles(app: &str, owner: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
    command.args(arguments).env_clear().env("HAILONG_DATA_DIR", "/nonexistent").env("HAILONG_LOG", "warn");
    command.env("DATABASE_URL", app).envs(owner.map(|owner| ("HAILONG_OWNER_DATABASE_URL", owner)));
    command.output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_our_own_can_be_owned_by_a_second_role() {
    let database = TestDatabase::empty().await;
    let name = value(database.owner_url().expose_secret(), "SELECT current_database()").await;
    let (owner_role, app_role) = (format!("{name}_owner"), format!("{name}_app"));
    let url_of = |role: &str| {
        let url = database.owner_url().expose_secret().to_owned();
        let (_, rest) = url.split_once('@').unwrap();
        format!("postgresql://{role}:secret@{rest}")
    };
    let (owner, app) = (url_of(&owner_role), url_of(&app_role));
    database.execute(&format!("CREATE ROLE {owner_role} LOGIN PASSWORD 'secret'")).await;
    database.execute(&format!("ALTER DATABASE {name} OWNER TO {owner_role}")).await;

    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let missing = said(&with_roles(&app, Some(&owner), &["migrate"]));
    assert!(missing.contains(&format!("there is no role {app_role}, which DATABASE_URL names")), "{missing}");
    let same = said(&with_roles(&owner, Some(&owner), &["migrate"]));
    assert!(same.contains("name the same role"), "{same}");
    database.execute(&format!("CREATE ROLE {app_role} LOGIN PASSWORD 'secret'")).await;
    // Rights that the application does not need are taken away again.
    database.execute(&format!("GRANT ALL ON audit_log TO {app_role}")).await;
    let migrated = with_roles(&app, Some(&owner), &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let again = with_roles(&app, Some(&owner), &["migrate"]);
    assert!(again.status.success(), "{}", said(&again));

    assert!(refusal(&app, "DELETE FROM audit_log").await.starts_with("permission denied"));
    assert!(refusal(&app, "DROP TABLE units").await.starts_with("must be owner"));
    let units = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/units.csv");
    let imported = with_roles(&app, None, &["import", "units", units]);
    assert!(imported.status.success(), "{}", said(&imported));
    assert_eq!(value(&app, "SELECT make_response_partition(current_date)").await, "true");
    assert!(database.store().owns_tables().await.is_ok_and(|owns| !owns), "hailong_app owns nothing");

    database.execute(&format!("REASSIGN OWNED BY {owner_role} TO hailong")).await;
    for role in [owner_role, app_role] {
        database.execute(&format!("DROP OWNED BY {role}")).await;
        database.execute(&format!("DROP ROLE {role}")).await;
    }
}

#[test]
fn an_owner_without_a_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
    command.arg("migrate").env_clear().env("HAILONG_DATA_DIR", Path::new(folder.path()));
    let output = command.env("HAILONG_OWNER_DATABASE_URL", "postgresql://owner@/hailong").output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("HAILONG_OWNER_DATABASE_URL goes with DATABASE_URL, which is not set"), "{error}");
}
