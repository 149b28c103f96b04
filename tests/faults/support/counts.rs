//! Checks that the counts equal the responses: in SQL, live, and in an edition.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use chrono_tz::Asia::Ho_Chi_Minh;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use hailong::app::{App, Audience, BUILT_IN_SURVEY, ReportQuery};
use hailong::clock::Clock;
use hailong::domain::{Boundaries, Month, Period};
use hailong::store::Database;

use super::journal::Entry;
use super::stored::number;

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The expected number of a unit's responses: at least the acknowledged ones, at most all that were sent.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    acknowledged: i64,
    sent: i64,
}

/// Compares the responses counted by unit with the journal, and returns a line for each unit that differs.
/// Each counter has its own unit.
pub async fn counts_by_unit_equal_the_journal(
    connection: &mut AsyncPgConnection,
    entries: &[Entry],
) -> Vec<String> {
    let query = "SELECT code, count(responses.id) AS number
        FROM channels LEFT JOIN responses USING (unit_id) GROUP BY code";
    let counted: Vec<Row> = diesel::sql_query(query).load(connection).await.unwrap();
    let mut bounds: BTreeMap<&str, Bounds> = BTreeMap::new();
    for entry in entries {
        let of_unit = bounds.entry(entry.response.code()).or_default();
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

/// Publishes everything as if the next month had begun, and compares the edition, and the live counts before
/// it, with the responses. Returns a line for each difference.
pub async fn editions_and_live_counts_equal_the_responses(
    connection: &mut AsyncPgConnection,
    url: &str,
) -> Vec<String> {
    let stored = number(connection, "SELECT count(*) AS number FROM responses").await;
    if stored == 0 {
        return Vec::new();
    }
    let app = |clock| {
        let database = Database::new(&url.to_owned().into()).unwrap();
        App::new(database, clock, "http://localhost".to_owned())
    };
    let now = Clock::system(Ho_Chi_Minh);
    let this_month = Month::of(now.today());
    let query = ReportQuery {
        survey: BUILT_IN_SURVEY.to_owned(),
        unit: "33".parse().unwrap(),
        period: Period::month(this_month),
        boundaries: Boundaries::Current,
    };
    let live = app(now).report(&query, None, Audience::Analysts).await.unwrap().responses;
    let later = app(Clock::fixed(Ho_Chi_Minh, now.now() + TimeDelta::days(40)));
    let period = Period::new(this_month.previous(), this_month).unwrap();
    let published = later.publish(BUILT_IN_SURVEY, period).await.unwrap();
    let published: u64 = published.iter().map(|month| month.new_responses).sum();
    let check = later.verify_editions(BUILT_IN_SURVEY).await.unwrap();
    let mut wrong: Vec<String> = check.differences.iter().map(ToString::to_string).collect();
    if i64::try_from(published) != Ok(stored) {
        wrong.push(format!("the edition has {published} of {stored} responses"));
    }
    if i64::try_from(live) != Ok(stored) {
        wrong.push(format!("{live} of {stored} responses are counted live"));
    }
    wrong
}
