//! Why a request has no result, and the status code of each reason.
//!
//! Policy: a reader is told, in their language, what happened, what to check and what to do next. For an
//! internal error the client gets only a number, under which the log has the details, once.

use std::fmt;
use std::io::ErrorKind;

use actix_web::ResponseError;
use actix_web::error::{PayloadError, UrlencodedError};
use actix_web::http::StatusCode;

use crate::app::{AppError, StaffRefusal, SubscriptionRefusal};
use crate::domain::{ChannelCode, ChannelCodeError, Period};

/// The name of an internal error, of which the reader sees only the number.
pub(super) const INTERNAL: &str = "internal";

/// Why a request has no result.
#[derive(Debug)]
pub enum Failure {
    /// A use case failed.
    App(AppError),
    /// A typed code that cannot be a channel's code.
    MistypedCode(String, ChannelCodeError),
    /// A code that no channel has.
    UnknownCode(ChannelCode),
    /// There is no such page.
    NotFound,
    /// The typed period is none, or ends before it begins.
    UnknownPeriod {
        /// The text as it was typed.
        typed: String,
        /// The nearest period with answers.
        nearest: Option<Period>,
    },
    /// There is no poster size of this name.
    UnknownSize(String),
    /// The address or the form cannot be read.
    BadRequest,
    /// The form did not come from our own page.
    ForeignForm,
    /// The form is larger than the limit.
    TooLarge,
    /// The form did not arrive within the time limit.
    TooLate,
    /// The page requires a signed-in member of staff.
    SignInFirst,
    /// The page requires the second factor.
    SecondFactorFirst,
}

impl Failure {
    /// Whether the database is unavailable, so that trying again later helps.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::App(error) if error.is_outage())
    }

    /// The failure to show for another library's error with this status.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Self::TooLate,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::App(AppError::Internal(String::new())),
        }
    }

    /// The part of the message keys that names the failure, and its status code.
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
            Self::NotFound
            | Self::App(
                AppError::StaffRefused(StaffRefusal::UnknownPerson(_))
                | AppError::SubscriptionRefused(SubscriptionRefusal::Unknown(_)),
            ) => ("not-found", StatusCode::NOT_FOUND),
            Self::App(
                AppError::InvalidPeriod(_)
                | AppError::Refused(_)
                | AppError::StaffRefused(_)
                | AppError::SubscriptionRefused(_),
            )
            | Self::BadRequest => ("bad-request", StatusCode::BAD_REQUEST),
            Self::ForeignForm => ("foreign-form", StatusCode::FORBIDDEN),
            Self::App(AppError::OutOfScope) => ("forbidden", StatusCode::FORBIDDEN),
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::TooLate => ("too-late", StatusCode::REQUEST_TIMEOUT),
            Self::SignInFirst | Self::SecondFactorFirst => ("forbidden", StatusCode::SEE_OTHER),
            Self::App(AppError::Busy) => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::App(error) if error.is_outage() => ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::App(AppError::UnusableLogo { .. }) => ("unusable-logo", StatusCode::INTERNAL_SERVER_ERROR),
            Self::App(_) => (INTERNAL, StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// The part of the message keys that names the failure.
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

/// The failure for a body that cannot be read as a form.
pub fn form_failure(error: &UrlencodedError) -> Failure {
    match error {
        UrlencodedError::Overflow { .. } => Failure::TooLarge,
        UrlencodedError::Payload(PayloadError::Io(error)) if error.kind() == ErrorKind::TimedOut => {
            Failure::TooLate
        }
        _ => Failure::BadRequest,
    }
}
