//! Reads stored responses and the number of comments, and manages the monthly partitions of `responses`. The
//! id of a response alone decides to which partition it belongs.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Int4, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::schema::{channels, comments, responses};
use super::{Connection, StoreError};
use crate::domain::{Answer, ChannelCode, ChannelCodeError, Month, ResponseId, UnitId};

/// A stored response, as far as receipts and the comparison with a resubmission need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResponse {
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// The unit that it counts for.
    pub unit: UnitId,
    /// The channel's code and label; `None` for responses without one.
    pub channel: Option<(ChannelCode, String)>,
    /// The answers in the order of the revision's questions.
    pub answers: Vec<Option<Answer>>,
    /// The comment; `None` if none was written or it was erased.
    pub comment: Option<String>,
}

type ResponseRow = (Uuid, DateTime<Utc>, i32, Vec<u8>, Option<String>, Option<String>, Option<String>);

/// The stored responses among those with the given ids.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid channel code.
pub async fn find_responses(
    connection: &mut Connection,
    ids: &[ResponseId],
) -> Result<HashMap<ResponseId, StoredResponse>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<ResponseRow> = responses::table
        .left_join(channels::table.on(channels::id.nullable().eq(responses::channel_id)))
        .left_join(comments::table.on(comments::response_id.eq(responses::id)))
        .filter(responses::id.eq_any(ids))
        .select((
            responses::id,
            responses::submitted_at,
            responses::unit_id,
            responses::answers,
            channels::code.nullable(),
            channels::label.nullable(),
            comments::body.nullable(),
        ))
        .load(connection)
        .await?;
    rows.into_iter().map(read_response).collect()
}

/// The response with this id.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid channel code.
pub async fn find_response(
    connection: &mut Connection,
    id: ResponseId,
) -> Result<Option<StoredResponse>, StoreError> {
    Ok(find_responses(connection, &[id]).await?.remove(&id))
}

fn read_response(row: ResponseRow) -> Result<(ResponseId, StoredResponse), StoreError> {
    let (id, submitted_at, unit, answers, code, label, comment) = row;
    let channel = match code.zip(label) {
        Some((code, label)) => {
            let unreadable = StoreError::unreadable::<ChannelCodeError>("channel code");
            Some((code.parse().map_err(unreadable)?, label))
        }
        None => None,
    };
    let answers = answers.into_iter().map(Answer::from_level).collect();
    Ok((ResponseId(id), StoredResponse { submitted_at, unit: UnitId(unit), channel, answers, comment }))
}

#[derive(QueryableByName)]
struct UnitComments {
    #[diesel(sql_type = Int4)]
    unit_id: i32,
    #[diesel(sql_type = BigInt)]
    comments: i64,
}

/// The number of comments by unit, on responses that are not quarantined. The pair has the first and the last
/// reporting day, in `time_zone`.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn count_comments(
    connection: &mut Connection,
    survey: &str,
    units: &[UnitId],
    (first, last): (NaiveDate, NaiveDate),
    time_zone: &str,
) -> Result<Vec<(UnitId, u64)>, StoreError> {
    let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows: Vec<UnitComments> = diesel::sql_query(include_str!("count_comments.sql"))
        .bind::<Text, _>(survey)
        .bind::<Array<Int4>, _>(units)
        .bind::<Text, _>(time_zone)
        .bind::<Date, _>(first)
        .bind::<Date, _>(last)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (UnitId(row.unit_id), row.comments.unsigned_abs())).collect())
}

define_sql_function! {
    /// Creates the partition for a month of responses, and returns whether it is new.
    fn make_response_partition(month: Date) -> Bool;
}

/// Creates the partition for a month of responses, and returns whether it is new. Moves responses of the
/// month from the default partition into it.
///
/// The caller owns the transaction, which should do nothing else.
///
/// # Errors
///
/// Fails, without changes, if the default partition cannot be locked exclusively within two seconds. Also
/// fails if the month is before 2020 or more than 13 months ahead, or if the database fails.
pub async fn make_partition(connection: &mut Connection, month: Month) -> Result<bool, StoreError> {
    connection.batch_execute("SET LOCAL lock_timeout = '2s'").await?;
    Ok(diesel::select(make_response_partition(month.first_day())).get_result(connection).await?)
}

/// Lets a transaction that has written responses before use a partition that another one has created since.
/// PostgreSQL reads the list of partitions again when a transaction locks one for the first time, but not
/// when it writes to `responses` again.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn use_partition(connection: &mut Connection, month: Month) -> Result<(), StoreError> {
    let lock = diesel::sql_query("SELECT use_response_partition($1)").bind::<Date, _>(month.first_day());
    lock.execute(connection).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = Date)]
    month: NaiveDate,
}

/// Months up to `last` whose responses are in the default partition, because they have no partition of their
/// own.
///
/// # Errors
///
/// Fails if the database cannot be read.
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
