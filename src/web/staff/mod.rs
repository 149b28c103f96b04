//! The pages for signed-in staff, `/staff/…`.

pub mod dashboard;
mod posters;
mod session;
pub mod sign_in;

use actix_web::web;

use crate::web::pages::reading;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/staff", reading().to(dashboard::lead))
        .route("/staff/", reading().to(dashboard::show))
        .route("/staff/posters.pdf", reading().to(posters::show))
        .service(
            web::resource("/staff/sign-in")
                .route(reading().to(sign_in::show))
                .route(web::post().to(sign_in::send)),
        )
        .route("/staff/sign-out", web::post().to(sign_in::leave));
}
