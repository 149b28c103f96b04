//! The outbox, which holds composed mails until they are delivered.

use chrono::{DateTime, Utc};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::outbox;
use super::{Connection, StoreError};

/// A mail to be delivered.
#[derive(Insertable, Debug)]
#[diesel(table_name = outbox)]
pub struct NewMail {
    /// The kind of mail.
    pub kind: &'static str,
    /// The subject matter; part of the key that prevents duplicates.
    pub topic: String,
    /// The month that the mail reports on; empty for password links.
    pub period: String,
    /// The address of the recipient.
    pub recipient: String,
    /// The stable Message-ID.
    pub message_id: String,
    /// The whole message (RFC 5322).
    pub message: Vec<u8>,
}

/// Adds a mail to the outbox. Returns `false` if a mail with the same kind, topic, period and recipient
/// exists.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn enqueue(connection: &mut Connection, mail: &NewMail) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(outbox::table)
        .values(mail)
        .on_conflict((outbox::kind, outbox::topic, outbox::period, outbox::recipient))
        .do_nothing();
    Ok(insert.execute(connection).await? == 1)
}

/// A mail that is due.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = outbox)]
pub struct DueMail {
    /// The id of the mail.
    pub id: i64,
    /// The address of the recipient.
    pub recipient: String,
    /// The stable Message-ID.
    pub message_id: String,
    /// The whole message (RFC 5322).
    pub message: Vec<u8>,
    /// The number of attempts to deliver it so far.
    pub attempts: i32,
}

/// Takes one due mail and locks it until the end of the transaction. Skips mails that other transactions have
/// locked.
///
/// # Errors
///
/// Fails if the database fails.
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

/// The kind of digests.
pub const DIGEST: &str = "digest";

/// The kind of the mails with a link to set a password. `mark_delivered` deletes the message, and with it
/// the link.
pub const PASSWORD_LINK: &str = "password-link";

/// Records that a mail was delivered. Deletes the message of a password link, so that the database keeps no
/// link.
///
/// # Errors
///
/// Fails if the database fails.
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
            outbox::message.eq(case_when::<_, _, diesel::sql_types::Binary>(
                outbox::kind.eq(PASSWORD_LINK),
                Vec::<u8>::new(),
            )
            .otherwise(outbox::message)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Records a failed attempt. The mail will be retried at `next`; if that is `None`, it is given up.
///
/// # Errors
///
/// Fails if the database fails.
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

/// Deletes the content of mails that were delivered before a moment; who got what, and when, is kept. Returns
/// how many there were.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn forget_messages(
    connection: &mut Connection,
    delivered_before: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let old = outbox::table
        .filter(outbox::delivered_at.lt(delivered_before))
        .filter(outbox::message.ne(Vec::<u8>::new()));
    Ok(diesel::update(old).set(outbox::message.eq(Vec::<u8>::new())).execute(connection).await?)
}

/// What the digests are about that were given up since a moment, as in `33/mot-cua`; one for each mail.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn topics_of_failed_digests(
    connection: &mut Connection,
    since: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let failed = outbox::table.filter(outbox::kind.eq(DIGEST)).filter(outbox::failed_at.ge(since));
    Ok(failed.select(outbox::topic).load(connection).await?)
}

/// Makes every waiting mail due now, for example after a fault of the mail server has been fixed.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn make_due(connection: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let waiting = outbox::table.filter(outbox::delivered_at.is_null()).filter(outbox::failed_at.is_null());
    diesel::update(waiting).set(outbox::next_attempt_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// The number of mails of a kind that were composed for a recipient since a moment.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn count_mails_since(
    connection: &mut Connection,
    kind: &str,
    recipient: &str,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let mails = outbox::table
        .filter(outbox::recipient.eq(recipient).and(outbox::kind.eq(kind)))
        .filter(outbox::created_at.gt(since));
    Ok(mails.count().get_result(connection).await?)
}

/// Deletes the mails of a kind about some topics that wait to be delivered to a recipient, except one that is
/// being delivered now.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_waiting_mails(
    connection: &mut Connection,
    kind: &str,
    recipient: &str,
    topics: &[String],
) -> Result<(), StoreError> {
    let waiting = outbox::table
        .filter(outbox::recipient.eq(recipient).and(outbox::kind.eq(kind)))
        .filter(outbox::topic.eq_any(topics))
        .filter(outbox::delivered_at.is_null().and(outbox::failed_at.is_null()))
        .for_update()
        .skip_locked()
        .select(outbox::id);
    let waiting: Vec<i64> = waiting.load(connection).await?;
    diesel::delete(outbox::table.filter(outbox::id.eq_any(waiting))).execute(connection).await?;
    Ok(())
}
