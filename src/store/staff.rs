//! Stores members of staff and their roles.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{staff, staff_roles};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Role, StaffId, UnitId};

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
}

/// A role of a member of staff at a unit.
#[derive(Queryable, Clone)]
pub struct StaffRoleRow {
    /// The name of the role.
    pub role: String,
    /// The role holds for this unit and the units below it.
    pub unit_id: i32,
}

/// Inserts a person, or replaces the password and all roles of the one with this address. Returns the id.
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
    let new = (staff::email.eq(email.as_str()), staff::password_hash.eq(password_hash));
    let insert = diesel::insert_into(staff::table).values(new).on_conflict(staff::email).do_update().set(new);
    let id: i32 = insert.returning(staff::id).get_result(connection).await?;
    diesel::delete(staff_roles::table.filter(staff_roles::staff_id.eq(id))).execute(connection).await?;
    let role =
        (staff_roles::staff_id.eq(id), staff_roles::unit_id.eq(unit.0), staff_roles::role.eq(role.name()));
    diesel::insert_into(staff_roles::table).values(role).execute(connection).await?;
    Ok(id)
}

/// The roles of a person.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn roles_of_staff(
    connection: &mut Connection,
    staff: i32,
) -> Result<Vec<StaffRoleRow>, StoreError> {
    let roles = staff_roles::table.filter(staff_roles::staff_id.eq(staff));
    let roles = roles.order((staff_roles::unit_id, staff_roles::role));
    Ok(roles.select((staff_roles::role, staff_roles::unit_id)).load(connection).await?)
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

/// Replaces the password of a person. `password_hash` is Argon2id in PHC format.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn update_password(
    connection: &mut Connection,
    id: StaffId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let row = staff::table.find(id.0);
    diesel::update(row).set(staff::password_hash.eq(password_hash)).execute(connection).await?;
    Ok(())
}
