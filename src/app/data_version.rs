//! The version of all data on public pages. It changes when the data change; cached pages are keyed by it.

use std::fmt;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use parking_lot::Mutex;

use super::surveys::BUILT_IN_SURVEY;
use super::{App, AppError};
use crate::store::{Connection, StoredVersion, stored_version};

/// How long a check of the database is valid, so that many readers cost one small query per second.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// A version of the public data. Its text differs whenever a page may differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataVersion {
    stored: StoredVersion,
    /// Responsible units, default periods and the current month change at midnight of the reporting time
    /// zone.
    today: NaiveDate,
    /// The number of responses in unpublished months, which some pages show.
    collecting: u64,
}

impl DataVersion {
    /// The version for pages that also show the number of responses in unpublished months.
    pub fn with_collecting(&self) -> String {
        format!("{self} {}", self.collecting)
    }
}

impl fmt::Display for DataVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StoredVersion { editions, reference_data, rollout } = &self.stored;
        write!(formatter, "{editions} {reference_data} {rollout} {}", self.today)
    }
}

/// The result of the last check of the database.
#[derive(Debug, Default)]
pub(super) struct KnownVersion {
    last: Mutex<Option<Look>>,
    looking: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Look {
    begun: Instant,
    /// The stored version and the number of responses in unpublished months; `None` if the database did not
    /// answer.
    found: Option<(StoredVersion, u64)>,
}

impl KnownVersion {
    /// Makes the next request check again. Must be called after every change of public data in this process.
    pub(super) fn forget(&self) {
        *self.last.lock() = None;
    }

    /// The last check, if it began after `arrived` or is still valid.
    fn usable(&self, arrived: Instant) -> Option<Look> {
        let look = self.last.lock().clone()?;
        (look.begun >= arrived || look.begun.elapsed() < TRUSTED_FOR).then_some(look)
    }
}

impl App {
    /// The version of the public data, at most one second old. One request checks at a time; those that
    /// arrive meanwhile use the result of the next check.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read, or could not be read by the last check, less than a second ago.
    pub async fn data_version(&self) -> Result<DataVersion, AppError> {
        let known = &self.shared.known_version;
        let arrived = Instant::now();
        if let Some(look) = known.usable(arrived) {
            return self.dated(look);
        }
        let _turn = known.looking.lock().await;
        if let Some(look) = known.usable(arrived) {
            return self.dated(look);
        }
        let begun = Instant::now();
        let found = self.look_at_version().await;
        *known.last.lock() = Some(Look { begun, found: found.as_ref().ok().cloned() });
        let (stored, collecting) = found?;
        Ok(DataVersion { stored, collecting, today: self.clock().today() })
    }

    /// The stored version and the number of responses in unpublished months.
    async fn look_at_version(&self) -> Result<(StoredVersion, u64), AppError> {
        let read = async |connection: &mut Connection| Ok::<_, AppError>(stored_version(connection).await?);
        let stored = self.database().read(read).await?;
        Ok((stored, self.counts(BUILT_IN_SURVEY).await?.live.all_responses()))
    }

    fn dated(&self, look: Look) -> Result<DataVersion, AppError> {
        let found = look.found.ok_or_else(|| AppError::internal("the data version could not be read"));
        let (stored, collecting) = found?;
        Ok(DataVersion { stored, collecting, today: self.clock().today() })
    }
}
