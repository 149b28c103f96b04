//! When units took up the model.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::rollout;
use super::{Connection, StoreError};
use crate::domain::UnitId;

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

/// The first day of every unit that took the model up.
pub async fn rollout_days(connection: &mut Connection) -> Result<BTreeMap<UnitId, NaiveDate>, StoreError> {
    let rows: Vec<(i32, NaiveDate)> =
        rollout::table.select((rollout::unit_id, rollout::adopted_on)).load(connection).await?;
    Ok(rows.into_iter().map(|(unit, day)| (UnitId(unit), day)).collect())
}
