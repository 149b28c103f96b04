//! Publishing: the counts of a month that is over become an edition, which never changes.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::json;

use super::publishing::{PublishedMonth, Publishing};
use super::staff::{Actor, Member};
use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{AuditAction, Month, NewAuditEntry, Period, SurveyId};
use crate::store::{
    Connection, StoredEdition, editions_of_survey, insert_audit_entry, lock_editions, recorded_until,
    span_of_responses, survey_slugs,
};

/// How long publishing waits for transactions that were running when it began. Responses of transactions that
/// run longer are late.
const WAIT_FOR_WRITERS: Duration = Duration::from_secs(5);

impl App {
    /// Creates the next edition of each month of `period` that has new data, and of those other months of a
    /// closed quarter or year that have enough late responses.
    ///
    /// # Errors
    ///
    /// Fails if the period is not over, if it has no responses, if the survey does not exist, or if the
    /// database fails.
    pub async fn publish(&self, slug: &str, period: Period) -> Result<Vec<PublishedMonth>, AppError> {
        self.publish_as(Actor::Command("hailong publish"), "", slug, period).await
    }

    /// Publishes a month for a member who may publish. The note is kept in the audit log.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the member may not publish, and as [`App::publish`] does.
    pub async fn publish_by_member(
        &self,
        member: &Member,
        note: &str,
        slug: &str,
        month: Month,
    ) -> Result<Vec<PublishedMonth>, AppError> {
        self.expect_publisher(member).await?;
        self.publish_as(Actor::Member(member), note, slug, Period::month(month)).await
    }

    /// Publishes a period, and records who did it.
    async fn publish_as(
        &self,
        actor: Actor<'_>,
        note: &str,
        slug: &str,
        period: Period,
    ) -> Result<Vec<PublishedMonth>, AppError> {
        if period.to() >= Month::of(self.clock().today()) {
            let cause = format!("{period} is not over yet: publish it from the 1st of the month after it");
            return Err(AppError::Refused(cause));
        }
        let until = self.wait_for_writers(period).await?;
        let zone = self.clock().zone_name();
        let publish = async |connection: &mut Connection| {
            let survey = survey(connection, slug).await?;
            lock_editions(connection).await?;
            let survey_id = survey.id;
            let mut publishing = Publishing::new(connection, survey, zone, until).await?;
            publishing.publish(period).await?;
            let done = publishing.done();
            if !done.iter().any(|done| done.is_new || period.contains(done.month)) {
                return Err(self.nothing_to_publish(connection, survey_id, period).await?);
            }
            for done in done.iter().filter(|done| done.is_new) {
                insert_audit_entry(connection, &published_entry(actor, note, slug, done)).await?;
            }
            Ok(done.into_iter().filter(|done| done.is_new || period.contains(done.month)).collect())
        };
        let published = self.database().write(publish).await?;
        self.shared.counts.forget_live();
        self.shared.known_version.forget();
        Ok(published)
    }

    /// Publishes `period` for every survey and returns the new editions. Skips surveys without responses in
    /// it.
    ///
    /// # Errors
    ///
    /// Fails if the database fails. Editions published before the failure remain.
    pub async fn publish_due(&self, period: Period) -> Result<Vec<PublishedMonth>, AppError> {
        let slugs = async |connection: &mut Connection| Ok::<_, AppError>(survey_slugs(connection).await?);
        let mut published = Vec::new();
        for slug in self.database().read(slugs).await? {
            match self.publish_as(Actor::Command("hailong serve"), "", &slug, period).await {
                Ok(done) => published.extend(done.into_iter().filter(|done| done.is_new)),
                Err(AppError::Refused(cause)) => tracing::debug!(cause, "nothing to publish"),
                Err(error) => return Err(error),
            }
        }
        Ok(published)
    }

    /// A moment before which every recorded response is visible by now; if possible the moment of the call.
    ///
    /// Fails if a transaction has been running since the period itself: most responses would then be
    /// classified as late.
    async fn wait_for_writers(&self, period: Period) -> Result<DateTime<Utc>, AppError> {
        let begun = Instant::now();
        let look = async || {
            let look =
                async |connection: &mut Connection| Ok::<_, AppError>(recorded_until(connection).await?);
            self.database().read(look).await
        };
        let called = look().await?.now;
        loop {
            let until = look().await?.moment;
            if until > called {
                return Ok(until);
            }
            if begun.elapsed() > WAIT_FOR_WRITERS {
                if self.clock().day_of(until) <= period.last_day() {
                    let cause = "a transaction has been open in the database since";
                    return Err(AppError::internal(format!("{cause} {until}: end it, and publish again")));
                }
                tracing::warn!(%until, "a transaction is open: responses recorded since then are late");
                return Ok(until);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// All editions of a survey in the order of publication.
    ///
    /// # Errors
    ///
    /// Fails if the survey does not exist or the database cannot be read.
    pub async fn editions(&self, slug: &str) -> Result<Vec<StoredEdition>, AppError> {
        let read = async |connection: &mut Connection| {
            let survey = survey(connection, slug).await?;
            Ok(editions_of_survey(connection, survey.id).await?)
        };
        self.database().read(read).await
    }

    async fn nothing_to_publish(
        &self,
        connection: &mut Connection,
        survey: SurveyId,
        period: Period,
    ) -> Result<AppError, AppError> {
        let span = span_of_responses(connection, survey).await?;
        let month = |moment| Month::of(self.clock().day_of(moment));
        let known = span.and_then(|(first, last)| Period::new(month(first), month(last)).ok());
        let known = known
            .map(|known| format!("; the first answer came in {}, the last in {}", known.from(), known.to()));
        let way_out = known.unwrap_or_default();
        let cause = format!("nobody has answered in {period}: there is nothing to publish{way_out}");
        Ok(AppError::Refused(cause))
    }
}

/// The entry of the audit log about a new edition.
fn published_entry(actor: Actor<'_>, note: &str, slug: &str, done: &PublishedMonth) -> NewAuditEntry {
    let subject = format!("{slug} {}, {}", done.month, done.number);
    let after = json!({ "new_responses": done.new_responses, "note": note });
    NewAuditEntry { after: Some(after), ..actor.entry(AuditAction::EditionPublished, &subject, &[]) }
}
