//! Settings of the connections through which responses are accepted: durability, planning and timeouts.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::{Connection, StoreError};

/// How long a setting lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingScope {
    /// As long as the connection.
    Session,
    /// As long as the caller's transaction.
    Transaction,
}

#[derive(QueryableByName)]
struct Settings {
    #[diesel(sql_type = Text)]
    fsync: String,
}

/// Makes a COMMIT wait for the disk, even where the server or the role is set to `synchronous_commit = off`; other values,
/// such as waiting for a standby, stay. Returns whether the server runs with `fsync` at all, which no connection can
/// change.
pub async fn wait_for_disk(connection: &mut Connection, scope: SettingScope) -> Result<bool, StoreError> {
    let settings: Settings = diesel::sql_query(
        // Set in any case: an inherited setting can be changed while we are connected.
        "SELECT current_setting('fsync') AS fsync, set_config('synchronous_commit', CASE \
         current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, \
         $1) AS pinned",
    )
    .bind::<Bool, _>(scope == SettingScope::Transaction)
    .get_result(connection)
    .await?;
    Ok(settings.fsync == "on")
}

/// Sets `plan_cache_mode`, so that the session keeps the plan of a batch, which does not depend on the values and takes
/// longer to make than to execute; and `statement_timeout`, so that PostgreSQL ends a statement that we have given up.
pub async fn prepare_session(connection: &mut Connection, timeout: Duration) -> Result<(), StoreError> {
    let milliseconds = timeout.as_millis();
    let settings =
        format!("SET plan_cache_mode = force_generic_plan; SET statement_timeout = {milliseconds}");
    Ok(connection.batch_execute(&settings).await?)
}

/// Plans for the values at hand until the transaction ends: a search by ids then reads the partitions of their months only,
/// and does not wait for a lock on another partition.
pub async fn plan_for_values(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(connection.batch_execute("SET LOCAL plan_cache_mode = force_custom_plan").await?)
}
