//! The report of a unit, `/api/v1/results/{unit}`.

use actix_web::{HttpResponse, web};

use crate::app::DefaultPeriod;
use crate::documents::ResultsObject;
use crate::web::State;
use crate::web::choice::Choice;
use crate::web::error::Failure;
use crate::web::public::results;

/// Everything that can be said about a unit and a period; the same object as `/results/{unit}.json`, for the last whole
/// month where no period is named.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}",
    params(
        ("unit" = String, Path, description = "GSO code of a unit, as in 33 or 12049"),
        ("survey" = Option<String>, Query, description = "Slug of the survey; mot-cua where absent"),
        ("from" = Option<String>, Query, description = "First month, as in 2024-11"),
        ("to" = Option<String>, Query, description = "Last month"),
        ("period" = Option<String>, Query, description = "Instead of both: 2024-11, 2024-Q4, 2024 or 2024-03..2025-02"),
        ("boundaries" = Option<String>, Query, description = "historic (units as they were) or current"),
    ),
    responses(
        (status = 200, description = "The report as everybody may see it", body = ResultsObject),
        (status = 400, description = "A month or another parameter cannot be read"),
        (status = 404, description = "No such unit or survey; the nearest one is named"),
    )
)]
pub(super) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    results::handler::object(&state, &unit, &choice, DefaultPeriod::Opening).await
}
