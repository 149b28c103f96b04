//! When units took up the model.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::rollout;
use super::{Connection, StoreError};

/// A unit's first day, to be stored.
#[derive(Insertable, AsChangeset, Debug, Clone, PartialEq, Eq)]
#[diesel(table_name = rollout)]
pub struct NewRollout {
    /// The unit of that day.
    pub unit_id: i32,
    /// The first day.
    pub adopted_on: NaiveDate,
}

/// Inserts the day, or puts it in place of the unit's earlier one.
pub async fn upsert_rollout(connection: &mut Connection, new: &NewRollout) -> Result<(), StoreError> {
    diesel::insert_into(rollout::table)
        .values(new)
        .on_conflict(rollout::unit_id)
        .do_update()
        .set(new)
        .execute(connection)
        .await?;
    Ok(())
}
