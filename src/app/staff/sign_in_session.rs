//! Opening a session, however the person proved who they are.

use chrono::{DateTime, Duration, Utc};

use super::session_token::{hash_of, limits, random_token};
use crate::app::AppError;
use crate::domain::{AddressPrefix, StaffId};
use crate::store::{Connection, NewSession, delete_expired_sessions, insert_session, note_sign_in};

/// A working day with overtime; after that a new sign-in is required.
const SESSION_HOURS: i64 = 12;

/// A new session and its random token, for the cookie.
pub(super) fn new_session(
    staff: StaffId,
    now: DateTime<Utc>,
    prefix: Option<AddressPrefix>,
    agent: String,
) -> (String, NewSession) {
    let token = random_token();
    let token_hash = hash_of(&token);
    let expires_at = now + Duration::hours(SESSION_HOURS);
    (token, NewSession { token_hash, staff, begins_at: now, expires_at, prefix, agent })
}

/// Stores a session, and that the person signed in.
pub(super) async fn open_session(connection: &mut Connection, session: &NewSession) -> Result<(), AppError> {
    delete_expired_sessions(connection, limits(session.begins_at)).await?;
    insert_session(connection, session).await?;
    Ok(note_sign_in(connection, session.staff, session.begins_at).await?)
}
