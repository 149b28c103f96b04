//! Whether what is counted equals the responses.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::journal::Entry;

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// What a unit may have: at least the acknowledged responses, at most all that were sent.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    acknowledged: i64,
    sent: i64,
}

/// Compares the responses counted by unit with the journal, and returns a line for each unit that differs. Each counter
/// belongs to a unit of its own.
pub async fn editions_and_live_counts_equal_the_responses(
    connection: &mut AsyncPgConnection,
    entries: &[Entry],
) -> Vec<String> {
    let query = "SELECT code, count(responses.id) AS number
        FROM channels LEFT JOIN responses USING (unit_id) GROUP BY code";
    let counted: Vec<Row> = diesel::sql_query(query).load(connection).await.unwrap();
    let mut bounds: BTreeMap<&str, Bounds> = BTreeMap::new();
    for entry in entries {
        let of_unit = bounds.entry(entry.sheet.code()).or_default();
        of_unit.sent += 1;
        of_unit.acknowledged += i64::from(entry.is_acknowledged());
    }
    let differs = |row: Row| {
        let Bounds { acknowledged, sent } = bounds.get(row.code.as_str()).copied().unwrap_or_default();
        let expected = acknowledged..=sent;
        let line = || format!("the unit of {} has {} responses of {expected:?}", row.code, row.number);
        (!expected.contains(&row.number)).then(line)
    };
    counted.into_iter().filter_map(differs).collect()
}
