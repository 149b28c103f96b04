//! Waiting for a condition instead of for a while.

use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Waits until `holds`; the test fails when it does not within `patience`.
pub async fn until(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) {
    eventually(what, patience, async || holds().then_some(())).await;
}

/// Waits until `attempt` has something to show; the test fails when it has not within `patience`.
pub async fn eventually<T>(what: &str, patience: Duration, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = attempt().await {
            return found;
        }
        assert!(begun.elapsed() < patience, "not within {patience:?}: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
