//! A batch of new sheets with their comments and counts, in the one statement on which accepting depends.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{
    Array, Bool, Bytea, Date, Int4, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;

use super::responses::{CommentColumns, ResponseColumns};
use super::tallies::TallyColumns;
use super::{Connection, StoreError, Tallies};
use crate::domain::Response;

const STATEMENT: &str = include_str!("record_new.sql");

/// Inserts `sheets`, sorted by their ids, all of which must be new, and adds `tallies`, which must count just them.
///
/// Fails as a whole, with a violated uniqueness where a sheet is there already.
pub async fn record_new(
    connection: &mut Connection,
    sheets: &[Response],
    tallies: &Tallies,
) -> Result<(), StoreError> {
    let statement = RecordNew {
        responses: ResponseColumns::of(sheets),
        comments: CommentColumns::of(sheets.iter()),
        days: TallyColumns::of(&tallies.days),
        months: TallyColumns::of(&tallies.months),
    };
    statement.execute(connection).await?;
    Ok(())
}

/// Unlike diesel's `sql_query` it may be kept prepared, which saves a round trip and the planning.
struct RecordNew<'a> {
    responses: ResponseColumns,
    comments: CommentColumns<'a>,
    days: TallyColumns,
    months: TallyColumns,
}

impl QueryId for RecordNew<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> diesel::RunQueryDsl<Conn> for RecordNew<'_> {}

impl QueryFragment<Pg> for RecordNew<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut text = Pieces::of(STATEMENT);
        text.push(&mut out);
        for tallies in [&self.days, &self.months] {
            text.bind::<Array<Int4>, _>(&mut out, &tallies.units)?;
            text.bind::<Array<Date>, _>(&mut out, &tallies.dates)?;
            text.bind::<Array<Int4>, _>(&mut out, &tallies.revisions)?;
            text.bind::<Array<SmallInt>, _>(&mut out, &tallies.modes)?;
            text.bind::<Array<Int4>, _>(&mut out, &tallies.sheets)?;
            text.bind::<Array<Text>, _>(&mut out, &tallies.counts)?;
        }
        text.bind::<Array<SqlUuid>, _>(&mut out, &self.comments.ids)?;
        text.bind::<Array<Text>, _>(&mut out, &self.comments.bodies)?;
        let responses = &self.responses;
        text.bind::<Array<Timestamptz>, _>(&mut out, &responses.submitted_at)?;
        text.bind::<Array<SqlUuid>, _>(&mut out, &responses.ids)?;
        text.bind::<Array<Int4>, _>(&mut out, &responses.units)?;
        text.bind::<Array<Nullable<Int4>>, _>(&mut out, &responses.channels)?;
        text.bind::<Array<Int4>, _>(&mut out, &responses.revisions)?;
        text.bind::<Array<SmallInt>, _>(&mut out, &responses.modes)?;
        text.bind::<Array<Bool>, _>(&mut out, &responses.late)?;
        text.bind::<Array<Bytea>, _>(&mut out, &responses.answers)?;
        Ok(())
    }
}

/// The text of a statement between its placeholders, which stand in it once each and in order.
struct Pieces<I>(I);

impl Pieces<()> {
    fn of(text: &str) -> Pieces<impl Iterator<Item = &str>> {
        Pieces(text.split('$').map(|piece| piece.trim_start_matches(|first: char| first.is_ascii_digit())))
    }
}

impl<'a, I: Iterator<Item = &'a str>> Pieces<I> {
    fn push(&mut self, out: &mut AstPass<'_, '_, Pg>) {
        out.push_sql(self.0.next().unwrap_or_default());
    }

    fn bind<'b, Kind, Value>(&mut self, out: &mut AstPass<'_, 'b, Pg>, value: &'b Value) -> QueryResult<()>
    where
        Pg: diesel::sql_types::HasSqlType<Kind>,
        Value: diesel::serialize::ToSql<Kind, Pg>,
    {
        out.push_bind_param::<Kind, _>(value)?;
        self.push(out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_is_sent_as_it_is_written_and_may_be_kept() {
        let tallies = Tallies::default();
        let empty = RecordNew {
            responses: ResponseColumns::of(&[]),
            comments: CommentColumns::of([].iter()),
            days: TallyColumns::of(&tallies.days),
            months: TallyColumns::of(&tallies.months),
        };
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
