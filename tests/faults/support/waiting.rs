//! Waits for a condition instead of for a fixed time.

use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Waits until `holds` returns true; fails after `timeout`.
pub async fn until(what: &str, timeout: Duration, mut holds: impl FnMut() -> bool) {
    eventually(what, timeout, async || holds().then_some(())).await;
}

/// Waits until `attempt` returns a value; fails after `timeout`.
pub async fn eventually<T>(what: &str, timeout: Duration, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = attempt().await {
            return found;
        }
        assert!(begun.elapsed() < timeout, "not within {timeout:?}: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
