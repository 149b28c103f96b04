//! Surveys: the built-in one, and looking one up.

use serde::Deserialize;

use super::{App, AppError};
use crate::domain::{Question, Survey, Text};
use crate::store::{Connection, find_survey_by_slug, publish_revision};

/// The slug of the survey that every installation has.
pub const BUILT_IN_SURVEY: &str = "mot-cua";

const BUILT_IN: &str = include_str!("../../assets/surveys/mot-cua.json");

#[derive(Deserialize)]
struct Definition {
    slug: String,
    title: Text,
    questions: Vec<Question>,
}

/// The survey with this slug; an error where there is none.
pub(super) async fn survey(connection: &mut Connection, slug: &str) -> Result<Survey, AppError> {
    let unknown = || AppError::UnknownSurvey(slug.chars().take(40).collect());
    // What cannot be a slug is not asked for: PostgreSQL would refuse some of it, such as a NUL.
    if !slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err(unknown());
    }
    find_survey_by_slug(connection, slug).await?.ok_or_else(unknown)
}

impl App {
    /// Publishes the built-in survey where its text is not the one in force.
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
