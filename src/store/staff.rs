//! People who sign in.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{sessions, staff};
use super::{Connection, StoreError};

/// A member of staff, to be stored.
#[derive(Insertable, AsChangeset, Debug)]
#[diesel(table_name = staff)]
pub struct NewStaff<'a> {
    /// The address, in lower case.
    pub email: &'a str,
    /// Argon2id in PHC format.
    pub password_hash: &'a str,
    /// The name of the role.
    pub role: &'a str,
    /// They see this unit and everything below it.
    pub unit_id: i32,
}

/// A stored member of staff.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = staff)]
pub struct StaffRow {
    /// Identifies the person.
    pub id: i32,
    /// The address.
    pub email: String,
    /// Argon2id in PHC format.
    pub password_hash: String,
    /// The name of the role.
    pub role: String,
    /// They see this unit and everything below it.
    pub unit_id: i32,
}

/// Inserts the person, or gives the one with this address a new password, role and unit.
pub async fn upsert_staff(connection: &mut Connection, new: &NewStaff<'_>) -> Result<i32, StoreError> {
    let insert = diesel::insert_into(staff::table).values(new).on_conflict(staff::email).do_update().set(new);
    Ok(insert.returning(staff::id).get_result(connection).await?)
}

/// The person with this address.
pub async fn find_staff_by_email(
    connection: &mut Connection,
    email: &str,
) -> Result<Option<StaffRow>, StoreError> {
    let row = staff::table.filter(staff::email.eq(email)).select(StaffRow::as_select());
    Ok(row.first(connection).await.optional()?)
}

/// The person of a session that has not expired.
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
