//! Reading all counts of a survey at once, and telling cheaply whether they have changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Int4, Text as SqlText};
use diesel_async::RunQueryDsl;

use super::modes::mode_of;
use super::schema::{dossiers, month_tallies, questions, revision_questions, revisions};
use super::surveys::{revisions_of, text};
use super::{Connection, StoreError, counts};
use crate::domain::{
    AskedText, Dossiers, Month, MonthTally, RevisionId, Survey, SurveyId, TallyBook, UnitId,
};

/// Changes when anything changes that reports sum up.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct TallyState {
    #[diesel(sql_type = SqlText)]
    tallies: String,
    #[diesel(sql_type = SqlText)]
    dossiers: String,
    #[diesel(sql_type = SqlText)]
    editions: String,
    #[diesel(sql_type = BigInt)]
    revisions: i64,
}

/// The state of the counts of a survey.
pub async fn tally_state(connection: &mut Connection, survey: SurveyId) -> Result<TallyState, StoreError> {
    let query = diesel::sql_query(include_str!("tally_state.sql")).bind::<Int4, _>(survey.0);
    Ok(query.get_result(connection).await?)
}

/// All counts of a survey.
pub async fn load_tally_book(connection: &mut Connection, survey: Survey) -> Result<TallyBook, StoreError> {
    let texts = asked_texts(connection, survey.id).await?;
    let tallies = month_tallies_of(connection, survey.id).await?;
    let dossiers = all_dossiers(connection).await?;
    Ok(TallyBook::new(survey, &texts, tallies, dossiers))
}

async fn month_tallies_of(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Vec<(UnitId, MonthTally)>, StoreError> {
    let rows: Vec<(i32, NaiveDate, i32, i16, bool, i32, String)> = month_tallies::table
        .filter(month_tallies::revision_id.eq_any(revisions_of(survey)))
        .filter(month_tallies::sheets.gt(0))
        .select((
            month_tallies::unit_id,
            month_tallies::month,
            month_tallies::revision_id,
            month_tallies::mode,
            month_tallies::quarantined,
            month_tallies::sheets,
            diesel::dsl::sql::<SqlText>("counts::text"),
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(unit, month, revision, mode, quarantined, sheets, counts)| {
            let tally = MonthTally {
                month: Month::of(month),
                revision: RevisionId(revision),
                mode: mode_of(mode)?,
                quarantined,
                sheets: u64::from(sheets.unsigned_abs()),
                counts: counts::read(&counts)?.into_iter().map(i32::unsigned_abs).collect(),
            };
            Ok((UnitId(unit), tally))
        })
        .collect()
}

/// What the revisions of a survey asked, from the first to the last.
async fn asked_texts(connection: &mut Connection, survey: SurveyId) -> Result<Vec<AskedText>, StoreError> {
    let rows: Vec<(i32, i32, String, serde_json::Value)> = revision_questions::table
        .inner_join(questions::table)
        .inner_join(revisions::table)
        .filter(revisions::survey_id.eq(survey.0))
        .order((revisions::number, revision_questions::position))
        .select((revisions::number, revisions::id, questions::key, revision_questions::wording))
        .load(connection)
        .await?;
    let mut texts: BTreeMap<i32, AskedText> = BTreeMap::new();
    for (number, revision, key, wording) in rows {
        let empty = || AskedText { revision: RevisionId(revision), questions: Vec::new() };
        texts.entry(number).or_insert_with(empty).questions.push((key, text(wording)?));
    }
    Ok(texts.into_values().collect())
}

async fn all_dossiers(connection: &mut Connection) -> Result<Vec<(UnitId, Month, Dossiers)>, StoreError> {
    let rows: Vec<(i32, NaiveDate, i32, i32, i32, i32)> = dossiers::table
        .select((
            dossiers::unit_id,
            dossiers::month,
            dossiers::received,
            dossiers::early,
            dossiers::on_time,
            dossiers::late,
        ))
        .load(connection)
        .await?;
    let count = |number: i32| u64::from(number.unsigned_abs());
    Ok(rows
        .into_iter()
        .map(|(unit, month, received, early, on_time, late)| {
            let (received, early) = (count(received), count(early));
            let dossiers = Dossiers { received, early, on_time: count(on_time), late: count(late) };
            (UnitId(unit), Month::of(month), dossiers)
        })
        .collect())
}
