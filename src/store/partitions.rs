//! The tables of `responses`, one a month. The id alone says to which one a sheet belongs.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date};
use diesel_async::RunQueryDsl;

use super::{Connection, StoreError};
use crate::domain::Month;

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Bool)]
    made: bool,
}

/// Makes the table for a month of responses, and says whether it was not there. What waited among the others moves
/// into it.
///
/// It wants a moment alone with those others: where it does not get that within two seconds it fails and nothing has
/// changed. The caller owns the transaction, which should do nothing else.
pub async fn make_partition(connection: &mut Connection, month: Month) -> Result<bool, StoreError> {
    diesel::sql_query("SET LOCAL lock_timeout = '2s'").execute(connection).await?;
    let made: Made = diesel::sql_query("SELECT make_response_partition($1) AS made")
        .bind::<Date, _>(month.first_day())
        .get_result(connection)
        .await?;
    Ok(made.made)
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = Date)]
    month: NaiveDate,
}

/// Months, up to `last`, of which sheets wait among the others for want of a table.
pub async fn months_without_partition(
    connection: &mut Connection,
    last: Month,
) -> Result<Vec<Month>, StoreError> {
    let rows: Vec<Waiting> = diesel::sql_query(include_str!("months_without_partition.sql"))
        .bind::<Date, _>(last.next().first_day())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| Month::of(row.month)).collect())
}
