//! Counts of sheets and answers by unit, day and mode. Reports read these and never the responses.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::modes::{mode_of, number_of};
use super::schema::sheet_tallies as sheets_table;
use super::{Connection, StoreError};
use crate::domain::{Mode, Month, Period, SurveyId, UnitId};

/// Sheets to be added to the tally of one unit, day and mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetTally {
    /// The unit of the day.
    pub unit: UnitId,
    /// The survey.
    pub survey: SurveyId,
    /// The reporting day.
    pub day: NaiveDate,
    /// How they came in.
    pub mode: Mode,
    /// Whether they are kept out of the figures.
    pub quarantined: bool,
    /// How many.
    pub sheets: i64,
}

/// Answers to one question to be added to the tally of one unit, day and mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionTally {
    /// The unit of the day.
    pub unit: UnitId,
    /// The survey.
    pub survey: SurveyId,
    /// The reporting day.
    pub day: NaiveDate,
    /// The question's key.
    pub key: String,
    /// How they came in.
    pub mode: Mode,
    /// Whether they are kept out of the figures.
    pub quarantined: bool,
    /// No opinion first, then the levels from 1 to 5.
    pub counts: [i64; 6],
}

/// Adds to the tallies, in the caller's transaction.
pub async fn add_to_tallies(
    connection: &mut Connection,
    sheets: &[SheetTally],
    answers: &[QuestionTally],
) -> Result<(), StoreError> {
    diesel::sql_query(include_str!("add_sheet_tallies.sql"))
        .bind::<Array<Int4>, _>(sheets.iter().map(|tally| tally.unit.0).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(sheets.iter().map(|tally| tally.survey.0).collect::<Vec<_>>())
        .bind::<Array<Date>, _>(sheets.iter().map(|tally| tally.day).collect::<Vec<_>>())
        .bind::<Array<SmallInt>, _>(sheets.iter().map(|tally| number_of(tally.mode)).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(sheets.iter().map(|tally| tally.quarantined).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(sheets.iter().map(|tally| tally.sheets).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    let counts = |place: usize| -> Vec<i64> {
        answers.iter().map(|tally| tally.counts.get(place).copied().unwrap_or(0)).collect()
    };
    diesel::sql_query(include_str!("add_answer_tallies.sql"))
        .bind::<Array<Int4>, _>(answers.iter().map(|tally| tally.unit.0).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(answers.iter().map(|tally| tally.survey.0).collect::<Vec<_>>())
        .bind::<Array<Date>, _>(answers.iter().map(|tally| tally.day).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(answers.iter().map(|tally| tally.key.as_str()).collect::<Vec<_>>())
        .bind::<Array<SmallInt>, _>(answers.iter().map(|tally| number_of(tally.mode)).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(answers.iter().map(|tally| tally.quarantined).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(counts(0))
        .bind::<Array<BigInt>, _>(counts(1))
        .bind::<Array<BigInt>, _>(counts(2))
        .bind::<Array<BigInt>, _>(counts(3))
        .bind::<Array<BigInt>, _>(counts(4))
        .bind::<Array<BigInt>, _>(counts(5))
        .execute(connection)
        .await?;
    Ok(())
}

/// What to sum up.
#[derive(Clone, Copy, Debug)]
pub struct TallyScope<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// The units.
    pub units: &'a [UnitId],
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl TallyScope<'_> {
    fn unit_numbers(&self) -> Vec<i32> {
        self.units.iter().map(|unit| unit.0).collect()
    }
}

/// Sheets of one unit, by mode and standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetTotal {
    /// The unit.
    pub unit: UnitId,
    /// How they came in.
    pub mode: Mode,
    /// Whether they are kept out of the figures.
    pub quarantined: bool,
    /// How many.
    pub sheets: u64,
}

/// Sums up sheets by unit, mode and standing.
pub async fn sheet_totals(
    connection: &mut Connection,
    scope: TallyScope<'_>,
) -> Result<Vec<SheetTotal>, StoreError> {
    let rows: Vec<(i32, i16, bool, Option<i64>)> = sheets_table::table
        .filter(sheets_table::unit_id.eq_any(scope.unit_numbers()))
        .filter(sheets_table::survey_id.eq(scope.survey.0))
        .filter(sheets_table::day.between(scope.first, scope.last))
        .group_by((sheets_table::unit_id, sheets_table::mode, sheets_table::quarantined))
        .select((
            sheets_table::unit_id,
            sheets_table::mode,
            sheets_table::quarantined,
            // A sum of bigint is numeric, which no count of people needs.
            diesel::dsl::sql::<diesel::sql_types::Nullable<BigInt>>("sum(sheets)::bigint"),
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(unit, mode, quarantined, sheets)| {
            let sheets = count(sheets.unwrap_or(0))?;
            Ok(SheetTotal { unit: UnitId(unit), mode: mode_of(mode)?, quarantined, sheets })
        })
        .collect()
}

/// Answers to one question in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionTotal {
    /// The unit.
    pub unit: UnitId,
    /// The question's key.
    pub key: String,
    /// Sheets without an answer.
    pub no_opinion: u64,
    /// Answers at the levels from 1 to 5.
    pub levels: [u64; 5],
}

#[derive(QueryableByName)]
struct QuestionTotalRow {
    #[diesel(sql_type = Int4)]
    unit_id: i32,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    no_opinion: i64,
    #[diesel(sql_type = Array<BigInt>)]
    levels: Vec<i64>,
}

/// Sums up the answers that count, by unit and question.
pub async fn question_totals(
    connection: &mut Connection,
    scope: TallyScope<'_>,
) -> Result<Vec<QuestionTotal>, StoreError> {
    let rows: Vec<QuestionTotalRow> = diesel::sql_query(include_str!("question_totals.sql"))
        .bind::<Array<Int4>, _>(scope.unit_numbers())
        .bind::<Int4, _>(scope.survey.0)
        .bind::<Date, _>(scope.first)
        .bind::<Date, _>(scope.last)
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut levels = [0; 5];
            for (level, sum) in levels.iter_mut().zip(row.levels) {
                *level = count(sum)?;
            }
            Ok(QuestionTotal {
                unit: UnitId(row.unit_id),
                key: row.key,
                no_opinion: count(row.no_opinion)?,
                levels,
            })
        })
        .collect()
}

fn count(sum: i64) -> Result<u64, StoreError> {
    u64::try_from(sum).map_err(|_| StoreError::unreadable("tally")(format!("{sum} is negative")))
}

/// The first and the last month in which any of `units` got a sheet, as far as `last`.
pub async fn months_with_sheets(
    connection: &mut Connection,
    survey: SurveyId,
    units: &[UnitId],
    last: NaiveDate,
) -> Result<Option<Period>, StoreError> {
    let numbers: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let days: (Option<NaiveDate>, Option<NaiveDate>) = sheets_table::table
        .filter(sheets_table::unit_id.eq_any(numbers))
        .filter(sheets_table::survey_id.eq(survey.0))
        // PostgreSQL's days end long before chrono's.
        .filter(sheets_table::day.le(last.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(last))))
        .select((diesel::dsl::min(sheets_table::day), diesel::dsl::max(sheets_table::day)))
        .first(connection)
        .await?;
    let (Some(first), Some(last)) = days else { return Ok(None) };
    Ok(Period::new(Month::of(first), Month::of(last)).ok())
}
