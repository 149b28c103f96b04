//! `channels`: `code,unit,label,survey,mode`

use super::table::{ImportError, Row, Table};
use super::{Context, ImportSummary, unit_on};
use crate::app::channels::{ChannelDraft, make_channel};
use crate::app::surveys::{BUILT_IN_SURVEY, survey};
use crate::domain::{ChannelCode, Mode, SurveyId, UnitId};
use crate::store::{Connection, NewChannel, find_channel, insert_channel};

pub(super) async fn import(
    mut context: Context<'_>,
    table: &mut Table,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["unit", "label"], &["code", "survey", "mode"])?;
    let registry = context.registry().await?;
    let today = context.today();
    let mut rows = 0;
    while let Some(row) = table.next_row() {
        let row = row?;
        let unit = UnitId(unit_on(&registry, &row, "unit", today)?);
        let label = row.name("label")?;
        let survey = survey_of(context.connection, &row).await?;
        let draft =
            ChannelDraft { unit, label, survey, mode: row.parse_optional("mode")?.unwrap_or(Mode::Open) };
        match row.parse_optional("code")? {
            None => make_channel(context.connection, &draft).await?,
            Some(code) => insert_with_code(context.connection, &row, code, &draft).await?,
        }
        rows += 1;
    }
    Ok(ImportSummary { rows, ..ImportSummary::default() })
}

async fn survey_of(connection: &mut Connection, row: &Row) -> Result<SurveyId, ImportError> {
    let slug = Some(row.text("survey")).filter(|slug| !slug.is_empty()).unwrap_or(BUILT_IN_SURVEY);
    match survey(connection, slug).await {
        Ok(survey) => Ok(survey.id),
        Err(error @ crate::app::AppError::UnknownSurvey { .. }) => {
            Err(row.fault("survey", error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// A code that hangs on a wall already never comes to mean another counter.
async fn insert_with_code(
    connection: &mut Connection,
    row: &Row,
    code: ChannelCode,
    draft: &ChannelDraft,
) -> Result<(), ImportError> {
    let ChannelDraft { unit, label, survey, mode } = draft;
    let new = NewChannel { code, unit: *unit, label, survey: *survey, mode: *mode };
    if insert_channel(connection, &new).await? {
        return Ok(());
    }
    match find_channel(connection, code).await? {
        Some(known)
            if (known.unit, &known.label, known.survey, known.mode) == (*unit, label, *survey, *mode) =>
        {
            Ok(())
        }
        Some(known) => {
            Err(row.fault("code", format!("the code {code} belongs to \"{}\" already", known.label)))
        }
        None => {
            Err(row.fault("label", format!("the unit has a channel \"{label}\" with another code already")))
        }
    }
}
