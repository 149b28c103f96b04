//! The pages for signed-in staff, `/staff/…`.

pub mod account;
mod code;
pub mod frame;
pub mod kept_form;
pub mod log;
mod narrow_page;
mod oidc;
pub mod overview;
mod password;
mod people;
mod posters;
mod publishing;
pub mod results;
mod scope;
mod session;
pub mod sign_in;
mod subscriptions;
mod typed_unit;
pub mod unit_bar;
pub mod units;

use actix_web::web;

use crate::web::pages::reading;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .configure(signing_in)
        .configure(managing)
        .route("/staff", reading().to(overview::redirect))
        .route("/staff/", reading().to(overview::show))
        .route("/staff/posters.pdf", reading().to(posters::show))
        .service(
            web::resource("/staff/publishing")
                .route(reading().to(publishing::show))
                .route(web::post().to(publishing::publish)),
        )
        .route("/staff/results", reading().to(results::show))
        .route("/staff/units", reading().to(units::show));
}

/// Signing in and out, and one's own account.
fn signing_in(routes: &mut web::ServiceConfig) {
    routes
        .route("/staff/account", reading().to(account::show))
        .route("/staff/account/password", web::post().to(account::change_password))
        .route("/staff/account/profile", web::post().to(account::change_profile))
        .route("/staff/account/recovery-codes", web::post().to(code::renew))
        .route("/staff/account/sessions", web::post().to(account::end_other_sessions))
        .service(
            web::resource("/staff/code").route(reading().to(code::show)).route(web::post().to(code::send)),
        )
        .route("/staff/continue", reading().to(kept_form::show))
        .route("/staff/oidc", web::post().to(oidc::send_to_provider))
        .route("/staff/oidc/callback", reading().to(oidc::come_back))
        .service(
            web::resource("/staff/password/{token}")
                .route(reading().to(password::show))
                .route(web::post().to(password::send)),
        )
        .service(
            web::resource("/staff/sign-in")
                .route(reading().to(sign_in::show))
                .route(web::post().to(sign_in::send)),
        )
        .route("/staff/sign-out", web::post().to(sign_in::leave));
}

/// People, subscriptions and the audit log.
fn managing(routes: &mut web::ServiceConfig) {
    routes
        .route("/staff/log", reading().to(log::show))
        .route("/staff/log.csv", reading().to(log::csv))
        .service(
            web::resource("/staff/people")
                .route(reading().to(people::list::show))
                .route(web::post().to(people::list::invite)),
        )
        .service(
            web::resource("/staff/people/{id}")
                .route(reading().to(people::person::show))
                .route(web::post().to(people::person::change)),
        )
        .service(
            web::resource("/staff/subscriptions")
                .route(reading().to(subscriptions::list::show))
                .route(web::post().to(subscriptions::list::add)),
        )
        .service(
            web::resource("/staff/subscriptions/{id}")
                .route(reading().to(subscriptions::subscription::show))
                .route(web::post().to(subscriptions::subscription::change)),
        )
        .route("/staff/subscriptions/{id}/mail", reading().to(subscriptions::preview::mail))
        .service(
            web::resource("/staff/subscriptions/{id}/preview")
                .route(reading().to(subscriptions::preview::show))
                .route(web::post().to(subscriptions::preview::send_test)),
        );
}
