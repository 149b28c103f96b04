//! Mails between being composed and being delivered, and the subscriptions: who gets which report by e-mail.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{digests, outbox, surveys};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Language, SurveyId, UnitId};

/// A mail to be delivered.
#[derive(Insertable, Debug)]
#[diesel(table_name = outbox)]
pub struct NewMail {
    /// What it is.
    pub kind: &'static str,
    /// What it is about.
    pub topic: String,
    /// The month that it is about.
    pub period: String,
    /// To whom it goes.
    pub recipient: String,
    /// The stable Message-ID.
    pub message_id: String,
    /// The whole message (RFC 5322).
    pub message: Vec<u8>,
}

/// Puts the mail into the outbox; `false` where its kind, topic, period and recipient are there already.
pub async fn enqueue(connection: &mut Connection, mail: &NewMail) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(outbox::table)
        .values(mail)
        .on_conflict((outbox::kind, outbox::topic, outbox::period, outbox::recipient))
        .do_nothing();
    Ok(insert.execute(connection).await? == 1)
}

/// A mail whose time has come.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = outbox)]
pub struct DueMail {
    /// Identifies it.
    pub id: i64,
    /// To whom it goes.
    pub recipient: String,
    /// The stable Message-ID.
    pub message_id: String,
    /// The whole message (RFC 5322).
    pub message: Vec<u8>,
    /// How often delivery was tried.
    pub attempts: i32,
}

/// Takes one mail whose time has come and locks it until the end of the transaction; others pass it by.
pub async fn take_due(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<Option<DueMail>, StoreError> {
    let due = outbox::table
        .filter(outbox::delivered_at.is_null())
        .filter(outbox::failed_at.is_null())
        .filter(outbox::next_attempt_at.le(now))
        .order((outbox::next_attempt_at, outbox::id))
        .for_update()
        .skip_locked()
        .select(DueMail::as_select());
    Ok(due.first(connection).await.optional()?)
}

/// A server has taken the mail.
pub async fn mark_delivered(
    connection: &mut Connection,
    id: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((
            outbox::delivered_at.eq(now),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// No server has taken the mail: it is tried again at `next`, or given up where there is none.
pub async fn mark_failed_attempt(
    connection: &mut Connection,
    id: i64,
    error: &str,
    now: DateTime<Utc>,
    next: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(error),
            outbox::next_attempt_at.eq(next.unwrap_or(now)),
            outbox::failed_at.eq(if next.is_none() { Some(now) } else { None }),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes every mail that waits due now, for somebody who has mended what kept it.
pub async fn make_due(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let waiting = outbox::table.filter(outbox::delivered_at.is_null()).filter(outbox::failed_at.is_null());
    diesel::update(waiting).set(outbox::next_attempt_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// A stored subscription.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Identifies it.
    pub id: i32,
    /// The unit at the time of subscribing.
    pub unit_id: i32,
    /// The slug of the survey.
    pub survey: String,
    /// The address.
    pub recipient: String,
    /// Tag of the language.
    pub language: String,
}

/// Subscribes the recipient to a monthly digest, or brings the language of the subscription up to date.
pub async fn insert_digest(
    connection: &mut Connection,
    unit: UnitId,
    survey: SurveyId,
    recipient: &EmailAddress,
    language: Language,
) -> Result<(), StoreError> {
    diesel::insert_into(digests::table)
        .values((
            digests::unit_id.eq(unit.0),
            digests::survey_id.eq(survey.0),
            digests::recipient.eq(recipient.as_str()),
            digests::language.eq(language.tag()),
            digests::cadence.eq("monthly"),
        ))
        .on_conflict((digests::unit_id, digests::survey_id, digests::recipient))
        .do_update()
        .set((digests::language.eq(language.tag()), digests::cadence.eq("monthly")))
        .execute(connection)
        .await?;
    Ok(())
}

/// Every subscription, in the order in which they were made.
pub async fn all_digests(connection: &mut Connection) -> Result<Vec<Digest>, StoreError> {
    let rows = digests::table.inner_join(surveys::table).order(digests::id).select((
        digests::id,
        digests::unit_id,
        surveys::slug,
        digests::recipient,
        digests::language,
    ));
    Ok(rows.load(connection).await?)
}
