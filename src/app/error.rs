//! The errors of use cases.
//!
//! Policy: an error that the reader can fix is a variant whose message names the thing and the remedy.
//! Everything else is [`AppError::Store`] or [`AppError::Internal`]: the log gets all details and the client
//! none. An outage is never reported as "not found".

use std::path::PathBuf;

use super::staff::StaffRefusal;
use super::subscriptions::SubscriptionRefusal;
use crate::domain::{InvalidPeriod, Period, UnknownUnit};
use crate::store::StoreError;

/// The failure of a use case.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No unit has the code.
    #[error(transparent)]
    UnknownUnit(#[from] UnknownUnit),
    /// There is no such survey.
    #[error("there is no survey \"{slug}\"{}", offer(nearest.as_deref()))]
    UnknownSurvey {
        /// The requested slug.
        slug: String,
        /// The slug that may have been meant.
        nearest: Option<String>,
    },
    /// The survey does not ask this question.
    #[error("there is no question \"{key}\"; there are {}", known.join(", "))]
    UnknownQuestion {
        /// The requested question key.
        key: String,
        /// The keys of the questions that the survey asks.
        known: Vec<String>,
    },
    /// The period is not a month with such an edition.
    #[error("{period} has no edition {number}")]
    UnknownEdition {
        /// The requested number.
        number: u32,
        /// The requested period.
        period: Period,
    },
    /// A change of staff is refused.
    #[error(transparent)]
    StaffRefused(#[from] StaffRefusal),
    /// A change of subscriptions is refused.
    #[error(transparent)]
    SubscriptionRefused(#[from] SubscriptionRefusal),
    /// The unit belongs to other staff.
    #[error("the unit belongs to other staff")]
    OutOfScope,
    /// The period ends before it begins.
    #[error(transparent)]
    InvalidPeriod(#[from] InvalidPeriod),
    /// The picture cannot be printed as a logo.
    #[error("the logo {} {cause}", file.display())]
    UnusableLogo {
        /// The path of the file.
        file: PathBuf,
        /// What is wrong and what to do, as the end of a sentence that begins with the file.
        cause: String,
    },
    /// The request cannot be carried out. The sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// Too many reports are being made. A later retry helps.
    #[error("too many reports are being made: try again in a moment")]
    Busy,
    /// An internal fault.
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// Whether the database is unreachable, so that a later retry helps.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unreachable(_)))
    }

    /// Wraps an error whose details go only to the log.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

fn offer(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; the nearest is \"{nearest}\"")).unwrap_or_default()
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}
