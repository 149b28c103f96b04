//! Counts of sheets and answers by unit, day or month, revision and mode. Reports read the months and never the
//! responses.

use chrono::NaiveDate;
use diesel::sql_types::{Array, Date, Int4, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::modes::number_of;
use super::{Connection, StoreError, counts};
use crate::domain::{Mode, RevisionId, UnitId};

/// The count of one unit, day or month, revision and mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The unit of the day.
    pub unit: UnitId,
    /// The reporting day, or the first day of the reporting month.
    pub date: NaiveDate,
    /// The text that was asked.
    pub revision: RevisionId,
    /// How they came in.
    pub mode: Mode,
    /// How many sheets.
    pub sheets: i32,
    /// [`crate::domain::PLACES`] numbers for each question of the revision in order.
    pub counts: Vec<i32>,
}

/// The same sheets counted by day and by month, each sorted by unit, date, revision and mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// By day.
    pub days: Vec<Tally>,
    /// By month.
    pub months: Vec<Tally>,
}

/// Tallies as the columns of a multi-row statement.
pub(super) struct TallyColumns {
    pub(super) units: Vec<i32>,
    pub(super) dates: Vec<NaiveDate>,
    pub(super) revisions: Vec<i32>,
    pub(super) modes: Vec<i16>,
    pub(super) sheets: Vec<i32>,
    pub(super) counts: Vec<String>,
}

impl TallyColumns {
    pub(super) fn of(tallies: &[Tally]) -> Self {
        Self {
            units: tallies.iter().map(|tally| tally.unit.0).collect(),
            dates: tallies.iter().map(|tally| tally.date).collect(),
            revisions: tallies.iter().map(|tally| tally.revision.0).collect(),
            modes: tallies.iter().map(|tally| number_of(tally.mode)).collect(),
            sheets: tallies.iter().map(|tally| tally.sheets).collect(),
            counts: tallies.iter().map(|tally| counts::write(&tally.counts)).collect(),
        }
    }
}

/// Adds to the tallies, in the caller's transaction.
pub async fn add_to_tallies(connection: &mut Connection, tallies: &Tallies) -> Result<(), StoreError> {
    let (days, months) = (TallyColumns::of(&tallies.days), TallyColumns::of(&tallies.months));
    diesel::sql_query(include_str!("add_to_tallies.sql"))
        .bind::<Array<Int4>, _>(days.units)
        .bind::<Array<Date>, _>(days.dates)
        .bind::<Array<Int4>, _>(days.revisions)
        .bind::<Array<SmallInt>, _>(days.modes)
        .bind::<Array<Int4>, _>(days.sheets)
        .bind::<Array<Text>, _>(days.counts)
        .bind::<Array<Int4>, _>(months.units)
        .bind::<Array<Date>, _>(months.dates)
        .bind::<Array<Int4>, _>(months.revisions)
        .bind::<Array<SmallInt>, _>(months.modes)
        .bind::<Array<Int4>, _>(months.sheets)
        .bind::<Array<Text>, _>(months.counts)
        .execute(connection)
        .await?;
    Ok(())
}
