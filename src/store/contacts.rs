//! The people responsible, as the office posts them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::contacts;
use super::{Connection, StoreError};

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
