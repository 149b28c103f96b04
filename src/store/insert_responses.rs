//! Inserts a batch of responses with their comments; accepting and importing both use this statement. Also
//! sets up the connections through which responses are accepted: durability, planning and timeouts.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Int4, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::modes::number_of;
use super::{Connection, StoreError};
use crate::domain::{Answer, Response, ResponseContent};

const STATEMENT: &str = include_str!("insert_responses.sql");

/// How long a setting lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingScope {
    /// Until the connection closes.
    Session,
    /// Until the caller's transaction ends.
    Transaction,
}

/// Makes a COMMIT wait for the disk, even if the server or the role has `synchronous_commit = off`. Other
/// values, such as waiting for a standby, are kept. Returns whether the server runs with `fsync`, which a
/// connection cannot change.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn wait_for_disk(connection: &mut Connection, scope: SettingScope) -> Result<bool, StoreError> {
    // Set in any case: an inherited setting may change during the connection.
    let settings = sql::<(Text, Text)>(
        "SELECT current_setting('fsync'), set_config('synchronous_commit', CASE \
         current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, ",
    );
    let settings = settings.bind::<Bool, _>(scope == SettingScope::Transaction).sql(")");
    let (fsync, _): (String, String) = settings.get_result(connection).await?;
    Ok(fsync == "on")
}

/// Sets `plan_cache_mode` and `statement_timeout`. A generic plan is kept for the session: the plan of a
/// batch does not depend on the values and takes longer to make than to execute. The timeout makes PostgreSQL
/// cancel a statement that the client has given up.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn prepare_session(connection: &mut Connection, timeout: Duration) -> Result<(), StoreError> {
    let milliseconds = timeout.as_millis();
    let settings =
        format!("SET plan_cache_mode = force_generic_plan; SET statement_timeout = {milliseconds}");
    Ok(connection.batch_execute(&settings).await?)
}

/// Makes custom plans until the transaction ends. A search by ids then reads only the partitions of their
/// months, and does not wait for a lock on another partition.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn plan_for_values(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(connection.batch_execute("SET LOCAL plan_cache_mode = force_custom_plan").await?)
}

/// Inserts those of `responses` that are new, with their comments, and returns their number.
///
/// Skips responses whose id is stored already, and all but the first of several with the same id. Waits while
/// another transaction inserts one of the ids; if that commits, the id counts as stored.
///
/// # Errors
///
/// Fails if a response violates a constraint or the database fails.
pub async fn insert_responses(
    connection: &mut Connection,
    responses: &[&Response],
) -> Result<usize, StoreError> {
    let mut sorted = responses.to_vec();
    // The sort is stable. All writers insert in this order, which prevents deadlocks.
    sorted.sort_by_key(|response| response.id);
    sorted.dedup_by_key(|response| response.id);
    let inserted: i64 = InsertResponses::of(&sorted).get_result(connection).await?;
    usize::try_from(inserted).map_err(StoreError::unreadable("count"))
}

/// The parameters of the statement by column. Unlike diesel's `sql_query` it can stay prepared, which saves a
/// round trip and the planning.
struct InsertResponses<'a> {
    submitted_at: Vec<DateTime<Utc>>,
    ids: Vec<Uuid>,
    units: Vec<i32>,
    channels: Vec<Option<i32>>,
    revisions: Vec<i32>,
    modes: Vec<i16>,
    late: Vec<bool>,
    answers: Vec<Vec<u8>>,
    comment_ids: Vec<Uuid>,
    comments: Vec<&'a str>,
}

impl<'a> InsertResponses<'a> {
    fn of(responses: &[&'a Response]) -> Self {
        let comments = responses
            .iter()
            .filter_map(|response| Some((response.id.0, response.content.comment.as_ref()?.as_str())));
        let (comment_ids, comments) = comments.unzip();
        Self {
            submitted_at: responses.iter().map(|response| response.submitted_at).collect(),
            ids: responses.iter().map(|response| response.id.0).collect(),
            units: responses.iter().map(|response| response.unit.0).collect(),
            channels: responses.iter().map(|response| response.channel.map(i32::from)).collect(),
            revisions: responses.iter().map(|response| response.revision.0).collect(),
            modes: responses.iter().map(|response| number_of(response.mode)).collect(),
            late: responses.iter().map(|response| response.late).collect(),
            answers: responses.iter().map(|response| pack(&response.content)).collect(),
            comment_ids,
            comments,
        }
    }
}

/// One byte per answer; 0 is no opinion.
fn pack(content: &ResponseContent) -> Vec<u8> {
    content.answers.iter().map(|answer| answer.map_or(0, Answer::level)).collect()
}

impl Query for InsertResponses<'_> {
    type SqlType = BigInt;
}

impl QueryId for InsertResponses<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> diesel::RunQueryDsl<Conn> for InsertResponses<'_> {}

impl QueryFragment<Pg> for InsertResponses<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // The text contains each placeholder once and in order; diesel writes the placeholders itself.
        let mut text =
            STATEMENT.split('$').map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_digit()));
        out.push_sql(text.next().unwrap_or_default());
        bind::<Array<Timestamptz>, _>(&mut out, &mut text, &self.submitted_at)?;
        bind::<Array<SqlUuid>, _>(&mut out, &mut text, &self.ids)?;
        bind::<Array<Int4>, _>(&mut out, &mut text, &self.units)?;
        bind::<Array<Nullable<Int4>>, _>(&mut out, &mut text, &self.channels)?;
        bind::<Array<Int4>, _>(&mut out, &mut text, &self.revisions)?;
        bind::<Array<SmallInt>, _>(&mut out, &mut text, &self.modes)?;
        bind::<Array<Bool>, _>(&mut out, &mut text, &self.late)?;
        bind::<Array<Bytea>, _>(&mut out, &mut text, &self.answers)?;
        bind::<Array<SqlUuid>, _>(&mut out, &mut text, &self.comment_ids)?;
        bind::<Array<Text>, _>(&mut out, &mut text, &self.comments)
    }
}

/// Writes a value at the place of a placeholder, and the text after it.
fn bind<'b, Kind, Value>(
    out: &mut AstPass<'_, 'b, Pg>,
    text: &mut impl Iterator<Item = &'static str>,
    value: &'b Value,
) -> QueryResult<()>
where
    Pg: diesel::sql_types::HasSqlType<Kind>,
    Value: diesel::serialize::ToSql<Kind, Pg>,
{
    out.push_bind_param::<Kind, _>(value)?;
    out.push_sql(text.next().unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_sent_as_written_and_can_stay_prepared() {
        let empty = InsertResponses::of(&[]);
        let mut sent = diesel::query_builder::QueryBuilder::<Pg>::finish({
            let mut builder = diesel::pg::PgQueryBuilder::default();
            empty.to_sql(&mut builder, &Pg).unwrap();
            builder
        });
        sent.truncate(STATEMENT.len());
        assert_eq!(sent, STATEMENT);
        assert!(empty.is_safe_to_cache_prepared(&Pg).unwrap());
    }
}
