//! Reading single responses as they were stored.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::{channels, comments, responses};
use super::{Connection, StoreError};
use crate::domain::{Answer, ChannelCode, ChannelCodeError, ResponseId, UnitId};

/// A response as it was stored, as far as a receipt and the comparison with a repeat need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResponse {
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// The unit of the day.
    pub unit: UnitId,
    /// The channel's code and label; `None` for responses without one.
    pub channel: Option<(ChannelCode, String)>,
    /// The answers in the revision's order.
    pub answers: Vec<Option<Answer>>,
    /// The comment, unless none was written or it was erased.
    pub comment: Option<String>,
}

type ResponseRow = (Uuid, DateTime<Utc>, i32, Vec<u8>, Option<String>, Option<String>, Option<String>);

/// Those of the responses that are stored.
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
            let code = code.parse().map_err(|error: ChannelCodeError| error.to_string());
            Some((code.map_err(StoreError::unreadable("channel code"))?, label))
        }
        None => None,
    };
    let answers = answers.into_iter().map(Answer::from_level).collect();
    Ok((ResponseId(id), StoredResponse { submitted_at, unit: UnitId(unit), channel, answers, comment }))
}
