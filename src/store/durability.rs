//! What a COMMIT is worth on this server.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;

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
        "SELECT current_setting('fsync') AS fsync, CASE current_setting('synchronous_commit') \
         WHEN 'off' THEN set_config('synchronous_commit', 'on', $1) END AS changed",
    )
    .bind::<Bool, _>(lasting == Lasting::Transaction)
    .get_result(connection)
    .await?;
    Ok(settings.fsync == "on")
}
