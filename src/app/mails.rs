//! Mails. A digest is one mail per subscription and month; all digests of a month are composed into the
//! outbox in one transaction. Waiting mails are delivered one per transaction, which holds the lock of the
//! mail meanwhile.

use chrono::{DateTime, Duration, Utc};

use super::{App, AppError, Audience, ReportQuery};
use crate::charts::{self, ChartKind, Resolution, Shape};
use crate::config::MailSettings;
use crate::domain::{
    Boundaries, Language, Month, Period, ReportContext, Unit, UnitCode, UnitId, UnitRegistry,
};
use crate::mail::{DigestContent, DigestMail, MailTransport, compose_digest};
use crate::store::{
    ActiveSubscription, DIGEST, NewMail, active_subscriptions, enqueue, forget_messages, make_due,
    mark_delivered, mark_failed_attempt, take_due,
};

/// How long the content of a delivered mail is kept, to find out what somebody received.
const KEPT_CONTENT: Duration = Duration::days(30);

/// Minutes to wait after each failed attempt. After the last one a mail is given up, but remains in the
/// outbox.
const BACK_OFF_MINUTES: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// The result of one attempt to deliver a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// No mail was due.
    NothingDue,
    /// A server accepted the mail, or its file was written.
    Delivered,
    /// The mail will be retried later. Holds the error.
    Postponed(String),
    /// The mail was given up. Holds the error.
    GivenUp(String),
}

/// The result of composing the digests of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DigestRun {
    /// Mails added to the outbox.
    pub composed: usize,
    /// Mails that were in the outbox before.
    pub repeated: usize,
    /// Subscriptions skipped because there are no responses yet. They can still be sent later.
    pub empty: usize,
}

/// A composed mail.
struct Composed {
    /// Whether the report has no responses.
    is_empty: bool,
    mail: NewMail,
}

impl App {
    /// Composes the mail of each subscription that is not paused and adds the new ones to the outbox, all or nothing.
    ///
    /// # Errors
    ///
    /// Fails if the month is not over, if a mail cannot be composed, or if the database fails.
    pub async fn compose_digests(&self, month: Month, mail: &MailSettings) -> Result<DigestRun, AppError> {
        if month >= Month::of(self.clock().today()) {
            let cause = format!(
                "{month} is not over yet, and a month's digest is sent once: send it from the 1st of the next month"
            );
            return Err(AppError::Refused(cause));
        }
        let mails = self.draft_digests(month, mail).await?;
        self.database()
            .write(async |connection| {
                let mut run = DigestRun::default();
                for composed in &mails {
                    let count = if composed.is_empty {
                        &mut run.empty
                    } else if enqueue(connection, &composed.mail).await? {
                        &mut run.composed
                    } else {
                        &mut run.repeated
                    };
                    *count += 1;
                }
                Ok(run)
            })
            .await
    }

    /// The mails of a month as they would be sent, with their recipients.
    ///
    /// # Errors
    ///
    /// Fails if a mail cannot be composed or the database cannot be read.
    pub async fn preview_digests(
        &self,
        month: Month,
        mail: &MailSettings,
    ) -> Result<Vec<(String, Vec<u8>)>, AppError> {
        let mails = self.draft_digests(month, mail).await?;
        Ok(mails.into_iter().map(|composed| (composed.mail.recipient, composed.mail.message)).collect())
    }

    /// Makes every waiting mail due now.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn make_mails_due(&self) -> Result<(), AppError> {
        let now = self.clock().now();
        Ok(self.database().write(async |connection| make_due(connection, now).await).await?)
    }

    /// Deletes the content of mails that were delivered more than 30 days ago.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn forget_old_mails(&self) -> Result<usize, AppError> {
        let before = self.clock().now() - KEPT_CONTENT;
        Ok(self.database().write(async |connection| forget_messages(connection, before).await).await?)
    }

    /// Delivers one mail that is due.
    ///
    /// If the process ends after the server has accepted the mail and before the transaction ends, the mail
    /// is sent again with the same Message-ID.
    ///
    /// # Errors
    ///
    /// Fails if the database fails. A failed delivery is no error but a [`Delivery`].
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

    async fn draft_digests(&self, month: Month, mail: &MailSettings) -> Result<Vec<Composed>, AppError> {
        let (digests, reference_data) = self
            .database()
            .read(async |connection| {
                let digests = active_subscriptions(connection).await?;
                Ok::<_, AppError>((digests, self.shared.catalogue.reference_data(connection).await?))
            })
            .await?;
        let mut drafts = Vec::with_capacity(digests.len());
        for digest in &digests {
            let Some(unit) = unit_in(&reference_data.registry, UnitId(digest.unit_id), month) else {
                tracing::warn!(subscription = digest.id, %month, "digest skipped: its unit did not exist");
                continue;
            };
            drafts.push(self.draft(digest, &unit.code, month, mail).await?);
        }
        Ok(drafts)
    }

    async fn draft(
        &self,
        digest: &ActiveSubscription,
        unit: &UnitCode,
        month: Month,
        mail: &MailSettings,
    ) -> Result<Composed, AppError> {
        let language: Language = digest.language.parse().map_err(AppError::internal)?;
        let content = self.digest_content(&digest.survey, unit, month, language).await?;
        let topic = topic(unit, &digest.survey);
        let message_id = self.message_id(&topic, month, &digest.recipient);
        let message = compose_digest(&DigestMail {
            from: &mail.from,
            recipient: &digest.recipient,
            message_id: &message_id,
            content: &content,
        });
        let message = message.map_err(AppError::internal)?;
        let mail = NewMail {
            kind: DIGEST,
            topic,
            period: month.to_string(),
            recipient: digest.recipient.clone(),
            message_id,
            message,
        };
        Ok(Composed { is_empty: content.report.responses == 0, mail })
    }

    /// What the digest of a unit says about a month.
    pub(super) async fn digest_content(
        &self,
        survey: &str,
        unit: &UnitCode,
        month: Month,
        language: Language,
    ) -> Result<DigestContent, AppError> {
        let query = ReportQuery {
            survey: survey.to_owned(),
            unit: unit.clone(),
            period: Period::month(month),
            boundaries: Boundaries::Historic,
        };
        // Mails leave the organisation, so they get only what disclosure control lets the public see.
        let report = self.report(&query, None, Audience::Public).await?;
        let drawn = ReportContext::alone(report.clone());
        let chart = self.report_pool().run(move || {
            let scene = charts::picture(ChartKind::Headline, &drawn, language, Shape::Wide)?;
            charts::png(&scene, Resolution::Single)
        });
        let chart = chart.await?.map_err(AppError::internal)?;
        let base = self.base_url();
        let results_url =
            format!("{base}/results/{unit}?survey={survey}&from={month}&to={month}&lang={language}");
        Ok(DigestContent { language, report, chart, results_url, is_test: false })
    }

    /// The host in Message-IDs: that of the public origin.
    fn mail_host(&self) -> &str {
        let host = self.base_url().split("://").nth(1).and_then(|host| host.split(':').next());
        host.unwrap_or("localhost")
    }

    /// The Message-ID of a mail that is never repeated.
    pub(super) fn new_message_id(&self, kind: &str, unique: &str) -> String {
        format!("{kind}-{unique}@{}", self.mail_host())
    }

    /// The Message-ID of a mail. It depends only on the kind, topic, month and recipient of the mail and on
    /// the public origin, so that a receiver recognises a repetition.
    fn message_id(&self, topic: &str, month: Month, recipient: &str) -> String {
        use sha2::Digest as _;
        let text = format!("{DIGEST}\n{topic}\n{month}\n{recipient}\n{}", self.base_url());
        let hash = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text.as_bytes()));
        let host = self.mail_host();
        format!("{DIGEST}-{month}-{}@{host}", hash.get(..24).unwrap_or(&hash))
    }
}

/// The topic of the digests of a unit in the outbox.
pub(super) fn topic(unit: &UnitCode, survey: &str) -> String {
    format!("{unit}/{survey}")
}

/// The unit of a [`topic`].
pub(super) fn unit_of_topic(topic: &str) -> Option<UnitCode> {
    topic.split('/').next()?.parse().ok()
}

/// The unit that a subscription reports on in a month. A subscription follows its unit through reforms: it
/// reports on the successor of the unit; for a month before that unit began, on the unit that had its code
/// then.
pub(super) fn unit_in(registry: &UnitRegistry, subscribed: UnitId, month: Month) -> Option<&Unit> {
    let day = month.last_day();
    let unit = registry.unit(registry.unit_of_the_day(subscribed, day))?;
    if unit.is_valid_on(day) { Some(unit) } else { registry.holder(&unit.code, day).ok() }
}

fn next_attempt(attempts: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let step = usize::try_from(attempts).unwrap_or(0);
    BACK_OFF_MINUTES.get(step).map(|&minutes| now + Duration::minutes(minutes))
}
