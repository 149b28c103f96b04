//! Publishes a survey in one transaction: decides which months get a further edition, and which edition
//! counts late responses.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::AppError;
use crate::domain::{AskedText, CountRow, Edition, Month, Period, PublishedCounts, Survey, UnitId};
use crate::store::{
    Connection, MonthToCount, StoredEdition, asked_texts, count_month, count_recorded, dossiers_have_changed,
    edition_counts_of_month, edition_counts_of_units, editions_of_survey, insert_edition,
    insert_edition_counts,
};

/// The result of publishing one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedMonth {
    /// The month.
    pub month: Month,
    /// The number of the current edition.
    pub number: u32,
    /// Whether it is new; otherwise there were no changes, or too few.
    pub is_new: bool,
    /// Responses that this edition counts first.
    pub new_responses: u64,
    /// Late responses that wait, because no published figure could include them yet.
    pub waiting: u64,
}

/// Units whose earlier counts are read at once; bounds memory after a large late import.
const UNITS_AT_ONCE: usize = 500;

/// Publishing a survey. The caller must hold the lock on editions.
pub(super) struct Publishing<'a> {
    connection: &'a mut Connection,
    survey: Survey,
    texts: Vec<AskedText>,
    zone: &'a str,
    /// Responses recorded before this moment are counted.
    until: DateTime<Utc>,
    /// The editions in the order of publication, the new ones at the end.
    editions: Vec<StoredEdition>,
    /// How many editions there were before.
    known: usize,
    /// The result for each month.
    done: BTreeMap<Month, PublishedMonth>,
    /// Responses that no edition counts.
    uncounted: BTreeMap<Month, Vec<CountRow>>,
}

impl<'a> Publishing<'a> {
    /// Prepares the publication of responses recorded before `until`. `zone` is the IANA name of the time
    /// zone of months.
    pub(super) async fn new(
        connection: &'a mut Connection,
        survey: Survey,
        zone: &'a str,
        until: DateTime<Utc>,
    ) -> Result<Self, AppError> {
        let texts = asked_texts(connection, survey.id).await?;
        let editions = editions_of_survey(connection, survey.id).await?;
        // Editions of other publishers up to now are visible here. `until` must not be earlier than theirs.
        let counted = editions.iter().filter_map(|edition| edition.counted_until);
        let until = counted.fold(until, DateTime::max);
        let (known, done, uncounted) = (editions.len(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { connection, survey, texts, zone, until, editions, known, done, uncounted })
    }

    /// The result for each month, in their order.
    pub(super) fn done(self) -> Vec<PublishedMonth> {
        self.done.into_values().collect()
    }

    /// Publishes the months of `period`, and late responses of other months in closed quarters and years.
    ///
    /// Late responses that make no group of their month go into another new edition of their quarter, so that a
    /// group of the quarter has precedence over one of the year.
    pub(super) async fn publish(&mut self, period: Period) -> Result<(), AppError> {
        for month in self.months_to_look_at(period) {
            self.publish_month(month).await?;
        }
        for span_of in [Period::quarter_of, Period::year_of] {
            for edition in self.editions.get(self.known..).unwrap_or_default().to_vec() {
                let span = span_of(edition.month);
                if self.is_closed(span) {
                    self.add_uncounted(&edition, span).await?;
                }
            }
            self.publish_left_over(span_of).await?;
        }
        Ok(())
    }

    /// Makes an edition of the last published month of each closed quarter or year whose late responses are
    /// enough for a group of it.
    async fn publish_left_over(&mut self, span_of: fn(Month) -> Period) -> Result<(), AppError> {
        let spans: BTreeSet<Period> = self.uncounted.keys().map(|&month| span_of(month)).collect();
        for span in spans {
            let rows = self.uncounted.range(span.from()..=span.to()).flat_map(|(_, rows)| rows);
            let rows: Vec<CountRow> = rows.cloned().collect();
            let published = self.published_months(span).pop_last().filter(|_| self.is_closed(span));
            if let Some(month) = published
                && self.would_count(month, &rows).await?
            {
                let new = self.editions.get(self.known..).unwrap_or_default();
                let edition = match new.iter().find(|edition| edition.month == month).cloned() {
                    Some(edition) => edition,
                    None => self.add_edition(month).await?,
                };
                self.add_uncounted(&edition, span).await?;
            }
        }
        Ok(())
    }

    /// Creates the next edition of a month if there is new data.
    async fn publish_month(&mut self, month: Month) -> Result<(), AppError> {
        let last = self.last_edition(month).cloned();
        let new = self.new_responses(month, last.as_ref()).await?;
        let has_news = match &last {
            None => !new.is_empty(),
            Some(last) => {
                self.would_count(month, &new).await?
                    || dossiers_have_changed(self.connection, last.id, month).await?
            }
        };
        let waiting = new.iter().map(|row| u64::from(row.responses)).sum();
        if let Some(last) = last {
            let number = last.number;
            self.done
                .insert(month, PublishedMonth { month, number, is_new: false, new_responses: 0, waiting });
        }
        self.uncounted.insert(month, new);
        if has_news {
            let edition = self.add_edition(month).await?;
            self.add_uncounted(&edition, Period::month(month)).await?;
        }
        Ok(())
    }

    /// Creates the next edition of a month, without counts.
    async fn add_edition(&mut self, month: Month) -> Result<StoredEdition, AppError> {
        let number = self.last_edition(month).map_or(0, |last| last.number) + 1;
        let edition = insert_edition(self.connection, self.survey.id, month, number, self.until).await?;
        self.editions.push(edition.clone());
        let done = PublishedMonth { month, number, is_new: true, new_responses: 0, waiting: 0 };
        self.done.insert(month, done);
        Ok(edition)
    }

    /// Adds the uncounted responses of a period to an edition.
    async fn add_uncounted(&mut self, edition: &StoredEdition, period: Period) -> Result<(), AppError> {
        let months: Vec<Month> =
            self.uncounted.keys().copied().filter(|&month| period.contains(month)).collect();
        for month in months {
            let rows = self.uncounted.remove(&month).unwrap_or_default();
            insert_edition_counts(self.connection, edition.id, month, &rows).await?;
            let responses = rows.iter().map(|row| u64::from(row.responses)).sum::<u64>();
            if let Some(done) = self.done.get_mut(&month) {
                done.waiting = 0;
            }
            if let Some(done) = self.done.get_mut(&edition.month) {
                done.new_responses += responses;
            }
        }
        Ok(())
    }

    /// Whether a further edition of a month would count any answer of these rows, which must be of one year.
    async fn would_count(&mut self, month: Month, rows: &[CountRow]) -> Result<bool, AppError> {
        let edition = |edition: &StoredEdition| Edition {
            id: edition.id,
            month: edition.month,
            number: edition.number,
            published_on: edition.published_at.date_naive(),
            published_at: edition.published_at,
        };
        let mut editions: Vec<Edition> = self.editions.iter().map(edition).collect();
        let new = self.editions.get(self.known..).and_then(|new| new.first());
        let published_at = new.map_or(self.until, |new| new.published_at);
        let published_on = published_at.date_naive();
        editions.push(Edition { id: i32::MAX, month, number: u32::MAX, published_on, published_at });
        let mut by_unit: BTreeMap<UnitId, Vec<(i32, CountRow)>> = BTreeMap::new();
        for row in rows {
            by_unit.entry(row.unit).or_default().push((i32::MAX, row.clone()));
        }
        let units: Vec<UnitId> = by_unit.keys().copied().collect();
        for units in units.chunks(UNITS_AT_ONCE) {
            let year = Period::year_of(month);
            let counted = edition_counts_of_units(self.connection, self.survey.id, units, year).await?;
            for (edition, row) in counted {
                by_unit.entry(row.unit).or_default().push((edition, row));
            }
            let mut counts = PublishedCounts::new(self.survey.clone(), &self.texts, editions.clone());
            for &unit in units {
                counts.add_unit(unit, by_unit.remove(&unit).unwrap_or_default());
            }
            if counts.counts_answers_of(i32::MAX) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn last_edition(&self, month: Month) -> Option<&StoredEdition> {
        self.editions.iter().rfind(|edition| edition.month == month)
    }

    /// The months of a period, and the published months of the quarters and years that are closed with it.
    fn months_to_look_at(&self, period: Period) -> BTreeSet<Month> {
        let spans = |month: Month| [Period::quarter_of(month), Period::year_of(month)];
        let around = period.months().flat_map(spans);
        let around = around.filter(|span| self.is_closed(*span) || span.to() <= period.to());
        let published = self.editions.iter().flat_map(|edition| spans(edition.month));
        let closed_now = published.filter(|span| !self.is_closed(*span) && span.to() <= period.to());
        let closed = around.chain(closed_now);
        period.months().chain(closed.flat_map(|span| self.published_months(span))).collect()
    }

    /// The months of a period that have an edition, in order.
    fn published_months(&self, period: Period) -> BTreeSet<Month> {
        self.editions.iter().map(|edition| edition.month).filter(|&month| period.contains(month)).collect()
    }

    /// Whether the last month of a period, or a later one, is published.
    fn is_closed(&self, period: Period) -> bool {
        self.editions.iter().any(|edition| edition.month >= period.to())
    }

    /// The responses of a month that no edition counts.
    async fn new_responses(
        &mut self,
        month: Month,
        last: Option<&StoredEdition>,
    ) -> Result<Vec<CountRow>, AppError> {
        let wanted = MonthToCount {
            survey: self.survey.id,
            month,
            zone: self.zone,
            recorded_before: Some(self.until),
        };
        if let Some(since) = last.and_then(|last| last.counted_until)
            && count_recorded(self.connection, wanted, Some(since)).await? == 0
        {
            return Ok(Vec::new());
        }
        let mut new = count_month(self.connection, wanted, &self.texts).await?;
        if last.is_some() {
            let counted = edition_counts_of_month(self.connection, self.survey.id, month).await?;
            subtract(&mut new, counted.iter().map(|(_, row)| row));
        }
        Ok(new)
    }
}

/// Subtracts the counts of earlier editions, and removes rows without responses.
fn subtract<'a>(rows: &mut Vec<CountRow>, counted: impl Iterator<Item = &'a CountRow>) {
    let before = CountRow::sums(counted);
    for row in rows.iter_mut() {
        if let Some(before) = before.get(&row.key()) {
            row.responses = row.responses.saturating_sub(before.responses);
            for (count, before) in row.counts.iter_mut().zip(&before.counts) {
                *count = count.saturating_sub(*before);
            }
        }
    }
    rows.retain(|row| row.responses > 0);
}
