//! The kinds of import whose rows are read one after the other and checked against the stored units: lineage,
//! channels, dossiers, rollout and contacts.

use std::collections::HashMap;

use chrono::Days;

use super::table::{CsvRow, CsvTable, ImportError};
use super::{Context, ImportSummary};
use crate::app::AppError;
use crate::app::catalogue::{make_channel, random_code};
use crate::app::surveys::{BUILT_IN_SURVEY, survey};
use crate::domain::{Contact, Mode, Month, Succession, SurveyId};
use crate::store::{
    NewChannel, NewDossiers, find_channel, insert_channel, upsert_contact, upsert_dossiers, upsert_rollout,
    upsert_succession,
};

/// Maximum length in bytes: enough for two numbers with their extensions.
const MAX_TELEPHONE_LENGTH: usize = 60;

/// Stores each row separately.
pub(super) async fn import(
    context: &mut Context<'_>,
    table: &mut CsvTable,
    required: &[&str],
    optional: &[&str],
    store: impl AsyncFn(&mut Context<'_>, &CsvRow) -> Result<(), ImportError>,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(required, optional)?;
    let mut summary = ImportSummary::default();
    while let Some(row) = table.next_row() {
        store(context, &row?).await?;
        summary.rows += 1;
    }
    Ok(summary)
}

pub(super) async fn store_succession(context: &mut Context<'_>, row: &CsvRow) -> Result<(), ImportError> {
    let effective = row.date("effective_date")?;
    let day_before = effective.checked_sub_days(Days::new(1)).unwrap_or(effective);
    let share: Option<f64> = row.parse_optional("share")?;
    if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return Err(row.fault("share", "it must lie between 0 and 1"));
    }
    let predecessor = context.unit_on(row, "predecessor", day_before)?;
    if context.registry.unit(predecessor).is_some_and(|unit| unit.valid_to != Some(day_before)) {
        let cause =
            format!("its validity does not end on {day_before}: end it, and add what goes on as a new row");
        return Err(row.fault("predecessor", cause));
    }
    let successor = context.unit_on(row, "successor", effective)?;
    if predecessor == successor {
        let cause = "it is the same version of the unit as the predecessor: end that one the day before";
        return Err(row.fault("successor", cause));
    }
    let new = Succession { predecessor, successor, effective, share };
    Ok(upsert_succession(context.connection, &new).await?)
}

pub(super) async fn store_channel(context: &mut Context<'_>, row: &CsvRow) -> Result<(), ImportError> {
    let unit = context.unit_on(row, "unit", context.clock.today())?;
    let label = &row.name("label")?;
    let survey = survey_of(context, row).await?;
    let mode = row.parse_optional("mode")?.unwrap_or(Mode::Open);
    let Some(code) = row.parse_optional("code")? else {
        let new = NewChannel { code: random_code(&mut rand::rng()), unit, label, survey, mode };
        return Ok(make_channel(context.connection, new).await?);
    };
    if insert_channel(context.connection, &NewChannel { code, unit, label, survey, mode }).await? {
        return Ok(());
    }
    // A code that is on a printed poster must never be assigned to another channel.
    match find_channel(context.connection, code).await? {
        Some(known)
            if (known.unit, &known.label, known.survey, known.mode) == (unit, label, survey, mode) =>
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

async fn survey_of(context: &mut Context<'_>, row: &CsvRow) -> Result<SurveyId, ImportError> {
    let slug = Some(row.text("survey")).filter(|slug| !slug.is_empty()).unwrap_or(BUILT_IN_SURVEY);
    match survey(context.connection, slug).await {
        Ok(survey) => Ok(survey.id),
        Err(error @ AppError::UnknownSurvey { .. }) => Err(row.fault("survey", error)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn store_rollout(context: &mut Context<'_>, row: &CsvRow) -> Result<(), ImportError> {
    let adopted_on = row.date("adopted_on")?;
    let unit = context.unit_on(row, "unit", adopted_on)?;
    Ok(upsert_rollout(context.connection, unit, adopted_on).await?)
}

pub(super) async fn store_contact(context: &mut Context<'_>, row: &CsvRow) -> Result<(), ImportError> {
    let telephone = row.text("telephone");
    let dialled = telephone.chars().filter(char::is_ascii_digit).count();
    if dialled < 3 || !telephone.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c)) {
        return Err(row.fault("telephone", format!("\"{telephone}\" is no telephone number")));
    }
    if telephone.len() > MAX_TELEPHONE_LENGTH {
        let cause =
            format!("it has {} characters: shorten it to {MAX_TELEPHONE_LENGTH} at most", telephone.len());
        return Err(row.fault("telephone", cause));
    }
    let contact =
        Contact { duty: row.name("role")?, name: row.name("name")?, telephone: telephone.to_owned() };
    let unit = context.unit_on(row, "unit", context.clock.today())?;
    Ok(upsert_contact(context.connection, unit, &contact).await?)
}

/// Stores all rows together, because a file may contain each month of a unit only once.
pub(super) async fn import_dossiers(
    context: &mut Context<'_>,
    table: &mut CsvTable,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["unit", "month", "received", "early", "on_time", "late"], &[])?;
    let this_month = Month::of(context.clock.today());
    let mut lines: HashMap<(i32, Month), u64> = HashMap::new();
    let mut all = Vec::new();
    while let Some(row) = table.next_row() {
        let row = row?;
        let month: Month = row.parse("month")?;
        if month > this_month {
            return Err(row.fault("month", format!("{month} has not begun yet")));
        }
        let new = read_dossiers(context, &row, month)?;
        if let Some(before) = lines.insert((new.unit_id, month), row.line) {
            return Err(row.fault("month", format!("line {before} has figures of the same unit and month")));
        }
        all.push(new);
    }
    upsert_dossiers(context.connection, &all).await?;
    Ok(ImportSummary { rows: all.len() as u64, ..ImportSummary::default() })
}

fn read_dossiers(context: &Context<'_>, row: &CsvRow, month: Month) -> Result<NewDossiers, ImportError> {
    // A unit that began within the month is found by its code at the end of the month.
    let unit = context
        .unit_on(row, "unit", month.first_day())
        .or_else(|_| context.unit_on(row, "unit", month.last_day()))?;
    let count = |column: &str| match row.text(column).parse::<i32>() {
        Ok(count) if count < 0 => Err(row.fault(column, "it must not be negative")),
        Ok(count) => Ok(count),
        Err(_) => {
            let text = row.text(column);
            let cause = format!("\"{text}\" is no count: write digits only, without points or commas");
            Err(row.fault(column, cause))
        }
    };
    Ok(NewDossiers {
        unit_id: unit.0,
        month: month.first_day(),
        received: count("received")?,
        early: count("early")?,
        on_time: count("on_time")?,
        late: count("late")?,
    })
}
