//! How many comments there are. What they say is nobody's business here.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Int4, Text};
use diesel_async::RunQueryDsl;

use super::{Connection, StoreError};
use crate::domain::UnitId;

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Int4)]
    unit_id: i32,
    #[diesel(sql_type = BigInt)]
    comments: i64,
}

/// The comments on sheets that count, by unit; `days` are the first and the last reporting day of `time_zone`.
pub async fn count_comments(
    connection: &mut Connection,
    survey: &str,
    units: &[UnitId],
    (first, last): (NaiveDate, NaiveDate),
    time_zone: &str,
) -> Result<Vec<(UnitId, u64)>, StoreError> {
    let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows: Vec<CountRow> = diesel::sql_query(include_str!("count_comments.sql"))
        .bind::<Text, _>(survey)
        .bind::<Array<Int4>, _>(units)
        .bind::<Text, _>(time_zone)
        .bind::<Date, _>(first)
        .bind::<Date, _>(last)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.comments.unsigned_abs())).collect())
}
