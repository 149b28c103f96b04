//! The one place that turns a failure into a status code and a page.
//!
//! Policy: a reader is told what happened, what to check and the way out, in their language. Of a fault of ours a
//! client learns nothing but the number under which the log tells everything, once.

use std::fmt;
use std::io::ErrorKind;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{PayloadError, UrlencodedError};
use actix_web::http::header::RETRY_AFTER;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use maud::Render;
use uuid::Uuid;

use super::choices::for_machines;
use super::view::ErrorPage;
use crate::app::AppError;
use crate::domain::{ChannelCode, ChannelCodeError, Period};
use crate::web::pages::see_other;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// The name of a fault of ours, of which the reader only learns the number.
pub(super) const INTERNAL: &str = "internal";

/// Why a request has no result.
#[derive(Debug)]
pub enum Failure {
    /// A use case failed.
    App(AppError),
    /// A code that cannot be one of ours, as it was typed.
    MistypedCode(String, ChannelCodeError),
    /// A code that no poster bears.
    UnknownCode(ChannelCode),
    /// There is no such page.
    NotFound,
    /// What was given as a period is none, or ends before it begins.
    UnknownPeriod {
        /// As it was typed.
        typed: String,
        /// The nearest with answers.
        nearest: Option<Period>,
    },
    /// Posters are not printed in a size of this name.
    UnknownSize(String),
    /// The address or the form cannot be read.
    BadRequest,
    /// The form did not come from our own page.
    ForeignForm,
    /// More was sent than a form holds.
    TooLarge,
    /// The form did not come in time.
    TooLate,
    /// Only signed-in staff see this.
    SignInFirst,
}

impl Failure {
    /// Whether the database is away, so that trying again later helps.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::App(error) if error.is_outage())
    }

    /// What an error that is none of ours amounts to for the reader.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Self::TooLate,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::App(AppError::Internal(String::new())),
        }
    }

    /// The part of the message keys that names it, and its status code.
    fn kind(&self) -> (&'static str, StatusCode) {
        match self {
            Self::MistypedCode(..) => ("mistyped-code", StatusCode::NOT_FOUND),
            Self::UnknownCode(_) => ("unknown-code", StatusCode::NOT_FOUND),
            Self::App(AppError::UnknownUnit(_)) => ("unknown-unit", StatusCode::NOT_FOUND),
            Self::App(AppError::UnknownSurvey { .. }) => ("unknown-survey", StatusCode::NOT_FOUND),
            Self::App(AppError::UnknownQuestion { .. }) => ("unknown-question", StatusCode::NOT_FOUND),
            Self::App(AppError::UnknownEdition { .. }) => ("unknown-edition", StatusCode::NOT_FOUND),
            Self::UnknownPeriod { .. } => ("unknown-period", StatusCode::NOT_FOUND),
            Self::UnknownSize(_) => ("unknown-size", StatusCode::NOT_FOUND),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND),
            Self::App(AppError::InvalidPeriod(_) | AppError::Refused(_)) | Self::BadRequest => {
                ("bad-request", StatusCode::BAD_REQUEST)
            }
            Self::ForeignForm => ("foreign-form", StatusCode::FORBIDDEN),
            Self::App(AppError::OutOfScope) => ("forbidden", StatusCode::FORBIDDEN),
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::TooLate => ("too-late", StatusCode::REQUEST_TIMEOUT),
            Self::SignInFirst => ("forbidden", StatusCode::SEE_OTHER),
            Self::App(AppError::Busy) => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::App(error) if error.is_outage() => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::App(AppError::UnusableLogo { .. }) => ("unusable-logo", StatusCode::INTERNAL_SERVER_ERROR),
            Self::App(_) => (INTERNAL, StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// The part of the message keys that names it.
    pub(super) fn name(&self) -> &'static str {
        self.kind().0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App(error) => error.fmt(formatter),
            other => write!(formatter, "{other:?}"),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.kind().1
    }
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

/// What a body that cannot be read as a form amounts to.
pub fn form_failure(error: &UrlencodedError) -> Failure {
    match error {
        UrlencodedError::Overflow { .. } => Failure::TooLarge,
        UrlencodedError::Payload(PayloadError::Io(error)) if error.kind() == ErrorKind::TimedOut => {
            Failure::TooLate
        }
        _ => Failure::BadRequest,
    }
}

/// Puts the page, or for machines a line, in place of every failed response.
pub async fn render_failures(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(error) = response.response().error() else { return Ok(response) };
    let status = error.as_response_error().status_code();
    // To be too busy is no fault; a flood of requests must not fill the log.
    let is_busy = matches!(error.as_error(), Some(Failure::App(AppError::Busy)));
    let number = (status.is_server_error() && !is_busy).then(|| Uuid::now_v7().to_string());
    if let Some(number) = &number {
        let request = response.request();
        // The pattern, not the path: a path may hold a receipt.
        let (method, route) = (request.method(), request.match_pattern().unwrap_or_default());
        tracing::error!(%error, status = status.as_u16(), %method, route, number, "a request failed");
    }
    if status == StatusCode::SEE_OTHER {
        let sign_in = see_other(&with_language("/staff/sign-in", Reader::of(response.request()).language));
        return Ok(response.into_response(sign_in));
    }
    let foreign = Failure::of_status(status);
    let failure = error.as_error::<Failure>().unwrap_or(&foreign);
    let page = render(response.request(), status, failure, number.as_deref());
    Ok(response.into_response(page))
}

/// The answer to an address that no page has.
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
    // A form cannot be asked for again by its address.
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
