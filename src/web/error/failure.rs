//! Why a request has no result, and the status code of each reason.
//!
//! Policy: a reader is told what happened, what to check and the way out, in their language. Of a fault of ours a
//! client learns nothing but the number under which the log tells everything, once.

use std::fmt;
use std::io::ErrorKind;

use actix_web::ResponseError;
use actix_web::error::{PayloadError, UrlencodedError};
use actix_web::http::StatusCode;

use crate::app::AppError;
use crate::domain::{ChannelCode, ChannelCodeError, Period};

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
    pub(super) fn of_status(status: StatusCode) -> Self {
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
