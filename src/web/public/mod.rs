//! What everybody may read: published results.

pub mod chart;
mod charts;
pub mod home;
mod pack;
pub mod results;
pub mod units;

use actix_web::web;

use crate::web::pages::reading;

/// The addresses of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/", reading().to(home::handler::show))
        .route("/results/{unit:[0-9]+}", reading().to(results::handler::show))
        .route("/results/{unit:[0-9]+}.json", reading().to(results::handler::json))
        .route("/results/{unit:[0-9]+}.csv", reading().to(results::handler::csv))
        .route("/results/{unit:[0-9]+}/report.pdf", reading().to(results::report::show))
        .route("/results/{unit:[0-9]+}.xlsx", reading().to(results::workbook::show))
        .route("/results/{unit:[0-9]+}/pack.zip", reading().to(pack::show))
        .route(
            "/results/{unit:[0-9]+}/editions/{period}/{number:[0-9]+}",
            reading().to(results::editions::show),
        )
        .route(
            "/results/{unit:[0-9]+}/editions/{period}/{number:[0-9]+}.json",
            reading().to(results::editions::json),
        )
        .route(
            "/results/{unit:[0-9]+}/editions/{period}/{number:[0-9]+}.csv",
            reading().to(results::editions::csv),
        )
        .route(
            "/results/{unit:[0-9]+}/editions/{period}/{number:[0-9]+}.xlsx",
            reading().to(results::workbook::of_edition),
        )
        .route("/results/{unit:[0-9]+}/units", reading().to(units::handler::show))
        .route("/results/{unit:[0-9]+}/units.json", reading().to(units::handler::json))
        .route("/results/{unit:[0-9]+}/units.csv", reading().to(units::handler::csv))
        .route("/results/{unit:[0-9]+}/charts/{kind}", reading().to(chart::handler::show))
        .route("/charts/{kind}.{format}", reading().to(charts::show));
}
