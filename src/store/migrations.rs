//! Runs the migrations of the schema.

use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, StoreError};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
/// The advisory lock of migrations: processes that start at the same time migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6861_696c_6f6e_6700;

/// Runs the pending migrations, and returns the connection and their number. The connection keeps the lock of
/// migrations until it is closed.
pub(super) async fn run_pending(mut connection: Connection) -> Result<(Connection, usize), StoreError> {
    diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).execute(&mut connection).await?;
    // diesel's migrations are synchronous, so they run on a thread that may block.
    let run = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        let applied = harness.run_pending_migrations(MIGRATIONS).map(|applied| applied.len());
        applied.map(|applied| (harness.into_inner(), applied)).map_err(|error| error.to_string())
    });
    run.await.map_err(|error| StoreError::Migration(error.to_string()))?.map_err(StoreError::Migration)
}

/// Whether all migrations of this program have been applied.
pub(super) async fn are_all_applied(connection: &mut Connection) -> Result<bool, StoreError> {
    // In a new database diesel has not created its table yet.
    let has_table = sql::<Bool>("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL");
    if !has_table.get_result::<bool>(connection).await? {
        return Ok(false);
    }
    let applied = sql::<Text>("SELECT version::text FROM __diesel_schema_migrations");
    let applied: Vec<String> = applied.load(connection).await?;
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS);
    let known = known.map_err(|error| StoreError::Migration(error.to_string()))?;
    Ok(known.iter().all(|migration| applied.contains(&migration.name().version().to_string())))
}
