//! Background loops of a serving process: they publish months, deliver mail, make the tables of the months to come and keep
//! the private cluster alive.

use std::time::Duration;

use chrono::Timelike;

use crate::app::{App, AppError, DatabaseHold, Delivery};
use crate::config::MailSettings;
use crate::domain::{Month, Period};
use crate::mail::MailTransport;

/// Between looks at the private cluster.
const CLUSTER_INTERVAL: Duration = Duration::from_secs(2);
/// Between looks at the tables. Two months are always there already, so that a failure has all the time in the world to be
/// mended.
const PARTITION_INTERVAL: Duration = Duration::from_hours(1);
/// Between looks into the outbox. A digest may wait this long; it is no conversation.
const OUTBOX_INTERVAL: Duration = Duration::from_secs(5);
/// Between looks at the calendar.
const PUBLICATION_INTERVAL: Duration = Duration::from_mins(1);

/// Starts the private cluster again whenever it was killed, for as long as the process lives.
pub async fn supervise_cluster(hold: DatabaseHold) {
    loop {
        tokio::time::sleep(CLUSTER_INTERVAL).await;
        let hold = hold.clone();
        // The look itself blocks; where the thread is gone the process is ending.
        if tokio::task::spawn_blocking(move || hold.revive()).await.is_err() {
            return;
        }
    }
}

/// Makes what is missing, for as long as the process lives. Until then no response is refused for want of a table.
pub async fn run_partition_maintenance(app: App) {
    loop {
        match app.make_partitions().await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "tables for months of responses were made"),
            Err(error) => {
                tracing::warn!(%error, "tables for months of responses could not be made; the next look is in an hour");
            }
        }
        tokio::time::sleep(PARTITION_INTERVAL).await;
    }
}

/// Delivers until nothing is due any more, and says what became of each mail.
pub async fn deliver_due(
    app: &App,
    settings: &MailSettings,
    transport: &MailTransport,
) -> Result<Vec<Delivery>, AppError> {
    let mut deliveries = Vec::new();
    loop {
        match app.deliver_one(settings, transport).await? {
            Delivery::NothingDue => return Ok(deliveries),
            delivery => deliveries.push(delivery),
        }
    }
}

/// Delivers for as long as the process lives.
pub async fn run_outbox_dispatcher(app: App, settings: MailSettings, transport: MailTransport) {
    loop {
        match deliver_due(&app, &settings, &transport).await {
            Ok(deliveries) => deliveries.iter().for_each(tell),
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
        tokio::time::sleep(OUTBOX_INTERVAL).await;
    }
}

/// Addresses are personal data: the log tells what happened, the outbox to whom.
fn tell(delivery: &Delivery) {
    match delivery {
        Delivery::Delivered => tracing::info!("a mail was delivered"),
        Delivery::Postponed(error) => {
            tracing::warn!(%error, "a mail was not taken and is tried again later");
        }
        Delivery::GivenUp(error) => {
            tracing::error!(%error, "a mail was given up; it stays in the outbox");
        }
        Delivery::NothingDue => {}
    }
}

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
        tokio::time::sleep(PUBLICATION_INTERVAL).await;
    }
}
