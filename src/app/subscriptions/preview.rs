//! What a digest says about a month, and sending it to oneself as a test.

use chrono::Duration;
use uuid::Uuid;

use super::list::Subscription;
use super::refusal::SubscriptionRefusal;
use crate::app::mails::unit_in;
use crate::app::staff::{Actor, Member};
use crate::app::{App, AppError};
use crate::domain::{AuditAction, Month, Period, SubscriptionId, UnitCode};
use crate::mail::{DigestContent, DigestMail, compose_digest};
use crate::store::{NewMail, count_mails_since, enqueue, insert_audit_entry, lock_person};

/// The kind of a test in the outbox.
const TEST_KIND: &str = "digest-test";

/// The maximum number of tests that a member sends within an hour.
const TESTS_AN_HOUR: i64 = 5;

/// The mail of a month, as it is sent to a recipient.
#[derive(Clone, Debug)]
pub struct DigestPreview {
    /// The subscription.
    pub subscription: Subscription,
    /// The month.
    pub month: Month,
    /// From the first to the last published month; `None` if none is published.
    pub published: Option<Period>,
    /// The last month that is over.
    pub last_month: Month,
    /// The mail, or why there is none.
    pub content: PreviewContent,
}

/// The mail of a month, or why there is none.
#[derive(Clone, Debug)]
pub enum PreviewContent {
    /// The mail.
    Mail(Box<DigestContent>),
    /// The month is not published, and mails contain only published figures.
    NotPublished,
    /// There was no such unit in the month.
    NoUnit,
    /// There are no responses, so that no mail is sent.
    NoResponses,
}

impl App {
    /// The mail that a recipient gets about a month; without a month, about the last that is published.
    ///
    /// # Errors
    ///
    /// Fails with [`SubscriptionRefusal::Unknown`] if there is no such subscription, with
    /// [`AppError::OutOfScope`] if the actor does not manage it, if too many reports are being made, or if the
    /// database fails.
    pub async fn preview_digest(
        &self,
        actor: Actor<'_>,
        id: SubscriptionId,
        month: Option<Month>,
    ) -> Result<DigestPreview, AppError> {
        let subscription = self.subscription(actor, id).await?;
        let counts = self.counts(&subscription.survey).await?;
        let published = counts.published.months();
        let last_month = Month::of(self.clock().today()).previous();
        let month = month.unwrap_or_else(|| published.map_or(last_month, Period::to));
        let content = if counts.published.is_published(month) {
            match unit_in(counts.registry(), subscription.subscribed_unit, month) {
                Some(unit) => self.content_of(&subscription, &unit.code, month).await?,
                None => PreviewContent::NoUnit,
            }
        } else {
            PreviewContent::NotPublished
        };
        Ok(DigestPreview { subscription, month, published, last_month, content })
    }

    async fn content_of(
        &self,
        subscription: &Subscription,
        unit: &UnitCode,
        month: Month,
    ) -> Result<PreviewContent, AppError> {
        let content = self.digest_content(&subscription.survey, unit, month, subscription.language).await?;
        let is_empty = content.report.responses == 0;
        Ok(if is_empty { PreviewContent::NoResponses } else { PreviewContent::Mail(Box::new(content)) })
    }

    /// Sends the mail that a recipient gets about a month to the member's own address, marked as a test.
    ///
    /// # Errors
    ///
    /// Fails with [`SubscriptionRefusal::NoMail`] if there is no mail about the month, with
    /// [`SubscriptionRefusal::TooManyTests`] if the member sent five tests within an hour, if the mail cannot be
    /// composed, and as [`App::preview_digest`] does.
    pub async fn send_test_digest(
        &self,
        member: &Member,
        id: SubscriptionId,
        month: Month,
    ) -> Result<(), AppError> {
        let preview = self.preview_digest(Actor::Member(member), id, Some(month)).await?;
        let PreviewContent::Mail(content) = preview.content else {
            return Err(SubscriptionRefusal::NoMail(month).into());
        };
        let content = DigestContent { is_test: true, ..*content };
        let subscription = &preview.subscription;
        let mail = self.test_mail(member, subscription, month, &content)?;
        let entry = Actor::Member(member).entry_at(
            AuditAction::TestMailSent,
            &format!("{month}: {}", subscription.recipient),
            Some(subscription.unit.id),
        );
        let an_hour_ago = self.clock().now() - Duration::hours(1);
        self.database()
            .write(async |connection| {
                // Of two requests at once, the second counts the mail of the first.
                lock_person(connection, member.id).await?;
                if count_mails_since(connection, TEST_KIND, &member.email, an_hour_ago).await?
                    >= TESTS_AN_HOUR
                {
                    return Err(SubscriptionRefusal::TooManyTests.into());
                }
                enqueue(connection, &mail).await?;
                Ok(insert_audit_entry(connection, &entry).await?)
            })
            .await
    }

    /// A mail to the member. Its topic is unique, so that a test can be repeated.
    fn test_mail(
        &self,
        member: &Member,
        subscription: &Subscription,
        month: Month,
        content: &DigestContent,
    ) -> Result<NewMail, AppError> {
        let number = Uuid::now_v7();
        let message_id = self.new_message_id(TEST_KIND, &number.to_string());
        let from = &self.shared.settings.mail.from;
        let mail = DigestMail { from, recipient: &member.email, message_id: &message_id, content };
        let message = compose_digest(&mail).map_err(AppError::internal)?;
        Ok(NewMail {
            kind: TEST_KIND,
            topic: format!("{}/{}/{number}", subscription.unit.code, subscription.survey),
            period: month.to_string(),
            recipient: member.email.clone(),
            message_id,
            message,
        })
    }
}
