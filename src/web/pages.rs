//! Responses that carry a page.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ContentEncoding, HeaderValue, LOCATION,
};
use actix_web::{HttpResponse, Route, guard, web};
use maud::Render;

use super::State;
use super::error::Failure;
use super::paced_body::paced_body;
use super::view::style::staff_policy;
use crate::app::AppError;

/// The route of a read-only page: GET, and HEAD for monitoring.
pub(super) fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A page for all readers. The page cache sets for how long a browser may reuse it without revalidation.
pub(super) fn page(view: &impl Render) -> HttpResponse {
    with_status(StatusCode::OK, view, FOR_EVERYBODY)
}

/// `Cache-Control` of an answer that is the same for all readers: revalidate each time, unless the page cache
/// sets another value.
pub(super) const FOR_EVERYBODY: &str = "no-cache";

/// `Cache-Control` of an answer that no cache may keep.
pub(super) const PRIVATE: &str = "no-store";
/// `Cache-Control` of a page that only the reader's own browser may keep, and revalidates.
pub(super) const RETURNING: &str = "private, no-cache";

/// A page that belongs to one reader: no cache may keep it.
pub(super) fn private_page(status: StatusCode, view: &impl Render) -> HttpResponse {
    with_policy(with_status(status, view, PRIVATE), staff_policy())
}

/// The response with its own `Content-Security-Policy` in place of the one that all pages have.
pub(super) fn with_policy(mut response: HttpResponse, policy: &'static str) -> HttpResponse {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// A page that a reader may return to by the browser's back button and find unchanged; shared caches must not
/// keep it.
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

/// A download with an ASCII file name. Not compressed again: its format is compressed already.
pub(super) fn download(content_type: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, FOR_EVERYBODY))
        .insert_header(ContentEncoding::Identity)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .content_type(content_type)
        .body(paced_body(bytes.into()))
}

/// Runs `work` (drawing or writing a document) in the report pool, in turn.
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

/// Redirects the reader to `address` with a GET.
pub(super) fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, PRIVATE))
        .finish()
}
