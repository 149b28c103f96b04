//! Showing results, as a page and as files.

use actix_web::{HttpResponse, web};

use super::view::ResultsPage;
use crate::app::{AppError, Audience, DefaultPeriod, ReportQuery};
use crate::documents::{results_csv, results_json};
use crate::domain::{Language, Report, Series};
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
    results_page(&state, &query, &report, reader.language).await
}

/// The page of a report, whether it is the latest or that of an old edition.
pub(super) async fn results_page(
    state: &State,
    query: &ReportQuery,
    report: &Report,
    language: Language,
) -> Result<HttpResponse, Failure> {
    let months = state.app.months_with_sheets(&query.survey, &query.unit).await?;
    let (parent, children) = state.app.related_units(query).await?;
    let children: Vec<UnitEntry<'_>> = children.iter().map(UnitEntry::from).collect();
    let charts = page_charts(report, language);
    Ok(page(&ResultsPage {
        language,
        report,
        // The notes stand below it in whole sentences.
        evidence: &evidence(report, language).facts.join(" · "),
        charts: &images(&charts),
        months,
        parent: parent.as_ref().map(|parent| UnitChoice { code: &parent.code, name: &parent.name }),
        children: &children,
        editions: &state.app.editions(&query.survey, query.period).await?,
        series: &series_of(state, query, report).await?,
    }))
}

/// The months beside the figures. They are those of today, which an old edition knew nothing of.
async fn series_of(state: &State, query: &ReportQuery, report: &Report) -> Result<Vec<Series>, AppError> {
    if report.edition.as_ref().is_some_and(|edition| edition.is_superseded) {
        return Ok(Vec::new());
    }
    state.app.series_until(query, Audience::Public).await
}

/// `GET /results/{unit}.json`
pub(crate) async fn json(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    object(&state, &unit, &choice, DefaultPeriod::Everything).await
}

/// The report as JSON; for months that were left out, that of `default`.
pub(in crate::web) async fn object(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<HttpResponse, Failure> {
    let (_, report) = published(state, unit, choice, default).await?;
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
    let report = choice.report(&state.app, &query).await?;
    Ok((query, report))
}
