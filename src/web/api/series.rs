//! The shares of a unit month by month, `/api/v1/results/{unit}/series`.

use actix_web::{HttpResponse, web};

use crate::app::{AppError, Audience, DefaultPeriod};
use crate::documents::{SeriesObject, UnitName, series_json};
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::file;

/// The shares of a unit month by month, of all months with answers where no period is named. Months in which another
/// wording began to be asked are marked: nothing may be drawn through them.
#[utoipa::path(
    get,
    path = "/api/v1/results/{unit}/series",
    params(
        ("unit" = String, Path, description = "GSO code of a unit, as in 33 or 12049"),
        ("survey" = Option<String>, Query, description = "Slug of the survey; mot-cua where absent"),
        ("from" = Option<String>, Query, description = "First month, as in 2024-11"),
        ("to" = Option<String>, Query, description = "Last month"),
        ("period" = Option<String>, Query, description = "Instead of both: 2024-Q4, 2024 or 2024-03..2025-02"),
        ("boundaries" = Option<String>, Query, description = "historic (units as they were) or current"),
    ),
    responses(
        (status = 200, description = "The series as everybody may see them", body = SeriesObject),
        (status = 404, description = "No such unit, survey or period; the nearest one is named"),
    )
)]
pub(super) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let query = choice.query_or(&state.app, unit_code(&unit)?, DefaultPeriod::Everything).await?;
    let (unit, series) = state.app.series(&query, Audience::Public).await?;
    let unit = UnitName { code: unit.code.to_string(), name: unit.name };
    let json = series_json(unit, query.boundaries, &series).map_err(AppError::internal)?;
    Ok(file("application/json", json.into_bytes()))
}
