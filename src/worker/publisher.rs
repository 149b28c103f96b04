//! Publishes the month that is over, on the configured day.

use std::time::Duration;

use chrono::Timelike;

use crate::app::App;
use crate::domain::{Month, Period};

const BETWEEN_LOOKS: Duration = Duration::from_mins(1);

/// Publishes what is due for as long as the process lives: each survey's months once, when the clock passes the publication
/// day or when the process starts after it. What fails is tried again at the next look.
///
/// Late responses of the twelve months before are looked at on the same occasion.
pub async fn run_publisher(app: App) {
    let mut done: Option<Month> = None;
    loop {
        let now = app.clock().wall_time(app.clock().now());
        let due = app.calendar().due(now.date_naive(), now.hour());
        // A clock that jumps back names an earlier month, which is done already.
        if let Some(month) = due.filter(|&month| done.is_none_or(|done| month > done)) {
            match app.publish_due(Period::ending_with(month, 13)).await {
                Ok(published) => {
                    for edition in published {
                        tracing::info!(month = %edition.month, number = edition.number, "an edition was published");
                    }
                    done = Some(month);
                }
                Err(error) => {
                    tracing::warn!(%error, "nothing could be published; the next look is in a minute");
                }
            }
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
