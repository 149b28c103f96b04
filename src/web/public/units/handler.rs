//! Showing how units compare, as a page and as files.

use actix_web::{HttpResponse, web};

use super::view::UnitsPage;
use crate::app::{AppError, Audience, DefaultPeriod};
use crate::documents::{units_csv, units_json};
use crate::domain::UnitComparison;
use crate::locale::evidence;
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{file, page};
use crate::web::reader::Reader;

/// `GET /results/{unit}/units`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let comparison = published(&state, &unit, &choice, DefaultPeriod::Opening).await?;
    let above = &comparison.above;
    let months = state.app.months_with_responses(&above.survey, &above.unit.code).await?;
    Ok(page(&UnitsPage {
        language: reader.language,
        comparison: &comparison,
        evidence: &evidence(above, reader.language).facts.join(" · "),
        months,
    }))
}

/// `GET /results/{unit}/units.json`
pub(crate) async fn json(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    object(&state, &unit, &choice, DefaultPeriod::Everything).await
}

/// The comparison as JSON; for months that were left out, that of `default`.
pub(in crate::web) async fn object(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<HttpResponse, Failure> {
    let comparison = published(state, unit, choice, default).await?;
    let json = units_json(&comparison).map_err(AppError::internal)?;
    Ok(file("application/json", json.into_bytes()))
}

/// `GET /results/{unit}/units.csv`
pub(crate) async fn csv(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let comparison = published(&state, &unit, &choice, DefaultPeriod::Everything).await?;
    let csv = units_csv(&comparison, reader.language).map_err(AppError::internal)?;
    Ok(file("text/csv; charset=utf-8", csv))
}

async fn published(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<UnitComparison, Failure> {
    let query = choice.query_or(&state.app, unit_code(unit)?, default).await?;
    Ok(state.app.unit_comparison(&query, choice.question(), Audience::Public).await?)
}
