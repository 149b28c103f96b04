//! Accepted answer sheets and, apart from them, their comments.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Int4, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::modes::number_of;
use super::schema::{channels, comments, responses};
use super::{Connection, StoreError};
use crate::domain::{Answer, ChannelCode, ChannelCodeError, Response, ResponseId, Sheet, UnitId};

#[derive(QueryableByName)]
struct Inserted {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Inserts what is new among `sheets`, with the comments, and says which ones were.
pub async fn insert_responses(
    connection: &mut Connection,
    sheets: &[Response],
) -> Result<HashSet<ResponseId>, StoreError> {
    let column = |value: fn(&Response) -> i32| sheets.iter().map(value).collect::<Vec<_>>();
    let inserted: Vec<Inserted> = diesel::sql_query(include_str!("insert_responses.sql"))
        .bind::<Array<Timestamptz>, _>(sheets.iter().map(|sheet| sheet.submitted_at).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(sheets.iter().map(|sheet| sheet.id.0).collect::<Vec<_>>())
        .bind::<Array<Int4>, _>(column(|sheet| sheet.unit.0))
        .bind::<Array<Nullable<Int4>>, _>(
            sheets.iter().map(|sheet| sheet.channel.map(i32::from)).collect::<Vec<_>>(),
        )
        .bind::<Array<Int4>, _>(column(|sheet| sheet.revision.0))
        .bind::<Array<SmallInt>, _>(sheets.iter().map(|sheet| number_of(sheet.mode)).collect::<Vec<_>>())
        .bind::<Array<Bytea>, _>(sheets.iter().map(|sheet| pack(&sheet.sheet)).collect::<Vec<_>>())
        .load(connection)
        .await?;
    let new: HashSet<ResponseId> = inserted.into_iter().map(|row| ResponseId(row.id)).collect();
    insert_comments(connection, sheets, &new).await?;
    Ok(new)
}

async fn insert_comments(
    connection: &mut Connection,
    sheets: &[Response],
    new: &HashSet<ResponseId>,
) -> Result<(), StoreError> {
    let (ids, bodies): (Vec<Uuid>, Vec<&str>) = sheets
        .iter()
        .filter(|sheet| new.contains(&sheet.id))
        .filter_map(|sheet| Some((sheet.id.0, sheet.sheet.comment.as_ref()?.as_str())))
        .unzip();
    if ids.is_empty() {
        return Ok(());
    }
    diesel::sql_query(include_str!("insert_comments.sql"))
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Text>, _>(bodies)
        .execute(connection)
        .await?;
    Ok(())
}

/// One byte an answer: 0 is no opinion.
fn pack(sheet: &Sheet) -> Vec<u8> {
    sheet.answers.iter().map(|answer| answer.map_or(0, Answer::level)).collect()
}

/// A sheet as it was stored, as far as a receipt and the comparison with a repeat need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSheet {
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// The unit of the day.
    pub unit: UnitId,
    /// The channel's code and label; `None` for sheets without one.
    pub channel: Option<(ChannelCode, String)>,
    /// The answers in the revision's order.
    pub answers: Vec<Option<Answer>>,
    /// The comment, unless none was written or it was erased.
    pub comment: Option<String>,
}

type SheetRow = (DateTime<Utc>, i32, Vec<u8>, Option<String>, Option<String>, Option<String>);

/// The sheet with this id.
pub async fn find_sheet(
    connection: &mut Connection,
    id: ResponseId,
) -> Result<Option<StoredSheet>, StoreError> {
    let row: Option<SheetRow> = responses::table
        .left_join(channels::table.on(channels::id.nullable().eq(responses::channel_id)))
        .left_join(comments::table.on(comments::response_id.eq(responses::id)))
        .filter(responses::id.eq(id.0))
        .select((
            responses::submitted_at,
            responses::unit_id,
            responses::answers,
            channels::code.nullable(),
            channels::label.nullable(),
            comments::body.nullable(),
        ))
        .first(connection)
        .await
        .optional()?;
    let Some((submitted_at, unit, answers, code, label, comment)) = row else { return Ok(None) };
    let channel = match code.zip(label) {
        Some((code, label)) => {
            let code = code.parse().map_err(|error: ChannelCodeError| error.to_string());
            Some((code.map_err(StoreError::unreadable("channel code"))?, label))
        }
        None => None,
    };
    let answers = answers.into_iter().map(Answer::from_level).collect();
    Ok(Some(StoredSheet { submitted_at, unit: UnitId(unit), channel, answers, comment }))
}
