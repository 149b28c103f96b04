//! Showing results, as a page and as files.

use actix_web::{HttpResponse, web};

use super::view::ResultsPage;
use crate::app::{AppError, DefaultPeriod, ReportQuery};
use crate::documents::{results_csv, results_json};
use crate::domain::Report;
use crate::locale::evidence;
use crate::web::State;
use crate::web::chart_images::{images, page_charts};
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{file, page};
use crate::web::reader::Reader;
use crate::web::view::filter::UnitChoice;
use crate::web::view::units::UnitEntry;

/// `GET /results/{unit}`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (query, report) = published(&state, &unit, &choice, DefaultPeriod::LatestMonth).await?;
    let months = state.app.months_with_sheets(&query.survey, &query.unit).await?;
    let (parent, children) = state.app.related_units(&query).await?;
    let children: Vec<UnitEntry<'_>> = children.iter().map(UnitEntry::from).collect();
    let charts = page_charts(&report, reader.language);
    Ok(page(&ResultsPage {
        language: reader.language,
        report: &report,
        // The notes stand below it in whole sentences.
        evidence: &evidence(&report, reader.language).facts.join(" · "),
        charts: &images(&charts),
        months,
        parent: parent.as_ref().map(|parent| UnitChoice { code: &parent.code, name: &parent.name }),
        children: &children,
    }))
}

/// `GET /results/{unit}.json`
pub(crate) async fn json(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let (_, report) = published(&state, &unit, &choice, DefaultPeriod::Everything).await?;
    let json = results_json(&report).map_err(AppError::internal)?;
    Ok(file("application/json", json.into_bytes()))
}

/// `GET /results/{unit}.csv`
pub(crate) async fn csv(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (_, report) = published(&state, &unit, &choice, DefaultPeriod::Everything).await?;
    let csv = results_csv(&report, reader.language).map_err(AppError::internal)?;
    Ok(file("text/csv; charset=utf-8", csv))
}

async fn published(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<(ReportQuery, Report), Failure> {
    let query = choice.query_or(&state.app, unit_code(unit)?, default).await?;
    let report = state.app.report(&query).await?.for_publication();
    Ok((query, report))
}
