//! What holds for the whole database, and what the state of everything public depends on.

use diesel::prelude::*;
use diesel::sql_types::Text;
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

/// Texts that change whenever what they are named after changes.
#[derive(QueryableByName, Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    /// The published editions.
    #[diesel(sql_type = Text)]
    pub editions: String,
    /// Units, successions, surveys and channels, and whether the data are made up.
    #[diesel(sql_type = Text)]
    pub reference_data: String,
    /// When units took up the model.
    #[diesel(sql_type = Text)]
    pub rollout: String,
}

/// Reads what everything public depends on, in one cheap query.
pub async fn stored_version(connection: &mut Connection) -> Result<StoredVersion, StoreError> {
    Ok(diesel::sql_query(include_str!("data_version.sql")).get_result(connection).await?)
}
