//! Showing results, as a page and as files.

use actix_web::{HttpResponse, web};
use maud::Render;

use super::view::ResultsPage;
use crate::app::{AppError, BriefingRequest, DefaultPeriod, Results};
use crate::charts::ChartError;
use crate::documents::{results_csv, results_json};
use crate::domain::{Language, Report};
use crate::locale::evidence;
use crate::web::State;
use crate::web::chart_images::{DrawnPictures, figures, page_charts};
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::page_cache::MadeFrom;
use crate::web::pages::{drawn, file, rendered_page};
use crate::web::reader::Reader;
use crate::web::view::filter::UnitChoice;
use crate::web::view::units::UnitEntry;

/// `GET /results/{unit}`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
    made_from: Option<MadeFrom>,
) -> Result<HttpResponse, Failure> {
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    results_page(&state, &request, reader.language, made_from).await
}

/// The page of a report, whether it is the latest or that of an old edition.
pub(super) async fn results_page(
    state: &State,
    request: &BriefingRequest,
    language: Language,
    made_from: Option<MadeFrom>,
) -> Result<HttpResponse, Failure> {
    let Results { briefing, months, parent, editions } = state.app.results(request).await?;
    let next_publication = state.app.next_publication();
    let drawing = move || {
        let (report, charts) = (&briefing.report, page_charts(&briefing, language)?);
        let children: Vec<UnitEntry<'_>> = briefing.below.iter().map(UnitEntry::from).collect();
        let page = ResultsPage {
            language,
            report,
            // The notes stand below it in whole sentences.
            evidence: &evidence(report, language).facts.join(" · "),
            charts: &figures(&charts),
            months,
            parent: parent.as_ref().map(|parent| UnitChoice { code: &parent.code, name: &parent.name }),
            children: &children,
            editions: &editions,
            next_publication,
        };
        Ok::<_, ChartError>((page.render(), DrawnPictures::of(charts, made_from.as_ref(), language)))
    };
    let (page, pictures) = drawn(state, drawing).await?;
    pictures.keep(state);
    Ok(rendered_page(&page))
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
    let report = published(state, unit, choice, default).await?;
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
    let report = published(&state, &unit, &choice, DefaultPeriod::Everything).await?;
    let csv = results_csv(&report, reader.language).map_err(AppError::internal)?;
    Ok(file("text/csv; charset=utf-8", csv))
}

async fn published(
    state: &State,
    unit: &str,
    choice: &Choice,
    default: DefaultPeriod,
) -> Result<Report, Failure> {
    let query = choice.query_or(&state.app, unit_code(unit)?, default).await?;
    choice.report(&state.app, &query).await
}
