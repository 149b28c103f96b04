//! Delivers what waits in the outbox.

use std::time::Duration;

use crate::app::{App, AppError, Delivery};
use crate::config::MailSettings;
use crate::mail::MailTransport;

/// A digest may wait this long; it is no conversation.
const REST: Duration = Duration::from_secs(5);

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
pub async fn run_postman(app: App, settings: MailSettings, transport: MailTransport) {
    loop {
        match deliver_due(&app, &settings, &transport).await {
            Ok(deliveries) => deliveries.iter().for_each(tell),
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
        tokio::time::sleep(REST).await;
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
