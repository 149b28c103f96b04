//! The comparison of units, `/api/v1/results/{unit}/units`.

use actix_web::{HttpResponse, web};

use crate::app::DefaultPeriod;
use crate::documents::UnitsObject;
use crate::web::State;
use crate::web::choice::Choice;
use crate::web::error::Failure;
use crate::web::public::units;

/// How the communes, wards and towns within a unit compare by one question; the same object as `/results/{unit}/units.json`,
/// for the last whole month where no period is named.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}/units",
    params(
        ("unit" = String, Path, description = "GSO code of the unit above, as in 33"),
        ("survey" = Option<String>, Query, description = "Slug of the survey; mot-cua where absent"),
        ("question" = Option<String>, Query, description = "Key of the question; the first headline where absent"),
        ("from" = Option<String>, Query, description = "First month, as in 2024-11"),
        ("to" = Option<String>, Query, description = "Last month"),
        ("period" = Option<String>, Query, description = "Instead of both: 2024-11, 2024-Q4, 2024 or 2024-03..2025-02"),
        ("boundaries" = Option<String>, Query, description = "historic (units as they were) or current"),
    ),
    responses(
        (status = 200, description = "The comparison as everybody may see it", body = UnitsObject),
        (status = 400, description = "A month or another parameter cannot be read"),
        (status = 404, description = "No such unit, survey or question; the nearest one is named, and every question"),
    )
)]
pub(super) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    units::handler::object(&state, &unit, &choice, DefaultPeriod::Opening).await
}
