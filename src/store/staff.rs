//! Stores members of staff and their sessions.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{sessions, staff};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Role, UnitId};

/// A stored member of staff.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = staff)]
pub struct StaffRow {
    /// The id of the person.
    pub id: i32,
    /// The e-mail address.
    pub email: String,
    /// Argon2id in PHC format.
    pub password_hash: String,
    /// The name of the role.
    pub role: String,
    /// The person may see this unit and the units below it.
    pub unit_id: i32,
}

/// Inserts a person, or replaces the password, role and unit of the one with this address. Returns the id.
/// `password_hash` is Argon2id in PHC format.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn upsert_staff(
    connection: &mut Connection,
    email: &EmailAddress,
    password_hash: &str,
    role: Role,
    unit: UnitId,
) -> Result<i32, StoreError> {
    let new = (
        staff::email.eq(email.as_str()),
        staff::password_hash.eq(password_hash),
        staff::role.eq(role.name()),
        staff::unit_id.eq(unit.0),
    );
    let insert = diesel::insert_into(staff::table).values(new).on_conflict(staff::email).do_update().set(new);
    Ok(insert.returning(staff::id).get_result(connection).await?)
}

/// The person with this address.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn find_staff_by_email(
    connection: &mut Connection,
    email: &str,
) -> Result<Option<StaffRow>, StoreError> {
    let row = staff::table.filter(staff::email.eq(email)).select(StaffRow::as_select());
    Ok(row.first(connection).await.optional()?)
}

/// The person to whom a session belongs that has not expired.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn find_staff_by_session(
    connection: &mut Connection,
    token_hash: &[u8],
) -> Result<Option<StaffRow>, StoreError> {
    let row = sessions::table
        .inner_join(staff::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(diesel::dsl::now))
        .select(StaffRow::as_select());
    Ok(row.first(connection).await.optional()?)
}

/// Creates a session that expires at `expires_at`. `token_hash` is the SHA-256 of the cookie's token.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_session(
    connection: &mut Connection,
    token_hash: &[u8],
    staff: i32,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::staff_id.eq(staff),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
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

/// Ends all sessions of a person, as is necessary after a change of password.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_sessions_of(connection: &mut Connection, staff: i32) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::staff_id.eq(staff))).execute(connection).await?;
    Ok(())
}

/// Deletes expired sessions and returns their number.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_expired_sessions(connection: &mut Connection) -> Result<usize, StoreError> {
    let expired = sessions::table.filter(sessions::expires_at.le(diesel::dsl::now));
    Ok(diesel::delete(expired).execute(connection).await?)
}
