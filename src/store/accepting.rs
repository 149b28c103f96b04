//! Settings of the connection through which sheets are accepted: what a COMMIT is worth, and how it plans.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::{Connection, StoreError};

/// For how long a setting is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// As long as the connection.
    Session,
    /// As long as the transaction in which the caller is.
    Transaction,
}

#[derive(QueryableByName)]
struct Settings {
    #[diesel(sql_type = Text)]
    fsync: String,
}

/// Sees to it that a COMMIT waits for the disk, also where the server or the role is set not to; other settings, such
/// as waiting for a standby, stay. Says whether the server writes through to the disk at all, which no connection can
/// change.
pub async fn wait_for_disk(connection: &mut Connection, lasting: Lasting) -> Result<bool, StoreError> {
    let settings: Settings = diesel::sql_query(
        // Set in any case: a setting that is only inherited can be changed under us.
        "SELECT current_setting('fsync') AS fsync, set_config('synchronous_commit', CASE \
         current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, \
         $1) AS pinned",
    )
    .bind::<Bool, _>(lasting == Lasting::Transaction)
    .get_result(connection)
    .await?;
    Ok(settings.fsync == "on")
}

/// Lets a session keep the plan of a batch, which does not depend on the values and takes longer to make than to carry
/// out; and lets PostgreSQL end a statement of which we have despaired after `patience`, instead of going on without us.
pub async fn prepare_session(connection: &mut Connection, patience: Duration) -> Result<(), StoreError> {
    let milliseconds = patience.as_millis();
    let settings =
        format!("SET plan_cache_mode = force_generic_plan; SET statement_timeout = {milliseconds}");
    Ok(connection.batch_execute(&settings).await?)
}

/// Plans for the values at hand until the transaction ends: a search by ids then looks into their months only, and does
/// not wait for a table of others that is being worked on.
pub async fn plan_for_values(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(connection.batch_execute("SET LOCAL plan_cache_mode = force_custom_plan").await?)
}
