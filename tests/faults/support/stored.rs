//! Reads the database without the product's code.

use diesel::sql_types::{BigInt, Bytea, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use hailong::domain::{ChannelId, ResponseId};
use uuid::Uuid;

use super::responses::Counter;
use super::verdict::StoredResponse;

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bytea)]
    answers: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    comment: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// A separate connection.
pub async fn connect(url: &str) -> AsyncPgConnection {
    AsyncPgConnection::establish(url).await.unwrap()
}

/// All stored responses.
pub async fn stored_responses(connection: &mut AsyncPgConnection) -> Vec<StoredResponse> {
    let query = "SELECT id, answers, body AS comment FROM responses LEFT JOIN comments ON response_id = id";
    let rows: Vec<Row> = diesel::sql_query(query).load(connection).await.unwrap();
    let response =
        |row: Row| StoredResponse { id: ResponseId(row.id), answers: row.answers, comment: row.comment };
    rows.into_iter().map(response).collect()
}

/// Runs a statement.
pub async fn execute(connection: &mut AsyncPgConnection, statement: &str) {
    diesel::sql_query(statement).execute(connection).await.unwrap();
}

/// The result of a query with one column `number`.
pub async fn number(connection: &mut AsyncPgConnection, query: &str) -> i64 {
    let row: Number = diesel::sql_query(query).get_result(connection).await.unwrap();
    row.number
}

/// All counters.
pub async fn find_counter(connection: &mut AsyncPgConnection) -> Counter {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        id: i32,
        #[diesel(sql_type = Text)]
        code: String,
    }
    let rows: Vec<Row> = diesel::sql_query("SELECT id, code FROM channels").load(connection).await.unwrap();
    Counter::new(rows.into_iter().map(|row| (row.code, ChannelId(row.id))).collect())
}
