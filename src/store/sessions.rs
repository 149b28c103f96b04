//! Stores the sessions of staff. Only hashes of their tokens are stored.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{sessions, staff};
use super::staff::StaffRow;
use super::{Connection, StoreError};
use crate::domain::{AddressPrefix, StaffId};

/// How long a session lasts.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// The moment.
    pub now: DateTime<Utc>,
    /// How long a session lasts in which nothing is asked for.
    pub idle: Duration,
}

impl SessionLimits {
    /// The last request of a session that is still open is not older.
    fn oldest(self) -> DateTime<Utc> {
        self.now - self.idle
    }
}

/// A new session.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub staff: StaffId,
    /// When it began.
    pub begins_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The network of the sign-in.
    pub prefix: Option<AddressPrefix>,
    /// Browser and system.
    pub agent: String,
}

/// An open session.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When something was last asked for, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// The network of the sign-in.
    pub address_prefix: Option<String>,
    /// Browser and system.
    pub agent: String,
}

/// An open session with the person to whom it belongs.
pub struct StaffSession {
    /// The person.
    pub staff: StaffRow,
    /// When something was last asked for.
    pub last_seen_at: DateTime<Utc>,
    /// When the second factor was given.
    pub second_factor_at: Option<DateTime<Utc>>,
}

/// The open session with this token hash.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn find_staff_by_session(
    connection: &mut Connection,
    token_hash: &[u8],
    limits: SessionLimits,
) -> Result<Option<StaffSession>, StoreError> {
    let row = sessions::table
        .inner_join(staff::table)
        .filter(sessions::token_hash.eq(token_hash).and(staff::suspended_at.is_null()))
        .filter(sessions::expires_at.gt(limits.now).and(sessions::last_seen_at.gt(limits.oldest())))
        .select((StaffRow::as_select(), sessions::last_seen_at, sessions::second_factor_at));
    let found: Option<(StaffRow, DateTime<Utc>, Option<DateTime<Utc>>)> =
        row.first(connection).await.optional()?;
    Ok(found.map(|(staff, last_seen_at, second_factor_at)| StaffSession {
        staff,
        last_seen_at,
        second_factor_at,
    }))
}

/// Stores that something was asked for in a session.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn touch_session(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let session = sessions::table.find(token_hash);
    diesel::update(session).set(sessions::last_seen_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Stores a session.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_session(connection: &mut Connection, session: &NewSession) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(&session.token_hash),
            sessions::staff_id.eq(session.staff.0),
            sessions::created_at.eq(session.begins_at),
            sessions::last_seen_at.eq(session.begins_at),
            sessions::expires_at.eq(session.expires_at),
            sessions::address_prefix.eq(session.prefix.map(|prefix| prefix.to_string())),
            sessions::agent.eq(&session.agent),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The open sessions of a person, the last used first.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn sessions_of_staff(
    connection: &mut Connection,
    staff: StaffId,
    limits: SessionLimits,
) -> Result<Vec<SessionRow>, StoreError> {
    let open = sessions::table
        .filter(sessions::staff_id.eq(staff.0))
        .filter(sessions::expires_at.gt(limits.now).and(sessions::last_seen_at.gt(limits.oldest())))
        .order((sessions::last_seen_at.desc(), sessions::token_hash));
    Ok(open.select(SessionRow::as_select()).load(connection).await?)
}

/// Ends a session.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_session(connection: &mut Connection, token_hash: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(connection).await?;
    Ok(())
}

/// Ends all sessions of a person except the one with the token hash `kept`. Returns their number.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_sessions_of(
    connection: &mut Connection,
    staff: StaffId,
    kept: Option<&[u8]>,
) -> Result<usize, StoreError> {
    let others = sessions::token_hash.ne(kept.unwrap_or_default());
    let ended = sessions::table.filter(sessions::staff_id.eq(staff.0)).filter(others);
    Ok(diesel::delete(ended).execute(connection).await?)
}

/// Deletes the sessions that are over and returns their number.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_expired_sessions(
    connection: &mut Connection,
    limits: SessionLimits,
) -> Result<usize, StoreError> {
    let is_over = sessions::expires_at.le(limits.now).or(sessions::last_seen_at.le(limits.oldest()));
    Ok(diesel::delete(sessions::table.filter(is_over)).execute(connection).await?)
}
