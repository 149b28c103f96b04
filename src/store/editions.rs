//! Stores and reads published editions and their counts.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use futures_util::TryStreamExt;

use super::modes::{mode_of, number_of};
use super::schema::{dossiers, edition_counts, edition_dossiers, editions};
use super::surveys::revisions_of;
use super::{Connection, StoreError};
use crate::domain::{CountRow, Dossiers, Month, Period, RevisionId, SurveyId, UnitId};

/// The advisory lock of those who publish. `LOCK TABLE` would need the right to change editions.
const EDITIONS_LOCK: i64 = 0x6861_696c_6f6e_6701;

/// An edition as stored in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEdition {
    /// The id. Later editions have higher ids.
    pub id: i32,
    /// The month.
    pub month: Month,
    /// The number of the edition, from 1, within its survey and month.
    pub number: u32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// This edition and those before it count the responses recorded before this moment. `None` for editions
    /// from before such moments were recorded.
    pub counted_until: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = editions)]
struct EditionRow {
    id: i32,
    month: NaiveDate,
    number: i32,
    published_at: DateTime<Utc>,
    counted_until: Option<DateTime<Utc>>,
}

impl From<EditionRow> for StoredEdition {
    fn from(row: EditionRow) -> Self {
        let EditionRow { id, month, number, published_at, counted_until } = row;
        Self { id, month: Month::of(month), number: number.unsigned_abs(), published_at, counted_until }
    }
}

/// A state that changes when the survey gets an edition or a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct EditionsState {
    #[diesel(sql_type = BigInt)]
    editions: i64,
    #[diesel(sql_type = BigInt)]
    revisions: i64,
}

/// The state of a survey's editions.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn editions_state(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<EditionsState, StoreError> {
    let query = diesel::sql_query(
        "SELECT (SELECT coalesce(max(id), 0)::bigint FROM editions WHERE survey_id = $1) AS editions, \
         (SELECT coalesce(max(id), 0)::bigint FROM revisions WHERE survey_id = $1) AS revisions",
    );
    Ok(query.bind::<Int4, _>(survey.0).get_result(connection).await?)
}

/// Prevents other transactions from publishing until this one ends.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn lock_editions(connection: &mut Connection) -> Result<(), StoreError> {
    let lock = diesel::sql_query(format!("SELECT pg_advisory_xact_lock({EDITIONS_LOCK})"));
    lock.execute(connection).await?;
    Ok(())
}

/// All editions of a survey in the order of publication.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn editions_of_survey(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Vec<StoredEdition>, StoreError> {
    let rows: Vec<EditionRow> = editions::table
        .filter(editions::survey_id.eq(survey.0))
        .order(editions::id)
        .select(EditionRow::as_select())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(StoredEdition::from).collect())
}

type StoredCounts = (i32, i32, NaiveDate, i32, i16, bool, i32, Vec<Option<i32>>);

fn count_row(
    (unit, edition, month, revision, mode, quarantined, responses, counts): StoredCounts,
) -> Result<(i32, CountRow), StoreError> {
    let row = CountRow {
        unit: UnitId(unit),
        month: Month::of(month),
        revision: RevisionId(revision),
        mode: mode_of(mode)?,
        quarantined,
        responses: responses.unsigned_abs(),
        counts: counts.into_iter().map(|count| count.unwrap_or_default().unsigned_abs()).collect(),
    };
    Ok((edition, row))
}

/// Passes the counts of all editions of a survey to `take`, one unit at a time; each row has the id of its
/// edition.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an unknown mode.
pub async fn edition_counts_by_unit(
    connection: &mut Connection,
    survey: SurveyId,
    mut take: impl FnMut(UnitId, Vec<(i32, CountRow)>),
) -> Result<(), StoreError> {
    let rows = edition_counts::table
        .filter(edition_counts::revision_id.eq_any(revisions_of(survey)))
        .order((edition_counts::unit_id, edition_counts::edition_id, edition_counts::month))
        .load_stream::<StoredCounts>(connection)
        .await?;
    let mut rows = std::pin::pin!(rows);
    let mut unit: Vec<(i32, CountRow)> = Vec::new();
    while let Some(stored) = rows.try_next().await? {
        let next = count_row(stored)?;
        if let Some((_, last)) = unit.last()
            && last.unit != next.1.unit
        {
            take(last.unit, std::mem::take(&mut unit));
        }
        unit.push(next);
    }
    if let Some((_, last)) = unit.last() {
        take(last.unit, unit);
    }
    Ok(())
}

/// The counts of one month in all editions, each with the id of the edition.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an unknown mode.
pub async fn edition_counts_of_month(
    connection: &mut Connection,
    survey: SurveyId,
    month: Month,
) -> Result<Vec<(i32, CountRow)>, StoreError> {
    let rows: Vec<StoredCounts> = edition_counts::table
        .filter(edition_counts::revision_id.eq_any(revisions_of(survey)))
        .filter(edition_counts::month.eq(month.first_day()))
        .load(connection)
        .await?;
    rows.into_iter().map(count_row).collect()
}

/// The counts of some units in a period in all editions, each with the id of the edition.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an unknown mode.
pub async fn edition_counts_of_units(
    connection: &mut Connection,
    survey: SurveyId,
    units: &[UnitId],
    period: Period,
) -> Result<Vec<(i32, CountRow)>, StoreError> {
    let rows: Vec<StoredCounts> = edition_counts::table
        .filter(edition_counts::revision_id.eq_any(revisions_of(survey)))
        .filter(edition_counts::unit_id.eq_any(units.iter().map(|unit| unit.0)))
        .filter(edition_counts::month.between(period.from().first_day(), period.to().first_day()))
        .load(connection)
        .await?;
    rows.into_iter().map(count_row).collect()
}

/// The dossiers of all editions of a survey, each with the id of the edition.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn edition_dossiers_of_survey(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Vec<(i32, UnitId, Dossiers)>, StoreError> {
    let rows = edition_dossiers::table
        .inner_join(editions::table)
        .filter(editions::survey_id.eq(survey.0))
        .select((
            edition_dossiers::edition_id,
            edition_dossiers::unit_id,
            edition_dossiers::received,
            edition_dossiers::early,
            edition_dossiers::on_time,
            edition_dossiers::late,
        ))
        .load_stream::<(i32, i32, i32, i32, i32, i32)>(connection)
        .await?;
    let read = |(edition, unit, received, early, on_time, late)| {
        (edition, UnitId(unit), dossiers_of([received, early, on_time, late]))
    };
    Ok(rows.map_ok(read).try_collect().await?)
}

/// The current numbers of dossiers of these months.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn dossiers_of_months(
    connection: &mut Connection,
    months: &[Month],
) -> Result<Vec<(UnitId, Month, Dossiers)>, StoreError> {
    let days: Vec<NaiveDate> = months.iter().map(|month| month.first_day()).collect();
    let rows: Vec<(i32, NaiveDate, i32, i32, i32, i32)> =
        dossiers::table.filter(dossiers::month.eq_any(days)).load(connection).await?;
    let read = |(unit, month, received, early, on_time, late)| {
        (UnitId(unit), Month::of(month), dossiers_of([received, early, on_time, late]))
    };
    Ok(rows.into_iter().map(read).collect())
}

fn dossiers_of(numbers: [i32; 4]) -> Dossiers {
    let [received, early, on_time, late] = numbers.map(|number| u64::from(number.unsigned_abs()));
    Dossiers { received, early, on_time, late }
}

/// Creates the next edition of a month, with the current numbers of dossiers.
///
/// # Errors
///
/// Fails if the edition exists already or the database fails.
pub async fn insert_edition(
    connection: &mut Connection,
    survey: SurveyId,
    month: Month,
    number: u32,
    counted_until: DateTime<Utc>,
) -> Result<StoredEdition, StoreError> {
    let row: EditionRow = diesel::insert_into(editions::table)
        .values((
            editions::survey_id.eq(survey.0),
            editions::month.eq(month.first_day()),
            editions::number.eq(i32::try_from(number).unwrap_or(i32::MAX)),
            editions::counted_until.eq(counted_until),
        ))
        .returning(EditionRow::as_returning())
        .get_result(connection)
        .await?;
    diesel::sql_query(
        "INSERT INTO edition_dossiers (unit_id, edition_id, received, early, on_time, late) \
         SELECT unit_id, $1, received, early, on_time, late FROM dossiers WHERE month = $2",
    )
    .bind::<Int4, _>(row.id)
    .bind::<Date, _>(month.first_day())
    .execute(connection)
    .await?;
    Ok(row.into())
}

/// Adds counts of responses of `month` to the edition that counts them first.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_edition_counts(
    connection: &mut Connection,
    edition: i32,
    month: Month,
    rows: &[CountRow],
) -> Result<(), StoreError> {
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let literal = |row: &CountRow| {
        let counts: Vec<String> = row.counts.iter().map(u32::to_string).collect();
        format!("{{{}}}", counts.join(","))
    };
    diesel::sql_query(include_str!("insert_edition_counts.sql"))
        .bind::<Int4, _>(edition)
        .bind::<Date, _>(month.first_day())
        .bind::<Array<Int4>, _>(rows.iter().map(|row| row.unit.0).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(rows.iter().map(|row| row.revision.0).collect::<Vec<_>>())
        .bind::<Array<SmallInt>, _>(rows.iter().map(|row| number_of(row.mode)).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(rows.iter().map(|row| row.quarantined).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(rows.iter().map(|row| number(row.responses)).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(rows.iter().map(literal).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Holds {
    #[diesel(sql_type = Bool)]
    holds: bool,
}

/// Whether the dossiers of a month differ from those of the edition.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn dossiers_have_changed(
    connection: &mut Connection,
    edition: i32,
    month: Month,
) -> Result<bool, StoreError> {
    let query = diesel::sql_query(include_str!("dossiers_have_changed.sql"));
    let query = query.bind::<Int4, _>(edition).bind::<Date, _>(month.first_day());
    Ok(query.get_result::<Holds>(connection).await?.holds)
}

/// The moment up to which the recorded responses are final.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct RecordedUntil {
    /// No further response can get a time of recording before this moment.
    #[diesel(sql_type = Timestamptz)]
    pub moment: DateTime<Utc>,
    /// The current time of the database.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

/// Reads the moment up to which the recorded responses are final.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn recorded_until(connection: &mut Connection) -> Result<RecordedUntil, StoreError> {
    Ok(diesel::sql_query(include_str!("recorded_until.sql")).get_result(connection).await?)
}

/// The moments of the first and the last response to a survey. Reads all responses.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn span_of_responses(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, StoreError> {
    use super::schema::responses;
    let ends: (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = responses::table
        .filter(responses::revision_id.eq_any(revisions_of(survey)))
        .select((diesel::dsl::min(responses::submitted_at), diesel::dsl::max(responses::submitted_at)))
        .first(connection)
        .await?;
    Ok(ends.0.zip(ends.1))
}
