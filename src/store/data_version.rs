//! What the state of everything public depends on, in one cheap query.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use super::{Connection, StoreError};

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

/// Reads it.
pub async fn stored_version(connection: &mut Connection) -> Result<StoredVersion, StoreError> {
    Ok(diesel::sql_query(include_str!("data_version.sql")).get_result(connection).await?)
}
