//! The counts from which reports are made: of every edition of a survey, by unit, month, wording and mode,
//! together with the dossiers. Their size grows with the number of offices and months, not with the number of
//! answers.

mod activity;
mod apportionment;
mod asked;
mod mode_split;
mod published;
mod reporter;
mod series;
mod totals;
mod unit_counts;
mod view;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, NaiveDate, Utc};

pub use activity::MonthActivity;
use asked::{AskedPlaces, AskedTexts};
pub use asked::{AskedQuestion, AskedText};
pub use published::PublishedCounts;
pub use reporter::Reporter;
pub use series::{Series, SeriesPoint, UnitMonths};
pub use totals::{QuestionTotals, Totals};
use unit_counts::{UnitCounts, UnitCountsBuilder};
pub use view::{CountsView, LiveCounts};

use crate::domain::{Mode, Month, RevisionId, UnitId};

/// An edition of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Identifies it; later editions have higher numbers.
    pub id: i32,
    /// The month.
    pub month: Month,
    /// Counts up from 1 within survey and month.
    pub number: u32,
    /// The day on which it was published, in the reporting time zone.
    pub published_on: NaiveDate,
    /// When it was published. Editions of one publication have the same moment.
    pub published_at: DateTime<Utc>,
}

/// The responses of one unit and month that were asked the same text and came in by the same mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// The version of the unit on the day of the responses.
    pub unit: UnitId,
    /// The reporting month.
    pub month: Month,
    /// The revision that was asked.
    pub revision: RevisionId,
    /// The mode of the responses.
    pub mode: Mode,
    /// Whether the responses are quarantined, so that they do not count.
    pub quarantined: bool,
    /// The number of responses.
    pub responses: u32,
    /// For each question of the revision, in order, as many numbers as its [`AskedText`] states: the
    /// responses without an answer first, then those of each option. Zeros at the end may be missing.
    pub counts: Vec<u32>,
}

/// The key of a row within its month: unit, revision, mode, and whether the responses are quarantined.
pub type CountKey = (UnitId, RevisionId, Mode, bool);

impl CountRow {
    /// The key of this row within its month.
    pub const fn key(&self) -> CountKey {
        (self.unit, self.revision, self.mode, self.quarantined)
    }

    /// The sums of the rows of one month that have the same key.
    pub fn sums<'a>(rows: impl Iterator<Item = &'a Self>) -> BTreeMap<CountKey, Self> {
        let mut sums: BTreeMap<CountKey, Self> = BTreeMap::new();
        for row in rows {
            match sums.entry(row.key()) {
                Entry::Vacant(entry) => drop(entry.insert(row.clone())),
                Entry::Occupied(mut entry) => entry.get_mut().add(row),
            }
        }
        sums
    }

    /// Adds the responses of another row of the same unit, text and mode.
    pub fn add(&mut self, other: &Self) {
        self.responses += other.responses;
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, more)| *sum += more);
    }
}
