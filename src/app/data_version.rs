//! The version of all data that public pages show. It changes when they change; pages are cached by it.

use std::fmt;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use parking_lot::Mutex;

use super::surveys::BUILT_IN_SURVEY;
use super::{App, AppError};
use crate::store::{Connection, StoredVersion, stored_version};

/// How long a look at the database is trusted, so that a crowd of readers costs one small query a second.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// A version of the public data. Its text differs whenever a page may differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataVersion {
    stored: StoredVersion,
    /// Units of the day, default periods and the month that runs change at midnight of the reporting time zone.
    today: NaiveDate,
    /// Responses in months that are not published, of which some pages show the number.
    collecting: u64,
}

impl DataVersion {
    /// The version of pages that also show how many have answered in months that are not published.
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

/// What the last look at the database found.
#[derive(Debug, Default)]
pub(super) struct KnownVersion {
    last: Mutex<Option<Look>>,
    looking: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Look {
    begun: Instant,
    /// The stored version and the responses in unpublished months; `None` where the database did not answer.
    found: Option<(StoredVersion, u64)>,
}

impl KnownVersion {
    /// Makes the next request look again. Called by whatever changes public data in this process.
    pub(super) fn forget(&self) {
        *self.last.lock() = None;
    }

    /// The last look, where it began after `arrived` or is trusted still.
    fn usable(&self, arrived: Instant) -> Option<Look> {
        let look = self.last.lock().clone()?;
        (look.begun >= arrived || look.begun.elapsed() < TRUSTED_FOR).then_some(look)
    }
}

impl App {
    /// The version of the public data now, or as it was less than a second ago. One request looks at a time; those who come
    /// meanwhile use what the next look finds.
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

    /// The stored version and the responses in unpublished months.
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
