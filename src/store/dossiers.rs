//! Dossiers by unit and month.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::schema::dossiers;
use super::{Connection, StoreError};
use crate::domain::{Dossiers, Period, UnitId};

/// Dossiers of one unit and month, to be stored.
#[derive(Insertable, Debug, Clone, PartialEq, Eq)]
#[diesel(table_name = dossiers)]
pub struct NewDossiers {
    /// The unit of that month.
    pub unit_id: i32,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Taken in.
    pub received: i32,
    /// Settled early.
    pub early: i32,
    /// Settled on the appointed day.
    pub on_time: i32,
    /// Settled late.
    pub late: i32,
}

/// Six values a row; PostgreSQL takes 65,535 in one statement.
const ROWS_A_STATEMENT: usize = 5_000;

/// Inserts the figures, or puts them in place of the units' earlier ones for their months. No unit may have two
/// rows for one month.
pub async fn upsert_dossiers(connection: &mut Connection, new: &[NewDossiers]) -> Result<(), StoreError> {
    for rows in new.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(dossiers::table)
            .values(rows)
            .on_conflict((dossiers::unit_id, dossiers::month))
            .do_update()
            .set((
                dossiers::received.eq(excluded(dossiers::received)),
                dossiers::early.eq(excluded(dossiers::early)),
                dossiers::on_time.eq(excluded(dossiers::on_time)),
                dossiers::late.eq(excluded(dossiers::late)),
            ))
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// The dossiers of one unit within a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitDossiers {
    /// The unit.
    pub unit: UnitId,
    /// Their sums.
    pub dossiers: Dossiers,
}

/// The dossiers of each of `units` that reported any.
pub async fn dossiers_of(
    connection: &mut Connection,
    units: &[UnitId],
    period: Period,
) -> Result<Vec<UnitDossiers>, StoreError> {
    let numbers: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows: Vec<(i32, i32, i32, i32, i32)> = dossiers::table
        .filter(dossiers::unit_id.eq_any(numbers))
        .filter(dossiers::month.between(period.first_day(), period.last_day()))
        .order(dossiers::unit_id)
        .select((dossiers::unit_id, dossiers::received, dossiers::early, dossiers::on_time, dossiers::late))
        .load(connection)
        .await?;
    let mut sums: Vec<UnitDossiers> = Vec::new();
    for (unit, received, early, on_time, late) in rows {
        let month = Dossiers {
            received: u64::from(received.unsigned_abs()),
            early: u64::from(early.unsigned_abs()),
            on_time: u64::from(on_time.unsigned_abs()),
            late: u64::from(late.unsigned_abs()),
        };
        match sums.last_mut().filter(|sum| sum.unit == UnitId(unit)) {
            Some(sum) => sum.dossiers = sum.dossiers + month,
            None => sums.push(UnitDossiers { unit: UnitId(unit), dossiers: month }),
        }
    }
    Ok(sums)
}
