//! Which migrations the database has seen.

use std::collections::HashSet;

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use diesel_migrations::EmbeddedMigrations;

use super::{Connection, StoreError};

#[derive(QueryableByName)]
struct Presence {
    #[diesel(sql_type = Bool)]
    present: bool,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Whether all of `known` have been applied.
pub(super) async fn are_all_applied(
    connection: &mut Connection,
    known: EmbeddedMigrations,
) -> Result<bool, StoreError> {
    // In a new database diesel has not made its table yet.
    let table: Presence =
        diesel::sql_query("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS present")
            .get_result(connection)
            .await?;
    if !table.present {
        return Ok(false);
    }
    let applied: Vec<Version> =
        diesel::sql_query("SELECT version::text AS version FROM __diesel_schema_migrations")
            .load(connection)
            .await?;
    let applied: HashSet<String> = applied.into_iter().map(|row| row.version).collect();
    let known = MigrationSource::<Pg>::migrations(&known);
    let known = known.map_err(|error| StoreError::Migration(error.to_string()))?;
    Ok(known.iter().all(|migration| applied.contains(&migration.name().version().to_string())))
}
