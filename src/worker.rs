//! Background loops of a serving process: they publish months, deliver mails, create partitions for coming
//! months and restart the private cluster if necessary.

use std::time::Duration;

use chrono::Timelike;

use crate::app::{App, AppError, DatabaseHold, Delivery};
use crate::config::MailSettings;
use crate::domain::{Month, Period};
use crate::mail::MailTransport;

/// The time between two checks of the private cluster.
const CLUSTER_INTERVAL: Duration = Duration::from_secs(2);
/// The time between two checks of the partitions. Those of the next two months always exist already, so there
/// is ample time to fix a failure.
const MAINTENANCE_INTERVAL: Duration = Duration::from_hours(1);
/// The time between two checks of the outbox. A digest is not urgent, so it may wait this long.
const OUTBOX_INTERVAL: Duration = Duration::from_secs(5);
/// The time between two checks of the calendar.
const PUBLICATION_INTERVAL: Duration = Duration::from_mins(1);

/// Restarts the private cluster whenever it was killed, for as long as the process lives.
pub async fn supervise_cluster(hold: DatabaseHold) {
    loop {
        tokio::time::sleep(CLUSTER_INTERVAL).await;
        let hold = hold.clone();
        // The check blocks, so it runs on a thread for blocking work. If that fails, the process is ending.
        if tokio::task::spawn_blocking(move || hold.revive()).await.is_err() {
            return;
        }
    }
}

/// Creates missing partitions, and deletes the content of old mails, for as long as the process lives.
/// Responses without a partition go to the default partition, so that none is refused.
pub async fn run_maintenance(app: App) {
    loop {
        if let Err(error) = app.forget_old_mails().await {
            tracing::warn!(%error, "the content of old mails could not be deleted; retrying in an hour");
        }
        match app.make_partitions().await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "partitions of responses were created"),
            Err(error) => {
                tracing::warn!(%error, "partitions of responses could not be created; retrying in an hour");
            }
        }
        tokio::time::sleep(MAINTENANCE_INTERVAL).await;
    }
}

/// Delivers mails until none is due, and returns the result of each.
///
/// # Errors
///
/// Fails if the database fails.
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

/// Delivers due mails for as long as the process lives.
pub async fn run_outbox_dispatcher(app: App, settings: MailSettings, transport: MailTransport) {
    loop {
        match deliver_due(&app, &settings, &transport).await {
            Ok(deliveries) => deliveries.iter().for_each(tell),
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
        tokio::time::sleep(OUTBOX_INTERVAL).await;
    }
}

/// Logs a delivery. Addresses are personal data, so the log says what happened, and only the outbox to whom.
fn tell(delivery: &Delivery) {
    match delivery {
        Delivery::Delivered => tracing::info!("a mail was delivered"),
        Delivery::Postponed(error) => {
            tracing::warn!(%error, "a mail was not accepted and will be retried");
        }
        Delivery::GivenUp(error) => {
            tracing::error!(%error, "a mail was given up; it stays in the outbox");
        }
        Delivery::NothingDue => {}
    }
}

/// Publishes due months of all surveys for as long as the process lives: once when the publication day
/// arrives, or when the process starts after it. Failures are retried at the next check.
///
/// Each time, late responses of the twelve months before are checked too.
pub async fn run_publisher(app: App) {
    let mut done: Option<Month> = None;
    loop {
        let now = app.clock().wall_time(app.clock().now());
        let due = app.calendar().due(now.date_naive(), now.hour());
        // A clock that jumps back gives an earlier month, which is already published.
        if let Some(month) = due.filter(|&month| done.is_none_or(|done| month > done)) {
            match app.publish_due(Period::ending_with(month, 13)).await {
                Ok(published) => {
                    for edition in published {
                        tracing::info!(month = %edition.month, number = edition.number, "an edition was published");
                    }
                    done = Some(month);
                }
                Err(error) => {
                    tracing::warn!(%error, "publishing failed; retrying in a minute");
                }
            }
        }
        tokio::time::sleep(PUBLICATION_INTERVAL).await;
    }
}
