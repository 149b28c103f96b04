//! Stores and reads surveys and their published revisions.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::schema::{questions, revision_questions, revisions, surveys};
use super::{Connection, StoreError};
use crate::domain::{AskedQuestion, AskedText, Question, Revision, RevisionId, Survey, SurveyId, Text};

/// The survey with this slug, with its current revision.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid text.
pub async fn find_survey_by_slug(
    connection: &mut Connection,
    slug: &str,
) -> Result<Option<Survey>, StoreError> {
    let row = surveys::table.filter(surveys::slug.eq(slug)).first(connection).await.optional()?;
    complete(connection, row).await
}

/// The slugs of all surveys, in alphabetical order.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn survey_slugs(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    Ok(surveys::table.select(surveys::slug).order(surveys::slug).load(connection).await?)
}

/// The survey with this id, with its current revision.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid text.
pub async fn find_survey(connection: &mut Connection, id: SurveyId) -> Result<Option<Survey>, StoreError> {
    let row = surveys::table.find(id.0).first(connection).await.optional()?;
    complete(connection, row).await
}

async fn complete(
    connection: &mut Connection,
    row: Option<(i32, String, Value)>,
) -> Result<Option<Survey>, StoreError> {
    let Some((id, slug, title)) = row else { return Ok(None) };
    let revision = revisions::table
        .filter(revisions::survey_id.eq(id))
        .order(revisions::number.desc())
        .select((revisions::id, revisions::number));
    let Some((revision_id, number)) = revision.first::<(i32, i32)>(connection).await.optional()? else {
        return Ok(None);
    };
    let questions = load_questions(connection, revision_id).await?;
    let revision = Revision { id: RevisionId(revision_id), number, questions };
    Ok(Some(Survey { id: SurveyId(id), slug, title: text(title)?, revision }))
}

async fn load_questions(connection: &mut Connection, revision: i32) -> Result<Vec<Question>, StoreError> {
    let rows: Vec<(String, bool, bool, Value, Value, Value)> = revision_questions::table
        .inner_join(questions::table)
        .filter(revision_questions::revision_id.eq(revision))
        .order(revision_questions::position)
        .select((
            questions::key,
            revision_questions::headline,
            revision_questions::required,
            revision_questions::wording,
            revision_questions::label,
            revision_questions::finding,
        ))
        .load(connection)
        .await?;
    rows.into_iter()
        .map(|(key, headline, required, wording, label, finding)| {
            let (wording, label, finding) = (text(wording)?, text(label)?, text(finding)?);
            Ok(Question { key, headline, required, wording, label, finding })
        })
        .collect()
}

fn text(value: Value) -> Result<Text, StoreError> {
    serde_json::from_value(value).map_err(StoreError::unreadable("text"))
}

fn json(text: &Text) -> Value {
    serde_json::json!({ "vi": text.vi, "en": text.en })
}

/// The questions of each revision of a survey, from the first revision to the last.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid text.
pub async fn asked_texts(
    connection: &mut Connection,
    survey: SurveyId,
) -> Result<Vec<AskedText>, StoreError> {
    let rows: Vec<(i32, String, Value, i16)> = revision_questions::table
        .inner_join(questions::table)
        .inner_join(revisions::table)
        .filter(revisions::survey_id.eq(survey.0))
        .order((revisions::number, revision_questions::position))
        .select((revisions::id, questions::key, revision_questions::wording, revision_questions::places))
        .load(connection)
        .await?;
    let mut texts: Vec<AskedText> = Vec::new();
    for (revision, key, wording, places) in rows {
        let places = usize::from(places.unsigned_abs());
        let question = AskedQuestion { key, wording: text(wording)?, places };
        match texts.last_mut() {
            Some(last) if last.revision == RevisionId(revision) => last.questions.push(question),
            _ => texts.push(AskedText { revision: RevisionId(revision), questions: vec![question] }),
        }
    }
    Ok(texts)
}

/// The revisions of a survey.
#[diesel::dsl::auto_type]
pub(super) fn revisions_of(survey: SurveyId) -> _ {
    let number: i32 = survey.0;
    revisions::table.filter(revisions::survey_id.eq(number)).select(revisions::id)
}

/// Publishes `asked` as the next revision of the survey. Creates the survey if it does not exist.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn publish_revision(
    connection: &mut Connection,
    slug: &str,
    title: &Text,
    asked: &[Question],
) -> Result<(), StoreError> {
    let survey: i32 = diesel::insert_into(surveys::table)
        .values((surveys::slug.eq(slug), surveys::title.eq(json(title))))
        .on_conflict(surveys::slug)
        .do_update()
        .set(surveys::title.eq(json(title)))
        .returning(surveys::id)
        .get_result(connection)
        .await?;
    let last: Option<i32> = revisions::table
        .filter(revisions::survey_id.eq(survey))
        .select(diesel::dsl::max(revisions::number))
        .first(connection)
        .await?;
    let revision: i32 = diesel::insert_into(revisions::table)
        .values((revisions::survey_id.eq(survey), revisions::number.eq(last.unwrap_or(0) + 1)))
        .returning(revisions::id)
        .get_result(connection)
        .await?;
    for (position, question) in (0_i16..).zip(asked) {
        insert_question(connection, survey, revision, position, question).await?;
    }
    Ok(())
}

async fn insert_question(
    connection: &mut Connection,
    survey: i32,
    revision: i32,
    position: i16,
    question: &Question,
) -> Result<(), StoreError> {
    let id: i32 = diesel::insert_into(questions::table)
        .values((questions::survey_id.eq(survey), questions::key.eq(&question.key)))
        .on_conflict((questions::survey_id, questions::key))
        .do_update()
        .set(questions::key.eq(&question.key))
        .returning(questions::id)
        .get_result(connection)
        .await?;
    diesel::insert_into(revision_questions::table)
        .values((
            revision_questions::revision_id.eq(revision),
            revision_questions::position.eq(position),
            revision_questions::question_id.eq(id),
            revision_questions::headline.eq(question.headline),
            revision_questions::required.eq(question.required),
            revision_questions::wording.eq(json(&question.wording)),
            revision_questions::label.eq(json(&question.label)),
            revision_questions::finding.eq(json(&question.finding)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
