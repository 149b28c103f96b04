//! Stores the links with which people set their password. Only hashes of their tokens are stored.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{password_links, staff};
use super::staff::StaffRow;
use super::{Connection, StoreError};
use crate::domain::StaffId;

/// Stores a link. Deletes those of all people that have expired.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_password_link(
    connection: &mut Connection,
    token_hash: &[u8],
    id: StaffId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let expired = password_links::table.filter(password_links::expires_at.le(now));
    diesel::delete(expired).execute(connection).await?;
    let row = (
        password_links::token_hash.eq(token_hash),
        password_links::staff_id.eq(id.0),
        password_links::created_at.eq(now),
        password_links::expires_at.eq(expires_at),
    );
    diesel::insert_into(password_links::table).values(row).execute(connection).await?;
    Ok(())
}

/// The person whose password a link sets; `None` if it was used or has expired, or if the person is suspended.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn find_staff_by_password_link(
    connection: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<StaffRow>, StoreError> {
    let row = password_links::table
        .inner_join(staff::table)
        .filter(password_links::token_hash.eq(token_hash))
        .filter(password_links::expires_at.gt(now).and(staff::suspended_at.is_null()))
        .select(StaffRow::as_select());
    Ok(row.first(connection).await.optional()?)
}

/// Deletes a link. Returns `false` if there is none with this hash.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_password_link(
    connection: &mut Connection,
    token_hash: &[u8],
) -> Result<bool, StoreError> {
    Ok(diesel::delete(password_links::table.find(token_hash)).execute(connection).await? == 1)
}

/// Deletes all links of a person. Returns how many there were.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_password_links_of(connection: &mut Connection, id: StaffId) -> Result<usize, StoreError> {
    let links = password_links::table.filter(password_links::staff_id.eq(id.0));
    Ok(diesel::delete(links).execute(connection).await?)
}
