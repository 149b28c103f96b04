//! Making the tables of responses of the months to come, before anybody answers in them.

use super::{App, AppError};
use crate::domain::Month;
use crate::store::{make_partition, months_without_partition};

/// The running month and those after it.
const MONTHS_AHEAD: usize = 3;

impl App {
    /// Makes the tables of responses that the next months will need, and those for which sheets wait already; says how
    /// many were made.
    pub async fn make_partitions(&self) -> Result<usize, AppError> {
        let now = Month::of(self.clock().now().date_naive());
        let ahead = std::iter::successors(Some(now), |month| Some(month.next())).take(MONTHS_AHEAD);
        let waiting = self
            .database()
            .read(async |connection| months_without_partition(connection, now.next()).await)
            .await?;
        let mut made = 0;
        for month in ahead.chain(waiting) {
            made += usize::from(self.make_partition(month).await?);
        }
        Ok(made)
    }

    /// Makes the table of one month; says whether it was not there.
    pub(super) async fn make_partition(&self, month: Month) -> Result<bool, AppError> {
        Ok(self.database().write(async |connection| make_partition(connection, month).await).await?)
    }
}
