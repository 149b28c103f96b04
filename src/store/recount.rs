//! Counting the responses themselves, to hold the tallies against them.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Date, Int4, SmallInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::TryStreamExt;

use super::modes::{mode_of, number_of};
use super::schema::{day_tallies, month_tallies};
use super::{Connection, StoreError, Tally, counts};
use crate::domain::{Answer, Mode, RevisionId, UnitId};

/// Which of the two tables of tallies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// By reporting day.
    Day,
    /// By reporting month.
    Month,
}

/// Sheets of one unit, day, revision, mode and standing that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualSheets {
    /// The unit of the day.
    pub unit: UnitId,
    /// The reporting day.
    pub day: NaiveDate,
    /// The text that was asked.
    pub revision: RevisionId,
    /// How they came in.
    pub mode: Mode,
    /// Whether they are kept out of the figures.
    pub quarantined: bool,
    /// What they say, in the revision's order.
    pub answers: Vec<Option<Answer>>,
    /// How many.
    pub sheets: i32,
}

#[derive(QueryableByName)]
struct EqualSheetsRow {
    #[diesel(sql_type = Int4)]
    unit_id: i32,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Int4)]
    revision_id: i32,
    #[diesel(sql_type = SmallInt)]
    mode: i16,
    #[diesel(sql_type = Bool)]
    quarantined: bool,
    #[diesel(sql_type = Bytea)]
    answers: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    sheets: i64,
}

/// Goes through all responses, those that say the same together; days are those of `time_zone`.
pub async fn count_responses(
    connection: &mut Connection,
    time_zone: &str,
    mut each: impl FnMut(EqualSheets),
) -> Result<(), StoreError> {
    let rows = diesel::sql_query(include_str!("count_responses.sql"))
        .bind::<Text, _>(time_zone)
        .load_stream::<EqualSheetsRow>(connection)
        .await?;
    let mut rows = std::pin::pin!(rows);
    while let Some(row) = rows.try_next().await? {
        each(EqualSheets {
            unit: UnitId(row.unit_id),
            day: row.day,
            revision: RevisionId(row.revision_id),
            mode: mode_of(row.mode)?,
            quarantined: row.quarantined,
            answers: row.answers.into_iter().map(Answer::from_level).collect(),
            sheets: i32::try_from(row.sheets)
                .map_err(|error| StoreError::unreadable("count")(error.to_string()))?,
        });
    }
    Ok(())
}

/// Keeps everybody from changing the tallies until the transaction ends.
pub async fn lock_tallies(connection: &mut Connection) -> Result<(), StoreError> {
    // Whoever writes a day writes its month in the same statement, so that one lock is enough; with two, the order in
    // which a statement takes them would matter, which depends on whether its plan was kept.
    Ok(connection.batch_execute("LOCK TABLE month_tallies IN SHARE ROW EXCLUSIVE MODE").await?)
}

/// All rows of one of the tables, with their standing.
pub async fn all_tallies(connection: &mut Connection, span: Span) -> Result<Vec<(Tally, bool)>, StoreError> {
    type Row = (i32, NaiveDate, i32, i16, bool, i32, String);
    let counts = || diesel::dsl::sql::<Text>("counts::text");
    let rows: Vec<Row> = match span {
        Span::Day => {
            use day_tallies::{day, mode, quarantined, revision_id, sheets, table, unit_id};
            let columns = (unit_id, day, revision_id, mode, quarantined, sheets, counts());
            table.select(columns).load(connection).await?
        }
        Span::Month => {
            use month_tallies::{mode, month, quarantined, revision_id, sheets, table, unit_id};
            let columns = (unit_id, month, revision_id, mode, quarantined, sheets, counts());
            table.select(columns).load(connection).await?
        }
    };
    rows.into_iter()
        .map(|(unit, date, revision, mode, quarantined, sheets, counts)| {
            let (unit, revision, mode) = (UnitId(unit), RevisionId(revision), mode_of(mode)?);
            let counts = counts::read(&counts)?;
            Ok((Tally { unit, date, revision, mode, sheets, counts }, quarantined))
        })
        .collect()
}

/// Puts one row in place of whatever is there; a count of no sheets removes it. The caller has locked the tallies.
pub async fn replace_tally(
    connection: &mut Connection,
    span: Span,
    tally: &Tally,
    quarantined: bool,
) -> Result<(), StoreError> {
    let (table, date) = match span {
        Span::Day => ("day_tallies", "day"),
        Span::Month => ("month_tallies", "month"),
    };
    let key = format!("unit_id, {date}, revision_id, mode, quarantined");
    diesel::sql_query(format!("DELETE FROM {table} WHERE ({key}) = ($1, $2, $3, $4, $5)"))
        .bind::<Int4, _>(tally.unit.0)
        .bind::<Date, _>(tally.date)
        .bind::<Int4, _>(tally.revision.0)
        .bind::<SmallInt, _>(number_of(tally.mode))
        .bind::<Bool, _>(quarantined)
        .execute(connection)
        .await?;
    if tally.sheets == 0 {
        return Ok(());
    }
    let values = "VALUES ($1, $2, $3, $4, $5, $6, $7::numeric)";
    diesel::sql_query(format!("INSERT INTO {table} ({key}, sheets, counts) {values}"))
        .bind::<Int4, _>(tally.unit.0)
        .bind::<Date, _>(tally.date)
        .bind::<Int4, _>(tally.revision.0)
        .bind::<SmallInt, _>(number_of(tally.mode))
        .bind::<Bool, _>(quarantined)
        .bind::<Int4, _>(tally.sheets)
        .bind::<Text, _>(counts::write(&tally.counts))
        .execute(connection)
        .await?;
    Ok(())
}
