//! The public pages: published results.

pub mod chart;
pub mod home;
pub mod results;
pub mod units;

use actix_web::web;

use crate::web::pages::reading;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    for results in ["/results/{unit:[0-9]+}", "/results/{unit:[0-9]+}/editions/{period}/{number:[0-9]+}"] {
        routes
            .route(results, reading().to(results::show))
            .route(&format!("{results}.json"), reading().to(results::json))
            .route(&format!("{results}.csv"), reading().to(results::csv))
            .route(&format!("{results}.xlsx"), reading().to(results::workbook));
    }
    routes
        .route("/", reading().to(home::show))
        .route("/results/{unit:[0-9]+}/report.pdf", reading().to(results::report_pdf))
        .route("/results/{unit:[0-9]+}/pack.zip", reading().to(results::pack))
        .route("/results/{unit:[0-9]+}/units", reading().to(units::show))
        .route("/results/{unit:[0-9]+}/units.json", reading().to(units::json))
        .route("/results/{unit:[0-9]+}/units.csv", reading().to(units::csv))
        .route("/results/{unit:[0-9]+}/charts/{kind}", reading().to(chart::show))
        .route("/charts/{kind}.{format}", reading().to(chart::picture));
}
