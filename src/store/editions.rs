//! Published editions and their reports.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Int4, Nullable, SmallInt, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::Value;

use super::modes::{mode_of, number_of};
use super::schema::{edition_reports, editions, units};
use super::{Connection, StoreError, counts};
use crate::domain::{
    Boundaries, EditionChanges, Month, MonthTally, Period, PublishedFigures, QuestionReport, Report,
    RevisionId, SurveyId, Unit, UnitId,
};

/// The bit of the two upper levels together in `edition_reports.shown`.
const TOP_TWO_BIT: i16 = 5;
/// Rows a statement; each is some kilobytes.
const ROWS_A_STATEMENT: usize = 200;

/// An edition as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEdition {
    /// Identifies it.
    pub id: i32,
    /// The months.
    pub period: Period,
    /// Counts up from 1 within survey and period.
    pub number: u32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// What changed since the edition before.
    pub changes: Option<EditionChanges>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = editions)]
struct EditionRow {
    id: i32,
    first_month: NaiveDate,
    last_month: NaiveDate,
    number: i32,
    published_at: DateTime<Utc>,
    changes: Option<Value>,
}

impl TryFrom<EditionRow> for StoredEdition {
    type Error = StoreError;

    fn try_from(row: EditionRow) -> Result<Self, StoreError> {
        let unreadable = |error: &dyn std::fmt::Display| StoreError::unreadable("edition")(error.to_string());
        let period = Period::new(Month::of(row.first_month), Month::of(row.last_month));
        let changes = row.changes.map(serde_json::from_value).transpose();
        Ok(Self {
            id: row.id,
            period: period.map_err(|error| unreadable(&error))?,
            number: row.number.unsigned_abs(),
            published_at: row.published_at,
            changes: changes.map_err(|error| unreadable(&error))?,
        })
    }
}

/// Lets nobody else publish until the transaction ends.
pub async fn lock_editions(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(connection.batch_execute("LOCK TABLE editions IN EXCLUSIVE MODE").await?)
}

/// The editions of a period, from the first to the latest.
pub async fn editions_of(
    connection: &mut Connection,
    survey: SurveyId,
    period: Period,
) -> Result<Vec<StoredEdition>, StoreError> {
    let rows: Vec<EditionRow> = editions::table
        .filter(editions::survey_id.eq(survey.0))
        .filter(editions::first_month.eq(period.from().first_day()))
        .filter(editions::last_month.eq(period.to().first_day()))
        .order(editions::number)
        .select(EditionRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(StoredEdition::try_from).collect()
}

/// The latest edition of each single month within a period.
pub async fn latest_editions_of_months(
    connection: &mut Connection,
    survey: SurveyId,
    period: Period,
) -> Result<Vec<StoredEdition>, StoreError> {
    let rows: Vec<EditionRow> = editions::table
        .filter(editions::survey_id.eq(survey.0))
        .filter(editions::first_month.eq(editions::last_month))
        .filter(editions::first_month.between(period.first_day(), period.last_day()))
        .order((editions::first_month, editions::number.desc()))
        .distinct_on(editions::first_month)
        .select(EditionRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(StoredEdition::try_from).collect()
}

/// The report of an edition about a unit; `None` where the edition says nothing of it. A reform since then may have given
/// the unit's code to its successor: the version that the edition knows of is found too.
pub async fn find_edition_report(
    connection: &mut Connection,
    edition: i32,
    unit: &Unit,
    boundaries: Boundaries,
) -> Result<Option<Report>, StoreError> {
    let report: Option<Value> = edition_reports::table
        .inner_join(units::table)
        .filter(edition_reports::edition_id.eq(edition))
        .filter(edition_reports::current_boundaries.eq(boundaries == Boundaries::Current))
        .filter(units::code.eq(unit.code.as_str()))
        .order((units::id.eq(unit.id.0).desc(), units::valid_from.desc().nulls_last()))
        .select(edition_reports::report)
        .first(connection)
        .await
        .optional()?;
    report.map(readable).transpose()
}

/// All reports of an edition.
pub async fn edition_reports_of(
    connection: &mut Connection,
    edition: i32,
) -> Result<Vec<Report>, StoreError> {
    let reports: Vec<Value> = edition_reports::table
        .filter(edition_reports::edition_id.eq(edition))
        .order((edition_reports::unit_id, edition_reports::current_boundaries))
        .select(edition_reports::report)
        .load(connection)
        .await?;
    reports.into_iter().map(readable).collect()
}

/// The same of these units only, in one way to draw the boundaries.
pub async fn edition_reports_of_units(
    connection: &mut Connection,
    edition: i32,
    units: &[UnitId],
    boundaries: Boundaries,
) -> Result<Vec<Report>, StoreError> {
    let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let reports: Vec<Value> = edition_reports::table
        .filter(edition_reports::edition_id.eq(edition))
        .filter(edition_reports::unit_id.eq_any(units))
        .filter(edition_reports::current_boundaries.eq(boundaries == Boundaries::Current))
        .order(edition_reports::unit_id)
        .select(edition_reports::report)
        .load(connection)
        .await?;
    reports.into_iter().map(readable).collect()
}

fn readable(report: Value) -> Result<Report, StoreError> {
    serde_json::from_value(report)
        .map_err(|error| StoreError::unreadable("published report")(error.to_string()))
}

/// Stores an edition with its reports.
pub async fn insert_edition(
    connection: &mut Connection,
    survey: SurveyId,
    (period, number): (Period, u32),
    changes: Option<&EditionChanges>,
    (reports, tallies): (&[Report], &[(UnitId, MonthTally)]),
) -> Result<StoredEdition, StoreError> {
    let unwritable = |error: serde_json::Error| StoreError::unreadable("edition")(error.to_string());
    let changes = changes.map(serde_json::to_value).transpose().map_err(unwritable)?;
    let row: EditionRow = diesel::insert_into(editions::table)
        .values((
            editions::survey_id.eq(survey.0),
            editions::first_month.eq(period.from().first_day()),
            editions::last_month.eq(period.to().first_day()),
            editions::number.eq(i32::try_from(number).unwrap_or(i32::MAX)),
            editions::changes.eq(changes),
        ))
        .returning(EditionRow::as_returning())
        .get_result(connection)
        .await?;
    let edition = StoredEdition::try_from(row)?;
    for reports in reports.chunks(ROWS_A_STATEMENT) {
        let rows = reports.iter().map(|report| {
            Ok((
                edition_reports::edition_id.eq(edition.id),
                edition_reports::unit_id.eq(report.unit.id.0),
                edition_reports::current_boundaries.eq(report.boundaries == Boundaries::Current),
                edition_reports::report.eq(serde_json::to_value(report)?),
                edition_reports::shown.eq(shown(report)),
            ))
        });
        let rows = rows.collect::<Result<Vec<_>, serde_json::Error>>().map_err(unwritable)?;
        diesel::insert_into(edition_reports::table).values(rows).execute(connection).await?;
    }
    insert_tallies(connection, edition.id, tallies).await?;
    Ok(edition)
}

async fn insert_tallies(
    connection: &mut Connection,
    edition: i32,
    tallies: &[(UnitId, MonthTally)],
) -> Result<(), StoreError> {
    let column =
        |of: &dyn Fn(&MonthTally) -> i32| tallies.iter().map(|(_, tally)| of(tally)).collect::<Vec<_>>();
    let counts = |tally: &MonthTally| {
        let places: Vec<i32> = tally.counts.iter().map(|count| count.cast_signed()).collect();
        counts::write(&places)
    };
    diesel::sql_query(include_str!("insert_edition_tallies.sql"))
        .bind::<Int4, _>(edition)
        .bind::<Array<Int4>, _>(tallies.iter().map(|(unit, _)| unit.0).collect::<Vec<_>>())
        .bind::<Array<Date>, _>(tallies.iter().map(|(_, tally)| tally.month.first_day()).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(column(&|tally| tally.revision.0))
        .bind::<Array<SmallInt>, _>(
            tallies.iter().map(|(_, tally)| number_of(tally.mode)).collect::<Vec<_>>(),
        )
        .bind::<Array<Bool>, _>(tallies.iter().map(|(_, tally)| tally.quarantined).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(column(&|tally| i32::try_from(tally.sheets).unwrap_or(i32::MAX)))
        .bind::<Array<Text>, _>(tallies.iter().map(|(_, tally)| counts(tally)).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
}

/// For each question the bits of what it shows.
fn shown(report: &Report) -> Vec<i16> {
    let bit = |place: i16, is_shown: bool| if is_shown { 1_i16 << place } else { 0 };
    let of_question = |question: &QuestionReport| {
        let levels = (0..).zip(question.counts).map(|(place, count)| bit(place, count.is_some()));
        levels.sum::<i16>() + bit(TOP_TWO_BIT, question.satisfied.is_some())
    };
    report.questions.iter().map(of_question).collect()
}

/// Which figures of which reports have been published in any edition of a survey.
pub async fn published_figures(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Vec<PublishedFigures>, StoreError> {
    let rows: Vec<(i32, bool, NaiveDate, NaiveDate, Vec<i16>)> = edition_reports::table
        .inner_join(editions::table)
        .filter(editions::survey_id.eq(survey.0))
        .select((
            edition_reports::unit_id,
            edition_reports::current_boundaries,
            editions::first_month,
            editions::last_month,
            edition_reports::shown,
        ))
        .load(connection)
        .await?;
    let read = |(unit, current, first, last, shown): (i32, bool, NaiveDate, NaiveDate, Vec<i16>)| {
        let period = Period::new(Month::of(first), Month::of(last)).ok()?;
        let has = |bits: i16, place: i16| bits & (1 << place) != 0;
        let questions = shown
            .into_iter()
            .map(|bits| ([0, 1, 2, 3, 4].map(|place| has(bits, place)), has(bits, TOP_TWO_BIT)));
        Some(PublishedFigures {
            unit: UnitId(unit),
            boundaries: if current { Boundaries::Current } else { Boundaries::Historic },
            period,
            questions: questions.collect(),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The months that stand fixed, and their counts as the latest edition of each has them.
pub async fn fixed_tallies(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<(BTreeSet<Month>, Vec<(UnitId, MonthTally)>), StoreError> {
    let query = diesel::sql_query(include_str!("fixed_tallies.sql")).bind::<Int4, _>(survey.0);
    let rows: Vec<FixedRow> = query.load(connection).await?;
    let months = rows.iter().map(|row| Month::of(row.month)).collect();
    let tallies = rows.into_iter().filter_map(|row| row.tally().transpose());
    Ok((months, tallies.collect::<Result<_, _>>()?))
}

#[derive(QueryableByName)]
struct FixedRow {
    #[diesel(sql_type = Date)]
    month: NaiveDate,
    #[diesel(sql_type = Nullable<Int4>)]
    unit_id: Option<i32>,
    #[diesel(sql_type = Nullable<Int4>)]
    revision_id: Option<i32>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    mode: Option<i16>,
    #[diesel(sql_type = Nullable<Bool>)]
    quarantined: Option<bool>,
    #[diesel(sql_type = Nullable<Int4>)]
    sheets: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    counts: Option<String>,
}

impl FixedRow {
    /// `None` for a month in which nobody answered.
    fn tally(self) -> Result<Option<(UnitId, MonthTally)>, StoreError> {
        let Self { unit_id: Some(unit), revision_id: Some(revision), mode: Some(mode), .. } = self else {
            return Ok(None);
        };
        let counts = counts::read(self.counts.as_deref().unwrap_or("0"))?;
        let tally = MonthTally {
            month: Month::of(self.month),
            revision: RevisionId(revision),
            mode: mode_of(mode)?,
            quarantined: self.quarantined.unwrap_or_default(),
            sheets: self.sheets.map_or(0, |sheets| u64::from(sheets.unsigned_abs())),
            counts: counts.into_iter().map(i32::unsigned_abs).collect(),
        };
        Ok(Some((UnitId(unit), tally)))
    }
}
