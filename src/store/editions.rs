//! Published editions and their reports.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use serde_json::Value;

use super::schema::{edition_reports, editions, units};
use super::{Connection, StoreError};
use crate::domain::{Boundaries, EditionChanges, Month, Period, Report, SurveyId, Unit};

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
    reports: &[Report],
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
            ))
        });
        let rows = rows.collect::<Result<Vec<_>, serde_json::Error>>().map_err(unwritable)?;
        diesel::insert_into(edition_reports::table).values(rows).execute(connection).await?;
    }
    Ok(edition)
}
