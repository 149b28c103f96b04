//! Dossiers by unit and month.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::schema::dossiers;
use super::{Connection, StoreError};

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
