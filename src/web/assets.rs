//! Files that pages of ours refer to.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

use super::pages::reading;
use super::view::style::HTMX;

/// Registers the routes of this scope.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes.route(HTMX, reading().to(htmx));
}

/// `GET /assets/htmx-2.0.11.js`
async fn htmx() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .content_type("text/javascript; charset=utf-8")
        .body(include_str!("../../assets/scripts/htmx.min.js"))
}
