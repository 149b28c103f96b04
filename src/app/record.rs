//! Counting sheets for the tallies, and writing both in one transaction. Citizens' sheets and imports go through here.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::AppError;
use crate::clock::Clock;
use crate::domain::{Answer, Mode, Month, Response, RevisionId, UnitId};
use crate::store::{Connection, Tallies, Tally, add_to_tallies, insert_responses};

/// Numbers for each question.
const PLACES: usize = 6;

/// The order of the tables' primary keys, in which every writer goes through them.
type Key = (UnitId, NaiveDate, RevisionId, Mode);

/// The sheets of one unit, day or month, revision and mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Count {
    sheets: i32,
    /// [`PLACES`] numbers for each question: no opinion first, then the levels from 1 to 5.
    counts: Vec<i32>,
}

impl Count {
    /// Makes room for the places of a revision.
    fn widen(&mut self, places: usize) {
        if self.counts.len() < places {
            self.counts.resize(places, 0);
        }
    }

    fn add(&mut self, other: &Self) {
        self.sheets += other.sheets;
        self.widen(other.counts.len());
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, more)| *sum += more);
    }
}

/// Counts that wait to be added to the tallies.
#[derive(Debug, Default)]
pub(super) struct PendingTallies {
    days: BTreeMap<Key, Count>,
}

/// Above this the counts are written before more are gathered; it bounds memory at some 100 MB. Whoever writes
/// more than once in a transaction holds rows while asking for others out of order, so that it is set high.
const MOST_PENDING: usize = 300_000;
/// Rows a statement.
const ROWS_A_STATEMENT: usize = 5_000;

impl PendingTallies {
    /// Counts one sheet.
    pub(super) fn count(&mut self, response: &Response, clock: Clock) {
        let key = (response.unit, clock.day_of(response.submitted_at), response.revision, response.mode);
        self.add(key, &response.sheet.answers, 1);
    }

    /// Counts `sheets` sheets that say the same.
    pub(super) fn add(&mut self, key: Key, answers: &[Option<Answer>], sheets: i32) {
        let count = self.days.entry(key).or_default();
        count.sheets += sheets;
        count.widen(PLACES * answers.len());
        for (places, answer) in count.counts.chunks_mut(PLACES).zip(answers) {
            if let Some(place) = places.get_mut(usize::from(answer.map_or(0, Answer::level))) {
                *place += sheets;
            }
        }
    }

    /// Whether it is time to [`Self::write`].
    pub(super) fn are_many(&self) -> bool {
        self.days.len() >= MOST_PENDING
    }

    /// The counts, sorted, by day and by month; nothing is left.
    pub(super) fn take(&mut self) -> Tallies {
        let days = std::mem::take(&mut self.days);
        let mut months: BTreeMap<Key, Count> = BTreeMap::new();
        for (&(unit, day, revision, mode), count) in &days {
            let month = months.entry((unit, Month::of(day).first_day(), revision, mode)).or_default();
            month.add(count);
        }
        let rows = |counts: BTreeMap<Key, Count>| {
            counts
                .into_iter()
                .map(|((unit, date, revision, mode), Count { sheets, counts })| Tally {
                    unit,
                    date,
                    revision,
                    mode,
                    sheets,
                    counts,
                })
                .collect()
        };
        Tallies { days: rows(days), months: rows(months) }
    }

    /// Adds the counts to the tallies and starts again from nothing.
    pub(super) async fn write(&mut self, connection: &mut Connection) -> Result<(), AppError> {
        let Tallies { days, months } = self.take();
        // All months before all days, as every writer does it: nobody waits in a ring.
        for months in months.chunks(ROWS_A_STATEMENT) {
            add_to_tallies(connection, &Tallies { days: Vec::new(), months: months.to_vec() }).await?;
        }
        for days in days.chunks(ROWS_A_STATEMENT) {
            add_to_tallies(connection, &Tallies { days: days.to_vec(), months: Vec::new() }).await?;
        }
        Ok(())
    }
}

/// Inserts what is new among `responses` and counts it into `tallies`, which the caller writes in the same
/// transaction. Returns which ones were new. Of several with one id only the first is looked at.
pub(super) async fn record(
    connection: &mut Connection,
    responses: &mut Vec<Response>,
    clock: Clock,
    tallies: &mut PendingTallies,
) -> Result<HashSet<crate::domain::ResponseId>, AppError> {
    // Sorted, as every writer does it; and one statement cannot tell two rows of the same id apart. The sort is stable.
    responses.sort_by_key(|response| response.id);
    responses.dedup_by_key(|response| response.id);
    let new = insert_responses(connection, responses).await?;
    for response in responses.iter().filter(|response| new.contains(&response.id)) {
        tallies.count(response, clock);
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_the_sums_of_their_days() {
        let day = |day| NaiveDate::from_ymd_opt(2024, 11, day).unwrap();
        let answer = |level| Answer::from_level(level);
        let mut pending = PendingTallies::default();
        let key = |date| (UnitId(1), date, RevisionId(1), Mode::Open);
        pending.add(key(day(5)), &[answer(5), answer(0)], 2);
        pending.add(key(day(6)), &[answer(4), answer(1)], 1);
        let tallies = pending.take();
        assert_eq!(tallies.days.len(), 2);
        let [month] = tallies.months.as_slice() else { panic!("one month") };
        assert_eq!((month.date, month.sheets), (day(1), 3));
        assert_eq!(month.counts, [0, 0, 0, 0, 1, 2, 2, 1, 0, 0, 0, 0]);
        assert_eq!(pending.take(), Tallies::default());
    }
}
