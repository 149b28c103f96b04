//! Stores members of staff and their roles.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{staff, staff_roles};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Language, Role, StaffId, UnitId};

/// A stored member of staff.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = staff)]
pub struct StaffRow {
    /// The id of the person.
    pub id: i32,
    /// The e-mail address.
    pub email: String,
    /// The name; empty if it is not known.
    pub name: String,
    /// Argon2id in PHC format; `None` until the person has set a password.
    pub password_hash: Option<String>,
    /// Since when the person may not sign in; `None` for active people.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When the person signed in last.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// The secret of the authenticator app.
    pub totp_secret: Option<Vec<u8>>,
    /// The tag of the language in which the pages open after signing in.
    pub language: Option<String>,
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

/// Inserts a person without password and roles. Returns the id; `None` if the address is known.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_staff(
    connection: &mut Connection,
    email: &EmailAddress,
    name: &str,
) -> Result<Option<StaffId>, StoreError> {
    let new = (staff::email.eq(email.as_str()), staff::name.eq(name));
    let insert = diesel::insert_into(staff::table).values(new).on_conflict_do_nothing();
    let id: Option<i32> = insert.returning(staff::id).get_result(connection).await.optional()?;
    Ok(id.map(StaffId))
}

/// Keeps other transactions from changing roles and people until the end of this one, so that two admins
/// cannot remove each other.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn lock_staff(connection: &mut Connection) -> Result<(), StoreError> {
    let lock = diesel::sql_query("LOCK TABLE staff_roles IN SHARE ROW EXCLUSIVE MODE");
    lock.execute(connection).await?;
    Ok(())
}

/// The person with this id, locked until the end of the transaction.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn lock_person(connection: &mut Connection, id: StaffId) -> Result<Option<StaffRow>, StoreError> {
    let row = staff::table.find(id.0).for_update().select(StaffRow::as_select());
    Ok(row.first(connection).await.optional()?)
}

/// All people by address, each with the roles.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn all_staff(
    connection: &mut Connection,
) -> Result<Vec<(StaffRow, Vec<StaffRoleRow>)>, StoreError> {
    let people = staff::table.order(staff::email).select(StaffRow::as_select());
    let people: Vec<StaffRow> = people.load(connection).await?;
    let roles = staff_roles::table.order((staff_roles::unit_id, staff_roles::role));
    let roles: Vec<(i32, String, i32)> = roles
        .select((staff_roles::staff_id, staff_roles::role, staff_roles::unit_id))
        .load(connection)
        .await?;
    let mut by_person: HashMap<i32, Vec<StaffRoleRow>> = HashMap::new();
    for (person, role, unit_id) in roles {
        by_person.entry(person).or_default().push(StaffRoleRow { role, unit_id });
    }
    let with_roles = people.into_iter().map(|person| {
        let roles = by_person.remove(&person.id).unwrap_or_default();
        (person, roles)
    });
    Ok(with_roles.collect())
}

/// Gives a person a role at a unit, if they do not have it.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_role(
    connection: &mut Connection,
    id: StaffId,
    role: Role,
    unit: UnitId,
) -> Result<(), StoreError> {
    let row =
        (staff_roles::staff_id.eq(id.0), staff_roles::unit_id.eq(unit.0), staff_roles::role.eq(role.name()));
    diesel::insert_into(staff_roles::table).values(row).on_conflict_do_nothing().execute(connection).await?;
    Ok(())
}

/// Takes a role at these versions of a unit away from a person. Returns `false` if they did not have it.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_role(
    connection: &mut Connection,
    id: StaffId,
    role: Role,
    units: &[i32],
) -> Result<bool, StoreError> {
    let rows = staff_roles::table
        .filter(staff_roles::staff_id.eq(id.0).and(staff_roles::role.eq(role.name())))
        .filter(staff_roles::unit_id.eq_any(units));
    Ok(diesel::delete(rows).execute(connection).await? > 0)
}

/// Suspends a person since a moment, or ends the suspension.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn update_suspension(
    connection: &mut Connection,
    id: StaffId,
    since: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    diesel::update(staff::table.find(id.0)).set(staff::suspended_at.eq(since)).execute(connection).await?;
    Ok(())
}

/// Stores when a person signed in.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn note_sign_in(
    connection: &mut Connection,
    id: StaffId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(staff::table.find(id.0)).set(staff::last_sign_in_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Deletes a person with their roles, sessions and links.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_staff(connection: &mut Connection, id: StaffId) -> Result<(), StoreError> {
    diesel::delete(staff::table.find(id.0)).execute(connection).await?;
    Ok(())
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

/// Changes the name and the language of a person.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn update_profile(
    connection: &mut Connection,
    id: StaffId,
    name: &str,
    language: Option<Language>,
) -> Result<(), StoreError> {
    let changed = (staff::name.eq(name), staff::language.eq(language.map(Language::tag)));
    diesel::update(staff::table.find(id.0)).set(changed).execute(connection).await?;
    Ok(())
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
