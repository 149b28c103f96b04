//! The API for other programs, `/api/v1/…`: the same reports as the pages, and the `OpenAPI` document that
//! describes them.
#![expect(unused_qualifications, reason = "utoipa qualifies the types of parameters")]

use actix_web::{HttpResponse, web};
use utoipa::{IntoParams, OpenApi};

use crate::app::{AppError, Audience, DefaultPeriod};
use crate::documents::{ResultsObject, SeriesObject, UnitName, UnitsObject, series_json};
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{JSON, file, reading};
use crate::web::public;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/api/v1/openapi.json", reading().to(description))
        .route("/api/v1/results/{unit:[0-9]+}", reading().to(results))
        .route("/api/v1/results/{unit:[0-9]+}/series", reading().to(series))
        .route("/api/v1/results/{unit:[0-9]+}/units", reading().to(units));
}

/// The published results of citizen satisfaction surveys at one-stop offices. Every figure is what the pages show, under the
/// same publication rules.
#[derive(OpenApi)]
#[openapi(
    info(title = "hài lòng", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(results, series, units),
    components(schemas(ResultsObject, SeriesObject, UnitsObject))
)]
struct Description;

/// Describes the parameters that every report takes; [`ReportRequest`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
struct ReportedPeriod {
    /// Slug of the survey; mot-cua where absent
    survey: Option<String>,
    /// First month, as in 2024-11
    from: Option<String>,
    /// Last month
    to: Option<String>,
    /// Instead of both: 2024-11, 2024-Q4, 2024 or 2024-03..2025-02
    period: Option<String>,
    /// historic (units as they were) or current
    boundaries: Option<String>,
}

/// `GET /api/v1/openapi.json`
async fn description() -> Result<HttpResponse, Failure> {
    Ok(file(JSON, Description::openapi().to_json().map_err(AppError::internal)?))
}

/// Everything that can be said about a unit and a period; the same object as `/results/{unit}.json`, for the last whole
/// month where no period is named.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}",
    tag = "results",
    params(
        ("unit" = String, Path, description = "GSO code of a unit, as in 33 or 12049"),
        ReportedPeriod,
    ),
    responses(
        (status = 200, description = "The report as everybody may see it", body = ResultsObject),
        (status = 400, description = "A month or another parameter cannot be read"),
        (status = 404, description = "No such unit or survey; the nearest one is named"),
    )
)]
async fn results(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    public::results::object(&asked, DefaultPeriod::Opening).await
}

/// The shares of a unit month by month, of all months with answers where no period is named. Months in which another
/// wording began to be asked are marked: nothing may be drawn through them.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}/series",
    tag = "series",
    params(
        ("unit" = String, Path, description = "GSO code of a unit, as in 33 or 12049"),
        ReportedPeriod,
    ),
    responses(
        (status = 200, description = "The series as everybody may see them", body = SeriesObject),
        (status = 404, description = "No such unit, survey or period; the nearest one is named"),
    )
)]
async fn series(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let query = asked.query(DefaultPeriod::Everything).await?;
    let (unit, series) = asked.state.app.series(&query, Audience::Public).await?;
    let unit = UnitName { code: unit.code.to_string(), name: unit.name };
    Ok(file(JSON, series_json(unit, query.boundaries, &series).map_err(AppError::internal)?))
}

/// How the communes, wards and towns within a unit compare by one question; the same object as `/results/{unit}/units.json`,
/// for the last whole month where no period is named.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}/units",
    tag = "units",
    params(
        ("unit" = String, Path, description = "GSO code of the unit above, as in 33"),
        ("question" = Option<String>, Query, description = "Key of the question; the first headline where absent"),
        ReportedPeriod,
    ),
    responses(
        (status = 200, description = "The comparison as everybody may see it", body = UnitsObject),
        (status = 400, description = "A month or another parameter cannot be read"),
        (status = 404, description = "No such unit, survey or question; the nearest one is named, and every question"),
    )
)]
async fn units(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    public::units::object(&asked, DefaultPeriod::Opening).await
}
