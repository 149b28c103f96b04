//! Making the tables of responses: of the months to come, before anybody answers in them, and of those in a file.

use std::collections::HashSet;

use super::{App, AppError};
use crate::domain::{Month, ResponseId};
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

/// Makes tables for what an import brings, month by month as they come up.
///
/// Outside of the import's transaction, which would keep others out of the table for as long as it lasts.
pub(super) struct MonthsOfImport<'a> {
    app: &'a App,
    known: HashSet<Month>,
    gave_up: bool,
}

impl<'a> MonthsOfImport<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self { app, known: HashSet::new(), gave_up: false }
    }

    /// Looks to it that the sheet's month has a table. Where that can't be had, as after sheets without a month, which
    /// are in the way of it, the sheet waits among the others until the server finds it there.
    pub(super) async fn expect(&mut self, id: ResponseId) {
        let Some(month) = id.made_at().map(|moment| Month::of(moment.date_naive())) else { return };
        let last = Month::of(self.app.clock().now().date_naive()).next();
        if self.gave_up || month.year() < 2020 || month > last || !self.known.insert(month) {
            return;
        }
        if let Err(error) = self.app.make_partition(month).await {
            tracing::debug!(%error, %month, "no table was made for a month of the file");
            self.gave_up = true;
        }
    }
}
