//! Counts of sheets and answers by unit, day or month, revision and mode. Reports read the months and never the
//! responses.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Int4, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::modes::{mode_of, number_of};
use super::schema::{month_tallies, questions, revision_questions, revisions};
use super::{Connection, StoreError, counts};
use crate::domain::{Mode, Month, Period, RevisionId, SurveyId, UnitId};

/// Numbers for each question: no opinion, then the levels from 1 to 5.
pub const PLACES: usize = 6;

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
    /// [`PLACES`] numbers for each question of the revision in order.
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

/// What to sum up.
#[derive(Clone, Copy, Debug)]
pub struct TallyScope<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// The units.
    pub units: &'a [UnitId],
    /// The months.
    pub period: Period,
}

impl TallyScope<'_> {
    fn unit_numbers(&self) -> Vec<i32> {
        self.units.iter().map(|unit| unit.0).collect()
    }

    fn months(&self) -> (NaiveDate, NaiveDate) {
        (self.period.from().first_day(), self.period.to().first_day())
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

#[diesel::dsl::auto_type(no_type_alias)]
fn tallies_in(scope: TallyScope<'_>) -> _ {
    let units: Vec<i32> = scope.unit_numbers();
    let (first, last): (NaiveDate, NaiveDate) = scope.months();
    let of_survey: revisions_of = revisions_of(scope.survey);
    month_tallies::table
        .filter(month_tallies::unit_id.eq_any(units))
        .filter(month_tallies::month.between(first, last))
        .filter(month_tallies::revision_id.eq_any(of_survey))
}

/// Sums up sheets by unit, mode and standing.
pub async fn sheet_totals(
    connection: &mut Connection,
    scope: TallyScope<'_>,
) -> Result<Vec<SheetTotal>, StoreError> {
    let rows: Vec<(i32, i16, bool, Option<i64>)> = tallies_in(scope)
        .group_by((month_tallies::unit_id, month_tallies::mode, month_tallies::quarantined))
        .select((
            month_tallies::unit_id,
            month_tallies::mode,
            month_tallies::quarantined,
            diesel::dsl::sum(month_tallies::sheets),
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(unit, mode, quarantined, sheets)| {
            let sheets = whole(sheets.unwrap_or(0))?;
            Ok(SheetTotal { unit: UnitId(unit), mode: mode_of(mode)?, quarantined, sheets })
        })
        .collect()
}

#[diesel::dsl::auto_type]
fn revisions_of(survey: SurveyId) -> _ {
    let number: i32 = survey.0;
    revisions::table.filter(revisions::survey_id.eq(number)).select(revisions::id)
}

/// Sums up the answers that count, by unit and question.
pub async fn question_totals(
    connection: &mut Connection,
    scope: TallyScope<'_>,
) -> Result<Vec<QuestionTotal>, StoreError> {
    let keys = keys_by_revision(connection, scope.survey).await?;
    let rows: Vec<(i32, i32, String)> = tallies_in(scope)
        .filter(month_tallies::quarantined.eq(false))
        .group_by((month_tallies::unit_id, month_tallies::revision_id))
        .select((
            month_tallies::unit_id,
            month_tallies::revision_id,
            diesel::dsl::sql::<Text>("sum(counts)::text"),
        ))
        .load(connection)
        .await?;
    let mut sums: HashMap<(i32, &str), [i64; PLACES]> = HashMap::new();
    for (unit, revision, counts) in &rows {
        let keys = keys.get(revision).map(Vec::as_slice).unwrap_or_default();
        let counts = counts::read(counts)?;
        for (question, key) in keys.iter().enumerate() {
            let sum = sums.entry((*unit, key)).or_default();
            // Places after the last one that is not zero are not written.
            let counts = counts.iter().skip(question * PLACES);
            sum.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += i64::from(count));
        }
    }
    sums.into_iter().map(|((unit, key), sum)| question_total(unit, key, sum)).collect()
}

fn question_total(unit: i32, key: &str, sum: [i64; PLACES]) -> Result<QuestionTotal, StoreError> {
    let [no_opinion, levels @ ..] = sum;
    let mut total = QuestionTotal {
        unit: UnitId(unit),
        key: key.to_owned(),
        no_opinion: whole(no_opinion)?,
        levels: [0; 5],
    };
    for (level, sum) in total.levels.iter_mut().zip(levels) {
        *level = whole(sum)?;
    }
    Ok(total)
}

/// The questions' keys of each revision of a survey, in the order in which tallies count them.
async fn keys_by_revision(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<HashMap<i32, Vec<String>>, StoreError> {
    let rows: Vec<(i32, String)> = revision_questions::table
        .inner_join(questions::table)
        .filter(questions::survey_id.eq(survey.0))
        .order((revision_questions::revision_id, revision_questions::position))
        .select((revision_questions::revision_id, questions::key))
        .load(connection)
        .await?;
    let mut keys: HashMap<i32, Vec<String>> = HashMap::new();
    for (revision, key) in rows {
        keys.entry(revision).or_default().push(key);
    }
    Ok(keys)
}

fn whole(sum: i64) -> Result<u64, StoreError> {
    u64::try_from(sum).map_err(|_| StoreError::unreadable("tally")(format!("{sum} is negative")))
}

/// The first and the last month in which any of `units` got a sheet, as far as `last`.
pub async fn months_with_sheets(
    connection: &mut Connection,
    survey: SurveyId,
    units: &[UnitId],
    last: Option<Month>,
) -> Result<Option<Period>, StoreError> {
    let numbers: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let mut query = month_tallies::table
        .filter(month_tallies::unit_id.eq_any(numbers))
        .filter(month_tallies::revision_id.eq_any(revisions_of(survey)))
        .filter(month_tallies::sheets.gt(0))
        .select((diesel::dsl::min(month_tallies::month), diesel::dsl::max(month_tallies::month)))
        .into_boxed();
    if let Some(last) = last {
        query = query.filter(month_tallies::month.le(last.first_day()));
    }
    let days: (Option<NaiveDate>, Option<NaiveDate>) = query.first(connection).await?;
    let (Some(first), Some(last)) = days else { return Ok(None) };
    Ok(Period::new(Month::of(first), Month::of(last)).ok())
}
