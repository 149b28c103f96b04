//! What holds for the whole database.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::installation;
use super::{Connection, StoreError};

/// The one row of the installation.
#[derive(Queryable, Selectable, Clone, Copy, Debug, PartialEq, Eq)]
#[diesel(table_name = installation)]
pub struct Installation {
    /// Whether the data are made up to show the product.
    pub illustrative: bool,
    /// Grows whenever units, successions, surveys or channels change.
    pub catalogue_version: i64,
}

/// Reads it.
pub async fn read_installation(connection: &mut Connection) -> Result<Installation, StoreError> {
    Ok(installation::table.select(Installation::as_select()).first(connection).await?)
}

/// Marks everything in the database as made up.
pub async fn mark_illustrative(connection: &mut Connection) -> Result<(), StoreError> {
    diesel::update(installation::table).set(installation::illustrative.eq(true)).execute(connection).await?;
    Ok(())
}
