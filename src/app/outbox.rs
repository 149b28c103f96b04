//! Delivering what waits in the outbox: one mail a transaction, which holds the mail's lock meanwhile.

use chrono::{DateTime, Duration, Utc};

use super::{App, AppError};
use crate::config::MailSettings;
use crate::mail::MailTransport;
use crate::store::{make_due, mark_delivered, mark_failed_attempt, take_due};

/// After the last of these a mail is given up and kept in sight.
const BACK_OFF_MINUTES: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// What became of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// None was due.
    NothingDue,
    /// A server took it, or its file was written.
    Delivered,
    /// It is tried again later. Holds what the server said.
    Postponed(String),
    /// It was given up. Holds what the server said.
    GivenUp(String),
}

impl App {
    /// Lets every mail that waits be tried now, whatever its next time was.
    pub async fn hurry_mails(&self) -> Result<(), AppError> {
        let now = self.clock().now();
        Ok(self.database().write(async |connection| make_due(connection, now).await).await?)
    }

    /// Delivers one mail that is due.
    ///
    /// Where the process dies after the server took the mail and before the transaction ends, it is sent again
    /// under the same Message-ID.
    pub async fn deliver_one(
        &self,
        settings: &MailSettings,
        transport: &MailTransport,
    ) -> Result<Delivery, AppError> {
        let now = self.clock().now();
        self.database()
            .write(async |connection| {
                let Some(mail) = take_due(connection, now).await? else { return Ok(Delivery::NothingDue) };
                let sent =
                    transport.deliver(&settings.from, &mail.recipient, &mail.message_id, &mail.message).await;
                let Err(error) = sent else {
                    mark_delivered(connection, mail.id, now).await?;
                    return Ok(Delivery::Delivered);
                };
                let next = next_attempt(mail.attempts, now);
                let error = error.to_string();
                mark_failed_attempt(connection, mail.id, &error, now, next).await?;
                Ok(match next {
                    Some(_) => Delivery::Postponed(error),
                    None => Delivery::GivenUp(error),
                })
            })
            .await
    }
}

fn next_attempt(attempts: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let step = usize::try_from(attempts).unwrap_or(0);
    BACK_OFF_MINUTES.get(step).map(|&minutes| now + Duration::minutes(minutes))
}
