//! The people responsible, as the office posts them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::contacts;
use super::{Connection, StoreError};
use crate::domain::{Contact, UnitId};

/// A contact to be stored.
#[derive(Insertable, AsChangeset, Debug)]
#[diesel(table_name = contacts)]
pub struct NewContact<'a> {
    /// The unit.
    pub unit_id: i32,
    /// The title.
    pub role: &'a str,
    /// The name.
    pub name: &'a str,
    /// The number.
    pub telephone: &'a str,
}

/// Inserts the contact, or brings the number of the one with this unit, title and name up to date.
pub async fn upsert_contact(connection: &mut Connection, new: &NewContact<'_>) -> Result<(), StoreError> {
    diesel::insert_into(contacts::table)
        .values(new)
        .on_conflict((contacts::unit_id, contacts::role, contacts::name))
        .do_update()
        .set(new)
        .execute(connection)
        .await?;
    Ok(())
}

/// The contacts of each of `units`, in the order in which they were imported: an office's list begins with its head.
pub async fn contacts_of_units(
    connection: &mut Connection,
    units: &[UnitId],
) -> Result<HashMap<UnitId, Vec<Contact>>, StoreError> {
    let ids: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows: Vec<(i32, String, String, String)> = contacts::table
        .filter(contacts::unit_id.eq_any(ids))
        .order(contacts::id)
        .select((contacts::unit_id, contacts::role, contacts::name, contacts::telephone))
        .load(connection)
        .await?;
    let mut contacts: HashMap<UnitId, Vec<Contact>> = HashMap::new();
    for (unit, duty, name, telephone) in rows {
        contacts.entry(UnitId(unit)).or_default().push(Contact { name, duty, telephone });
    }
    Ok(contacts)
}
