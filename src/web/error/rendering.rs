//! Renders a failure as a page, or as JSON for programs.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::RETRY_AFTER;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};
use maud::Render;
use uuid::Uuid;

use super::Failure;
use super::choices::for_machines;
use super::view::ErrorPage;
use crate::app::AppError;
use crate::web::pages::see_other;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// Replaces the body of every failed response by an error page, or by JSON for programs. Logs internal
/// errors.
///
/// # Errors
///
/// Fails if the next service fails without a response of its own.
pub async fn render_failures(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(error) = response.response().error() else { return Ok(response) };
    let status = error.as_response_error().status_code();
    // Overload is no fault, and a flood of requests must not fill the log.
    let is_busy = matches!(error.as_error(), Some(Failure::App(AppError::Busy)));
    let number = (status.is_server_error() && !is_busy).then(|| Uuid::now_v7().to_string());
    if let Some(number) = &number {
        let request = response.request();
        // Logs the pattern, not the path: a path may contain a receipt.
        let (method, route) = (request.method(), request.match_pattern().unwrap_or_default());
        tracing::error!(%error, status = status.as_u16(), %method, route, number, "a request failed");
    }
    if status == StatusCode::SEE_OTHER {
        let next = match error.as_error() {
            Some(Failure::SecondFactorFirst) => "/staff/code",
            _ => "/staff/sign-in",
        };
        let lead = see_other(&with_language(next, Reader::of(response.request()).language));
        return Ok(response.into_response(lead));
    }
    let foreign = Failure::of_status(status);
    let failure = error.as_error::<Failure>().unwrap_or(&foreign);
    let page = render(response.request(), status, failure, number.as_deref());
    Ok(response.into_response(page))
}

/// Answers requests for addresses without a page.
///
/// # Errors
///
/// Always fails, with [`Failure::NotFound`].
pub async fn no_such_page() -> Result<HttpResponse, Failure> {
    Err(Failure::NotFound)
}

fn render(
    request: &HttpRequest,
    status: StatusCode,
    failure: &Failure,
    number: Option<&str>,
) -> HttpResponse {
    let reader = Reader::of(request);
    // A GET of the address does not send a form again.
    let address = if request.method() == Method::GET { reader.address.as_str() } else { "/" };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((RETRY_AFTER, "5"));
    }
    if is_for_machines(request.path()) {
        let reason = status.canonical_reason().unwrap_or_default();
        return response.json(for_machines(failure, reason));
    }
    let page = ErrorPage { language: reader.language, address, failure, number };
    response.content_type("text/html; charset=utf-8").body(page.render().into_string())
}

fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/") || [".json", ".csv", ".svg", ".png"].iter().any(|ending| path.ends_with(ending))
}
