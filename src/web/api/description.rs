//! The `OpenAPI` document, `/api/v1/openapi.json`.

use actix_web::HttpResponse;
use utoipa::OpenApi;

use super::{results, series, units};
use crate::app::AppError;
use crate::documents::{ResultsObject, SeriesObject, UnitsObject};
use crate::web::error::Failure;
use crate::web::pages::file;

/// The published results of citizen satisfaction surveys at one-stop offices. Every figure is what the pages show, under the
/// same publication rules.
#[derive(OpenApi)]
#[openapi(
    info(title = "hài lòng", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    paths(results::show, series::show, units::show),
    components(schemas(ResultsObject, SeriesObject, UnitsObject))
)]
struct Description;

/// `GET /api/v1/openapi.json`
pub(super) async fn show() -> Result<HttpResponse, Failure> {
    let document = Description::openapi().to_json().map_err(AppError::internal)?;
    Ok(file("application/json", document.into_bytes()))
}
