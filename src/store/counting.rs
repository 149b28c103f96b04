//! Counts the responses of a month.

use std::ops::Range;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Nullable, SmallInt, Text, Timestamp, Timestamptz};
use diesel_async::RunQueryDsl;
use futures_util::TryStreamExt;

use super::modes::mode_of;
use super::{Connection, StoreError};
use crate::domain::{AskedText, CountRow, Month, RevisionId, SurveyId, UnitId};

/// Selects the responses to count.
#[derive(Clone, Copy, Debug)]
pub struct MonthToCount<'a> {
    /// Only responses to this survey.
    pub survey: SurveyId,
    /// Only responses submitted in this month.
    pub month: Month,
    /// The IANA name of the time zone of the month.
    pub zone: &'a str,
    /// Only responses recorded before this moment; `None` for all.
    pub recorded_before: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct MonthRow {
    #[diesel(sql_type = Int4)]
    unit_id: i32,
    #[diesel(sql_type = Int4)]
    revision_id: i32,
    #[diesel(sql_type = SmallInt)]
    mode: i16,
    #[diesel(sql_type = Bool)]
    quarantined: bool,
    #[diesel(sql_type = Int4)]
    responses: i32,
    #[diesel(sql_type = Bytea)]
    answers: Vec<u8>,
}

/// The counts of a month by unit, revision and mode, sorted by these. `texts` has the layout of the counts of
/// each revision.
///
/// `responses.answers` holds one byte per question of the revision, in order: 0 for no answer, otherwise the
/// number of the option. The counts have one number per option of each question, and one more for no answer.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an unknown mode.
pub async fn count_month(
    connection: &mut Connection,
    wanted: MonthToCount<'_>,
    texts: &[AskedText],
) -> Result<Vec<CountRow>, StoreError> {
    let query = diesel::sql_query(include_str!("count_month.sql"))
        .bind::<Timestamp, _>(wanted.month.first_day().and_time(chrono::NaiveTime::MIN))
        .bind::<Timestamp, _>(wanted.month.next().first_day().and_time(chrono::NaiveTime::MIN))
        .bind::<Text, _>(wanted.zone)
        .bind::<Nullable<Timestamptz>, _>(wanted.recorded_before)
        .bind::<Int4, _>(wanted.survey.0);
    let rows = query.load_stream::<MonthRow>(connection).await?;
    rows.map_err(StoreError::from)
        .and_then(async |row| {
            let text = texts.iter().find(|text| text.revision == RevisionId(row.revision_id));
            let places: Vec<Range<usize>> =
                text.iter().flat_map(|text| text.places()).map(|(_, places)| places).collect();
            Ok(CountRow {
                unit: UnitId(row.unit_id),
                month: wanted.month,
                revision: RevisionId(row.revision_id),
                mode: mode_of(row.mode)?,
                quarantined: row.quarantined,
                responses: row.responses.unsigned_abs(),
                counts: count_answers(&row.answers, &places),
            })
        })
        .try_collect()
        .await
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int4)]
    number: i32,
}

/// The number of responses to a survey of a reporting month that were recorded at `since` or later; by the
/// current transaction if `since` is absent. Such responses are few, and the index finds them without reading the
/// others.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn count_recorded(
    connection: &mut Connection,
    wanted: MonthToCount<'_>,
    since: Option<DateTime<Utc>>,
) -> Result<u64, StoreError> {
    // A transaction stamps everything that it records with the moment of its begin.
    let recorded = if since.is_some() { "recorded_at >= $5" } else { "recorded_at = coalesce($5, now())" };
    let query = diesel::sql_query(format!(
        "SELECT count(*)::integer AS number FROM responses WHERE {recorded} \
         AND submitted_at >= ($1::timestamp AT TIME ZONE $3) AND submitted_at < ($2::timestamp AT TIME ZONE $3) \
         AND revision_id = ANY (ARRAY(SELECT id FROM revisions WHERE survey_id = $4))"
    ));
    let query = query
        .bind::<Timestamp, _>(wanted.month.first_day().and_time(chrono::NaiveTime::MIN))
        .bind::<Timestamp, _>(wanted.month.next().first_day().and_time(chrono::NaiveTime::MIN))
        .bind::<Text, _>(wanted.zone)
        .bind::<Int4, _>(wanted.survey.0)
        .bind::<Nullable<Timestamptz>, _>(since);
    Ok(query.get_result::<Number>(connection).await?.number.unsigned_abs().into())
}

/// Counts the answers of concatenated responses. Skips options that the question does not have.
fn count_answers(answers: &[u8], places: &[Range<usize>]) -> Vec<u32> {
    let mut counts = vec![0; places.last().map_or(0, |last| last.end)];
    for response in answers.chunks(places.len().max(1)) {
        for (&option, places) in response.iter().zip(places) {
            let place = places.start + usize::from(option);
            if let Some(count) = counts.get_mut(place).filter(|_| place < places.end) {
                *count += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_its_own_counts_and_unknown_options_are_skipped() {
        // A scale of five levels and a question with two options.
        let counts = count_answers(&[5, 1, 5, 2, 0, 0, 1, 9], &[0..6, 6..9]);
        assert_eq!(counts, [1, 1, 0, 0, 0, 2, 1, 1, 1]);
        assert_eq!(count_answers(&[], &[0..6, 6..12]), [0; 12]);
    }
}
