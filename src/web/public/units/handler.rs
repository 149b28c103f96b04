//! Showing how units compare, as a page and as files.

use actix_web::{HttpResponse, web};
use maud::Render;

use super::view::UnitsPage;
use crate::app::{AppError, Audience, DefaultPeriod};
use crate::documents::{units_csv, units_json};
use crate::domain::{Period, UnitComparison};
use crate::locale::evidence;
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{drawn, file, rendered_page};
use crate::web::reader::Reader;

/// `GET /results/{unit}/units`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (comparison, months) = published(&state, &unit, &choice, DefaultPeriod::Opening).await?;
    let language = reader.language;
    let rendering = move || {
        let evidence = evidence(&comparison.above, language).facts.join(" · ");
        let page = UnitsPage { language, comparison: &comparison, evidence: &evidence, months };
        Ok::<_, AppError>(page.render())
    };
    Ok(rendered_page(&drawn(&state, rendering).await?))
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
    let (comparison, _) = published(state, unit, choice, default).await?;
    let json = drawn(state, move || units_json(&comparison)).await?;
    Ok(file("application/json", json.into_bytes()))
}

/// `GET /results/{unit}/units.csv`
pub(crate) async fn csv(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (comparison, _) = published(&state, &unit, &choice, DefaultPeriod::Everything).await?;
    let csv = drawn(&state, move || units_csv(&comparison, reader.language)).await?;
    Ok(file("text/csv; charset=utf-8", csv))
}

async fn published(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<(UnitComparison, Option<Period>), Failure> {
    let query = choice.query_or(&state.app, unit_code(unit)?, default).await?;
    Ok(state.app.unit_comparison(&query, choice.question(), Audience::Public).await?)
}
