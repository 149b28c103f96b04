//! The citizens' pages: survey and receipt.

pub mod receipt;
pub mod resend;
pub mod survey;

use actix_web::web;

use crate::web::pages::reading;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/k", reading().to(survey::handler::find))
        .service(
            web::resource("/k/{code}")
                .route(reading().to(survey::handler::show))
                .route(web::post().to(survey::handler::send)),
        )
        .route("/r/{receipt}", reading().to(receipt::show));
}
