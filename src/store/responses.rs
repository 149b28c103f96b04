//! Accepted answer sheets and, apart from them, their comments.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Bytea, Int4, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::modes::number_of;
use super::schema::{channels, comments, responses};
use super::{Connection, StoreError};
use crate::domain::{Answer, ChannelCode, ChannelCodeError, Response, ResponseId, Sheet, UnitId};

/// Sheets as the columns of a multi-row statement.
pub(super) struct ResponseColumns {
    pub(super) submitted_at: Vec<DateTime<Utc>>,
    pub(super) ids: Vec<Uuid>,
    pub(super) units: Vec<i32>,
    pub(super) channels: Vec<Option<i32>>,
    pub(super) revisions: Vec<i32>,
    pub(super) modes: Vec<i16>,
    pub(super) late: Vec<bool>,
    pub(super) answers: Vec<Vec<u8>>,
}

impl ResponseColumns {
    pub(super) fn of(sheets: &[Response]) -> Self {
        Self {
            submitted_at: sheets.iter().map(|sheet| sheet.submitted_at).collect(),
            ids: sheets.iter().map(|sheet| sheet.id.0).collect(),
            units: sheets.iter().map(|sheet| sheet.unit.0).collect(),
            channels: sheets.iter().map(|sheet| sheet.channel.map(i32::from)).collect(),
            revisions: sheets.iter().map(|sheet| sheet.revision.0).collect(),
            modes: sheets.iter().map(|sheet| number_of(sheet.mode)).collect(),
            late: sheets.iter().map(|sheet| sheet.late).collect(),
            answers: sheets.iter().map(|sheet| pack(&sheet.sheet)).collect(),
        }
    }
}

/// Comments as the columns of a multi-row statement.
pub(super) struct CommentColumns<'a> {
    pub(super) ids: Vec<Uuid>,
    pub(super) bodies: Vec<&'a str>,
}

impl<'a> CommentColumns<'a> {
    pub(super) fn of(sheets: impl Iterator<Item = &'a Response>) -> Self {
        let (ids, bodies) =
            sheets.filter_map(|sheet| Some((sheet.id.0, sheet.sheet.comment.as_ref()?.as_str()))).unzip();
        Self { ids, bodies }
    }
}

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
    let columns = ResponseColumns::of(sheets);
    let inserted: Vec<Inserted> = diesel::sql_query(include_str!("insert_responses.sql"))
        .bind::<Array<Timestamptz>, _>(&columns.submitted_at)
        .bind::<Array<SqlUuid>, _>(&columns.ids)
        .bind::<Array<Int4>, _>(&columns.units)
        .bind::<Array<Nullable<Int4>>, _>(&columns.channels)
        .bind::<Array<Int4>, _>(&columns.revisions)
        .bind::<Array<SmallInt>, _>(&columns.modes)
        .bind::<Array<Bool>, _>(&columns.late)
        .bind::<Array<Bytea>, _>(&columns.answers)
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
    let columns = CommentColumns::of(sheets.iter().filter(|sheet| new.contains(&sheet.id)));
    if columns.ids.is_empty() {
        return Ok(());
    }
    diesel::sql_query(include_str!("insert_comments.sql"))
        .bind::<Array<SqlUuid>, _>(columns.ids)
        .bind::<Array<Text>, _>(columns.bodies)
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

type SheetRow = (Uuid, DateTime<Utc>, i32, Vec<u8>, Option<String>, Option<String>, Option<String>);

/// Those of the sheets that are there.
pub async fn find_sheets(
    connection: &mut Connection,
    ids: &[ResponseId],
) -> Result<HashMap<ResponseId, StoredSheet>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<SheetRow> = responses::table
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
    rows.into_iter().map(read_sheet).collect()
}

/// The sheet with this id.
pub async fn find_sheet(
    connection: &mut Connection,
    id: ResponseId,
) -> Result<Option<StoredSheet>, StoreError> {
    Ok(find_sheets(connection, &[id]).await?.remove(&id))
}

fn read_sheet(row: SheetRow) -> Result<(ResponseId, StoredSheet), StoreError> {
    let (id, submitted_at, unit, answers, code, label, comment) = row;
    let channel = match code.zip(label) {
        Some((code, label)) => {
            let code = code.parse().map_err(|error: ChannelCodeError| error.to_string());
            Some((code.map_err(StoreError::unreadable("channel code"))?, label))
        }
        None => None,
    };
    let answers = answers.into_iter().map(Answer::from_level).collect();
    Ok((ResponseId(id), StoredSheet { submitted_at, unit: UnitId(unit), channel, answers, comment }))
}
