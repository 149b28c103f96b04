//! Keeps the tables of the months to come ahead of the clock.

use std::time::Duration;

use crate::app::App;

/// Two months are always there already, so that a failure has all the time in the world to be mended.
const BETWEEN_LOOKS: Duration = Duration::from_hours(1);

/// Makes what is missing, for as long as the process lives. Until then no sheet is refused for want of a table.
pub async fn run_partitioner(app: App) {
    loop {
        match app.make_partitions().await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "tables for months of responses were made"),
            Err(error) => {
                tracing::warn!(%error, "tables for months of responses could not be made; the next look is in an hour");
            }
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
