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
    unpublished_responses: u64,
}

impl DataVersion {
    /// The version for pages that also show the number of responses in unpublished months.
    pub fn with_unpublished_responses(&self) -> String {
        format!("{self} {}", self.unpublished_responses)
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
    last: Mutex<Option<VersionCheck>>,
    check_lock: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct VersionCheck {
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
    fn usable(&self, arrived: Instant) -> Option<VersionCheck> {
        let check = self.last.lock().clone()?;
        (check.begun >= arrived || check.begun.elapsed() < TRUSTED_FOR).then_some(check)
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
        if let Some(check) = known.usable(arrived) {
            return self.version_of(check);
        }
        let _lock = known.check_lock.lock().await;
        if let Some(check) = known.usable(arrived) {
            return self.version_of(check);
        }
        let begun = Instant::now();
        let found = self.read_version().await;
        *known.last.lock() = Some(VersionCheck { begun, found: found.as_ref().ok().cloned() });
        let (stored, unpublished_responses) = found?;
        Ok(DataVersion { stored, unpublished_responses, today: self.clock().today() })
    }

    /// The stored version and the number of responses in unpublished months.
    async fn read_version(&self) -> Result<(StoredVersion, u64), AppError> {
        let read = async |connection: &mut Connection| Ok::<_, AppError>(stored_version(connection).await?);
        let stored = self.database().read(read).await?;
        Ok((stored, self.counts(BUILT_IN_SURVEY).await?.live.all_responses()))
    }

    fn version_of(&self, check: VersionCheck) -> Result<DataVersion, AppError> {
        let found = check.found.ok_or_else(|| AppError::internal("the data version could not be read"));
        let (stored, unpublished_responses) = found?;
        Ok(DataVersion { stored, unpublished_responses, today: self.clock().today() })
    }
}
