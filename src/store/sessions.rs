//! Who is signed in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::sessions;
use super::{Connection, StoreError};

/// A session to be stored.
#[derive(Insertable, Debug)]
#[diesel(table_name = sessions)]
pub struct NewSession<'a> {
    /// SHA-256 of the cookie's token.
    pub token_hash: &'a [u8],
    /// Who it is.
    pub staff_id: i32,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// Opens a session.
pub async fn insert_session(connection: &mut Connection, new: &NewSession<'_>) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table).values(new).execute(connection).await?;
    Ok(())
}

/// Ends a session.
pub async fn delete_session(connection: &mut Connection, token_hash: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(connection).await?;
    Ok(())
}

/// Ends every session of a person, as a new password must.
pub async fn delete_sessions_of(connection: &mut Connection, staff: i32) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::staff_id.eq(staff))).execute(connection).await?;
    Ok(())
}

/// Forgets sessions that have expired.
pub async fn delete_expired_sessions(connection: &mut Connection) -> Result<usize, StoreError> {
    let expired = sessions::table.filter(sessions::expires_at.le(diesel::dsl::now));
    Ok(diesel::delete(expired).execute(connection).await?)
}
