//! Data about the whole installation, and the version of all public data.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::schema::installation;
use super::{Connection, StoreError};

/// The only row of the table `installation`.
#[derive(Queryable, Selectable, Clone, Copy, Debug, PartialEq, Eq)]
#[diesel(table_name = installation)]
pub struct Installation {
    /// Whether the database contains demo data.
    pub illustrative: bool,
    /// Grows whenever units, successions, surveys or channels change.
    pub catalogue_version: i64,
}

/// Reads the row of the installation.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn read_installation(connection: &mut Connection) -> Result<Installation, StoreError> {
    Ok(installation::table.select(Installation::as_select()).first(connection).await?)
}

/// Marks all data in the database as demo data.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn mark_demo_data(connection: &mut Connection) -> Result<(), StoreError> {
    diesel::update(installation::table).set(installation::illustrative.eq(true)).execute(connection).await?;
    Ok(())
}

/// Version texts. Each changes whenever the data it is named after change.
#[derive(QueryableByName, Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    /// The published editions.
    #[diesel(sql_type = Text)]
    pub editions: String,
    /// Units, successions, surveys and channels, and whether the data are demo data.
    #[diesel(sql_type = Text)]
    pub reference_data: String,
    /// The days on which units adopted the model.
    #[diesel(sql_type = Text)]
    pub rollout: String,
}

/// Reads the versions of all public data, in one cheap query.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn stored_version(connection: &mut Connection) -> Result<StoredVersion, StoreError> {
    Ok(diesel::sql_query(include_str!("data_version.sql")).get_result(connection).await?)
}
