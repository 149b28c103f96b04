//! What everybody may read: published results.

mod charts;
pub mod home;
pub mod results;

use actix_web::web;

use crate::web::pages::reading;

/// The addresses of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/", reading().to(home::handler::show))
        .route("/results/{unit:[0-9]+}", reading().to(results::handler::show))
        .route("/results/{unit:[0-9]+}.json", reading().to(results::handler::json))
        .route("/results/{unit:[0-9]+}.csv", reading().to(results::handler::csv))
        .route("/charts/{kind}.{format}", reading().to(charts::show));
}
