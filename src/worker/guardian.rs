//! Looks after the private cluster: nobody else would start it again.

use std::time::Duration;

use crate::app::DatabaseHold;

const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// Starts the private cluster again whenever it was killed, for as long as the process lives.
pub async fn guard_cluster(hold: DatabaseHold) {
    loop {
        tokio::time::sleep(BETWEEN_LOOKS).await;
        let hold = hold.clone();
        // The look itself blocks; where the thread is gone the process is ending.
        if tokio::task::spawn_blocking(move || hold.revive()).await.is_err() {
            return;
        }
    }
}
