//! Surveys: publishing the built-in one, and finding one by its slug.

use serde::Deserialize;

use super::{App, AppError};
use crate::domain::{Question, Survey, Text, nearest_slug};
use crate::store::{Connection, find_survey_by_slug, publish_revision, survey_slugs};

/// The slug of the survey that every installation has.
pub const BUILT_IN_SURVEY: &str = "mot-cua";

const BUILT_IN: &str = include_str!("../../assets/surveys/mot-cua.json");

#[derive(Deserialize)]
struct Definition {
    slug: String,
    title: Text,
    questions: Vec<Question>,
}

/// The survey with this slug. Fails if it does not exist.
pub(super) async fn survey(connection: &mut Connection, slug: &str) -> Result<Survey, AppError> {
    // Text that cannot be a slug is not sent to PostgreSQL, which refuses some characters, such as NUL.
    let is_slug = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let found = if is_slug { find_survey_by_slug(connection, slug).await? } else { None };
    match found {
        Some(survey) => Ok(survey),
        None => Err(unknown_survey(connection, slug).await?),
    }
}

/// The error for an unknown slug, with a suggestion: the nearest slug, or the only one.
async fn unknown_survey(connection: &mut Connection, slug: &str) -> Result<AppError, AppError> {
    let known = survey_slugs(connection).await?;
    let only = if let [only] = known.as_slice() { Some(only.as_str()) } else { None };
    let nearest = nearest_slug(slug, &known).or(only).map(str::to_owned);
    Ok(AppError::UnknownSurvey { slug: slug.chars().take(40).collect(), nearest })
}

impl App {
    /// Publishes a revision of the built-in survey if its text differs from the current revision.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn publish_built_in_survey(&self) -> Result<(), AppError> {
        let built_in: Definition = serde_json::from_str(BUILT_IN).map_err(AppError::internal)?;
        self.shared
            .database
            .write(async |connection| {
                let known = find_survey_by_slug(connection, &built_in.slug).await?;
                let unchanged = known.is_some_and(|survey| {
                    survey.title == built_in.title && survey.revision.questions == built_in.questions
                });
                if !unchanged {
                    publish_revision(connection, &built_in.slug, &built_in.title, &built_in.questions)
                        .await?;
                }
                Ok(())
            })
            .await
    }
}
