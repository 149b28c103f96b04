//! The one place that turns a failure into a status code and a page.
//!
//! Policy: a reader is told what happened, what to check and the way out, in their language. Of a fault of ours a
//! client learns nothing but the number under which the log tells everything, once.

use std::ffi::OsStr;
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
use super::problem::Problem;
use super::view::ErrorPage;
use crate::app::AppError;
use crate::domain::{ChannelCode, ChannelCodeError, Period};
use crate::web::pages::see_other;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

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

    fn status(&self) -> StatusCode {
        match self {
            Self::App(
                AppError::UnknownUnit(_)
                | AppError::UnknownSurvey { .. }
                | AppError::UnknownQuestion { .. }
                | AppError::UnknownEdition { .. },
            )
            | Self::MistypedCode(..)
            | Self::UnknownCode(_)
            | Self::UnknownPeriod { .. }
            | Self::UnknownSize(_)
            | Self::NotFound => StatusCode::NOT_FOUND,
            Self::App(AppError::InvalidPeriod(_) | AppError::Refused(_)) | Self::BadRequest => {
                StatusCode::BAD_REQUEST
            }
            Self::App(AppError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLate => StatusCode::REQUEST_TIMEOUT,
            Self::ForeignForm | Self::App(AppError::OutOfScope) => StatusCode::FORBIDDEN,
            _ if self.is_outage() => StatusCode::SERVICE_UNAVAILABLE,
            Self::App(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SignInFirst => StatusCode::SEE_OTHER,
        }
    }

    fn problem<'a>(&'a self, request: Option<&'a str>) -> Problem<'a> {
        match self {
            Self::MistypedCode(typed, why) => Problem::MistypedCode { typed, why: *why },
            Self::UnknownCode(code) => Problem::UnknownCode(code),
            Self::App(AppError::UnknownUnit(unknown)) => Problem::UnknownUnit(unknown),
            Self::App(AppError::UnknownSurvey { slug, nearest }) => {
                Problem::UnknownSurvey { slug, nearest: nearest.as_deref() }
            }
            Self::UnknownPeriod { typed, nearest } => Problem::UnknownPeriod { typed, nearest: *nearest },
            Self::App(AppError::UnknownQuestion { key, known }) => Problem::UnknownQuestion { key, known },
            Self::App(AppError::UnknownEdition { number, period }) => {
                Problem::UnknownEdition { number: *number, period: *period }
            }
            Self::UnknownSize(typed) => Problem::UnknownSize { typed },
            Self::App(AppError::UnusableLogo { file, .. }) => {
                // Its name alone: where the server keeps it is no reader's business.
                let file = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
                Problem::UnusableLogo { file }
            }
            Self::ForeignForm => Problem::ForeignForm,
            other => problem_of(other.status(), request),
        }
    }
}

fn problem_of(status: StatusCode, request: Option<&str>) -> Problem<'_> {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
        StatusCode::FORBIDDEN => Problem::Forbidden,
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        StatusCode::REQUEST_TIMEOUT => Problem::TooLate,
        StatusCode::SERVICE_UNAVAILABLE => Problem::Unavailable,
        status if status.is_client_error() => Problem::BadRequest,
        _ => Problem::Internal { request },
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
        self.status()
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
    let problem = match error.as_error::<Failure>() {
        Some(failure) => failure.problem(number.as_deref()),
        None => problem_of(status, number.as_deref()),
    };
    let page = render(response.request(), status, problem);
    Ok(response.into_response(page))
}

/// The answer to an address that no page has.
pub async fn no_such_page() -> Result<HttpResponse, Failure> {
    Err(Failure::NotFound)
}

fn render(request: &HttpRequest, status: StatusCode, problem: Problem<'_>) -> HttpResponse {
    let reader = Reader::of(request);
    // A form cannot be asked for again by its address.
    let address = if request.method() == Method::GET { reader.address.as_str() } else { "/" };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((RETRY_AFTER, "5"));
    }
    if is_for_machines(request.path()) {
        let reason = status.canonical_reason().unwrap_or_default();
        return response.json(for_machines(&problem, reason));
    }
    let page = ErrorPage { language: reader.language, address, problem };
    response.content_type("text/html; charset=utf-8").body(page.render().into_string())
}

fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/") || [".json", ".csv", ".svg", ".png"].iter().any(|ending| path.ends_with(ending))
}
