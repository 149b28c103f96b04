//! For other people's programs, `/api/v1/…`: the same reports as the pages, and the document that describes them.

mod description;
mod results;
mod series;
mod units;

use actix_web::web;

use crate::web::pages::reading;

/// The addresses of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/api/v1/openapi.json", reading().to(description::show))
        .route("/api/v1/results/{unit:[0-9]+}", reading().to(results::show))
        .route("/api/v1/results/{unit:[0-9]+}/series", reading().to(series::show))
        .route("/api/v1/results/{unit:[0-9]+}/units", reading().to(units::show));
}
