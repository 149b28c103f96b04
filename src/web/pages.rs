//! Responses that carry a page.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding, LOCATION};
use actix_web::{HttpResponse, Route, guard, web};
use maud::Render;

use super::State;
use super::error::Failure;
use super::paced_body::paced_body;
use crate::app::AppError;

/// The route of what is only read: GET, and HEAD for those who watch.
pub(super) fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A page that anybody may see. The page cache says for how long a reader may use it without asking again.
pub(super) fn page(view: &impl Render) -> HttpResponse {
    with_status(StatusCode::OK, view, FOR_EVERYBODY)
}

/// An answer that is the same for everybody. Where the page cache is not asked, it is asked for again each time.
pub(super) const FOR_EVERYBODY: &str = "no-cache";

/// No cache may keep it.
pub(super) const PRIVATE: &str = "no-store";
/// A reader finds it as they left it, and nobody else does.
pub(super) const RETURNING: &str = "private, no-cache";

/// A page that belongs to one reader: no cache may keep it.
pub(super) fn private_page(status: StatusCode, view: &impl Render) -> HttpResponse {
    with_status(status, view, PRIVATE)
}

/// A page that a reader may come back to by the browser's own button and find as they left it, and nobody else.
pub(super) fn returning_page(view: &impl Render) -> HttpResponse {
    with_status(StatusCode::OK, view, RETURNING)
}

fn with_status(status: StatusCode, view: &impl Render, cache: &'static str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CACHE_CONTROL, cache))
        .content_type("text/html; charset=utf-8")
        .body(view.render().into_string())
}

pub(super) const JSON: &str = "application/json";
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// A file made for this request.
pub(super) fn file(content_type: &'static str, bytes: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, FOR_EVERYBODY))
        .content_type(content_type)
        .body(bytes.into())
}

/// A file to keep, under a name of plain letters. It is packed already: to pack it once more would only cost time.
pub(super) fn download(content_type: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, FOR_EVERYBODY))
        .insert_header(ContentEncoding::Identity)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .content_type(content_type)
        .body(paced_body(bytes.into()))
}

/// Draws or writes in the pool for reports, when it is its turn.
pub(super) async fn drawn<T, E>(
    state: &State,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: std::fmt::Display + Send + 'static,
{
    let result = state.app.report_pool().run(work).await?;
    Ok(result.map_err(AppError::internal)?)
}

/// Leads the reader on with a GET.
pub(super) fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, PRIVATE))
        .finish()
}
