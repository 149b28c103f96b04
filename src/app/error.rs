//! What a use case can answer instead of its result.
//!
//! Policy: what the reader can mend is a variant with a sentence that names the thing and the way out;
//! everything else is [`AppError::Store`] or [`AppError::Internal`], of which the log gets everything and a
//! client nothing. An outage is never told as "not found".

use std::path::PathBuf;

use crate::domain::{InvalidPeriod, Period, UnknownUnit};
use crate::store::StoreError;

/// The failure of a use case.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody holds the code.
    #[error(transparent)]
    UnknownUnit(#[from] UnknownUnit),
    /// There is no such survey.
    #[error("there is no survey \"{slug}\"{}", offer(nearest.as_deref()))]
    UnknownSurvey {
        /// What was asked for.
        slug: String,
        /// The slug that may have been meant.
        nearest: Option<String>,
    },
    /// The survey does not ask this question.
    #[error("there is no question \"{key}\"; there are {}", known.join(", "))]
    UnknownQuestion {
        /// What was asked for.
        key: String,
        /// The keys of those that are asked.
        known: Vec<String>,
    },
    /// The period is no month with such an edition.
    #[error("{period} has no edition {number}")]
    UnknownEdition {
        /// What was asked for.
        number: u32,
        /// The months.
        period: Period,
    },
    /// The unit belongs to other staff.
    #[error("the unit belongs to other staff")]
    OutOfScope,
    /// The period ends before it begins.
    #[error(transparent)]
    InvalidPeriod(#[from] InvalidPeriod),
    /// The picture that is to be printed as a logo cannot be.
    #[error("the logo {} {cause}", file.display())]
    UnusableLogo {
        /// Where it lies.
        file: PathBuf,
        /// What is wrong and what to do, as the end of a sentence that begins with the file.
        cause: String,
    },
    /// What was asked for cannot be done; the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// Too many reports are being made; trying again later helps.
    #[error("too many reports are being made: try again in a moment")]
    Busy,
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// Whether the database is away, so that trying again later helps.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Store(StoreError::Unreachable(_)))
    }

    /// Wraps a failure that only the log may see.
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
