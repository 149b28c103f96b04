//! Publishing: the figures of a month that is over become an edition, which never changes.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{AskedText, CountRow, Month, PUBLICATION_THRESHOLD, Period, Survey, UnitId};
use crate::store::{
    Connection, MonthToCount, StoredEdition, asked_texts, count_month, count_recorded_since,
    dossiers_have_changed, edition_counts_of_month, editions_of_survey, insert_edition,
    insert_edition_counts, lock_editions, recorded_until, span_of_responses, survey_slugs,
};

/// How long publishing waits for transactions that were running when it began. What they write is late.
const WAIT_FOR_WRITERS: Duration = Duration::from_secs(5);

/// What publishing did to one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedMonth {
    /// The month.
    pub month: Month,
    /// The number of the edition that stands now.
    pub number: u32,
    /// Whether it is new; otherwise nothing has changed, or too little.
    pub is_new: bool,
    /// Responses that it is the first to count.
    pub new_responses: u64,
    /// Late responses that wait, because fewer than ten of any unit came.
    pub waiting: u64,
}

/// Publishing a survey, in one transaction.
struct Publishing<'a> {
    connection: &'a mut Connection,
    survey: Survey,
    texts: Vec<AskedText>,
    zone: &'a str,
    /// Responses that were recorded before this moment are counted.
    until: DateTime<Utc>,
}

/// What became of the responses of a month that no edition had counted.
enum Counted {
    /// A new edition counts them.
    Edition(StoredEdition),
    /// They are too few for an edition of their month.
    Late(Vec<CountRow>),
}

impl App {
    /// Makes the next edition of each month of `period` that is over and has something new, and of those other months of a
    /// closed quarter or year that have enough late responses.
    ///
    /// Fails where a month is not over, or where nobody has answered in the period.
    pub async fn publish(&self, slug: &str, period: Period) -> Result<Vec<PublishedMonth>, AppError> {
        if period.to() >= Month::of(self.clock().today()) {
            let cause = format!("{period} is not over yet: publish it from the 1st of the month after it");
            return Err(AppError::Refused(cause));
        }
        let until = self.wait_for_writers(period).await?;
        let zone = self.clock().zone_name();
        let publish = async |connection: &mut Connection| {
            let survey = survey(connection, slug).await?;
            lock_editions(connection).await?;
            let texts = asked_texts(connection, survey.id).await?;
            let mut publishing = Publishing { connection, survey, texts, zone, until };
            let published = publishing.months(period).await?;
            if published.iter().any(|done| period.contains(done.month)) {
                return Ok(published);
            }
            Err(self.nothing_to_publish(&mut publishing, period).await?)
        };
        let published = self.database().write(publish).await?;
        self.shared.counts.forget_live();
        self.shared.known_version.forget();
        Ok(published)
    }

    /// Publishes what is due of every survey; returns the new editions. Months in which nobody answered are left out.
    pub async fn publish_due(&self, period: Period) -> Result<Vec<PublishedMonth>, AppError> {
        let slugs = async |connection: &mut Connection| Ok::<_, AppError>(survey_slugs(connection).await?);
        let mut published = Vec::new();
        for slug in self.database().read(slugs).await? {
            match self.publish(&slug, period).await {
                Ok(done) => published.extend(done.into_iter().filter(|done| done.is_new)),
                Err(AppError::Refused(cause)) => tracing::debug!(cause, "nothing to publish"),
                Err(error) => return Err(error),
            }
        }
        Ok(published)
    }

    /// A moment before which every response is visible by now; if possible the moment of the call.
    ///
    /// Fails where a transaction has been running since the period itself: most responses would be called late.
    async fn wait_for_writers(&self, period: Period) -> Result<DateTime<Utc>, AppError> {
        let begun = Instant::now();
        let look = async || {
            let look =
                async |connection: &mut Connection| Ok::<_, AppError>(recorded_until(connection).await?);
            self.database().read(look).await
        };
        let called = look().await?.now;
        loop {
            let until = look().await?.moment;
            if until > called {
                return Ok(until);
            }
            if begun.elapsed() > WAIT_FOR_WRITERS {
                if self.clock().day_of(until) <= period.last_day() {
                    let cause = "a transaction has been open in the database since";
                    return Err(AppError::internal(format!("{cause} {until}: end it, and publish again")));
                }
                tracing::warn!(%until, "a transaction is open: what was recorded since is counted as late");
                return Ok(until);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// All editions of a survey in the order of publication.
    pub async fn editions(&self, slug: &str) -> Result<Vec<StoredEdition>, AppError> {
        let read = async |connection: &mut Connection| {
            let survey = survey(connection, slug).await?;
            Ok(editions_of_survey(connection, survey.id).await?)
        };
        self.database().read(read).await
    }

    async fn nothing_to_publish(
        &self,
        Publishing { connection, survey, .. }: &mut Publishing<'_>,
        period: Period,
    ) -> Result<AppError, AppError> {
        let span = span_of_responses(connection, survey.id).await?;
        let month = |moment| Month::of(self.clock().day_of(moment));
        let known = span.and_then(|(first, last)| Period::new(month(first), month(last)).ok());
        let known = known
            .map(|known| format!("; the first answer came in {}, the last in {}", known.from(), known.to()));
        let way_out = known.unwrap_or_default();
        let cause = format!("nobody has answered in {period}: there is nothing to publish{way_out}");
        Ok(AppError::Refused(cause))
    }
}

impl Publishing<'_> {
    /// Publishes the months of a period, and late responses of the other months of each quarter or year that is closed.
    /// Empty where the period has no responses.
    async fn months(&mut self, period: Period) -> Result<Vec<PublishedMonth>, AppError> {
        let editions = editions_of_survey(self.connection, self.survey.id).await?;
        // What another publisher has counted meanwhile is visible here.
        self.until =
            editions.iter().filter_map(|edition| edition.counted_until).fold(self.until, DateTime::max);
        let last: BTreeMap<Month, StoredEdition> =
            editions.into_iter().map(|edition| (edition.month, edition)).collect();
        let (mut published, mut new, mut late) = (Vec::new(), Vec::new(), BTreeMap::new());
        for month in months_to_look_at(period, &last) {
            match self.month(month, last.get(&month)).await? {
                None => {}
                Some((done, Counted::Edition(edition))) => {
                    published.push(done);
                    new.push(edition);
                }
                Some((done, Counted::Late(rows))) => {
                    published.push(done);
                    late.insert(month, rows);
                }
            }
        }
        // Late responses that are a group of their month have an edition of it by now; only the others are left.
        let months: BTreeSet<Month> =
            last.into_keys().chain(new.iter().map(|edition| edition.month)).collect();
        for edition in &new {
            for month in other_closed_months(edition.month, &months) {
                if let Some(rows) = late.remove(&month).filter(|rows: &Vec<CountRow>| !rows.is_empty()) {
                    insert_edition_counts(self.connection, edition.id, month, &rows).await?;
                }
            }
        }
        published.retain(|done| done.is_new || period.contains(done.month));
        Ok(published)
    }

    /// Makes the next edition of a month if there is something to say; nothing where nobody has answered.
    async fn month(
        &mut self,
        month: Month,
        last: Option<&StoredEdition>,
    ) -> Result<Option<(PublishedMonth, Counted)>, AppError> {
        let new = self.new_responses(month, last).await?;
        let responses = new.iter().map(|row| u64::from(row.responses)).sum();
        let number = match last {
            None if new.is_empty() => return Ok(None),
            None => 1,
            Some(last) => {
                let has_group = has_group(&new, &self.survey, &self.texts);
                if !has_group && !dossiers_have_changed(self.connection, last.id, month).await? {
                    let (number, waiting) = (last.number, responses);
                    let done = PublishedMonth { month, number, is_new: false, new_responses: 0, waiting };
                    return Ok(Some((done, Counted::Late(new))));
                }
                last.number + 1
            }
        };
        let edition = insert_edition(self.connection, self.survey.id, month, number, self.until).await?;
        insert_edition_counts(self.connection, edition.id, month, &new).await?;
        let done = PublishedMonth { month, number, is_new: true, new_responses: responses, waiting: 0 };
        Ok(Some((done, Counted::Edition(edition))))
    }

    /// What no edition has counted of a month.
    async fn new_responses(
        &mut self,
        month: Month,
        last: Option<&StoredEdition>,
    ) -> Result<Vec<CountRow>, AppError> {
        if let Some(since) = last.and_then(|last| last.counted_until)
            && count_recorded_since(self.connection, month, self.zone, since).await? == 0
        {
            return Ok(Vec::new());
        }
        let wanted = MonthToCount {
            survey: self.survey.id,
            month,
            zone: self.zone,
            recorded_before: Some(self.until),
        };
        let mut new = count_month(self.connection, wanted, &self.texts).await?;
        if last.is_some() {
            let counted = edition_counts_of_month(self.connection, self.survey.id, month).await?;
            subtract(&mut new, counted.iter().map(|(_, row)| row));
        }
        Ok(new)
    }
}

/// The months of a period and, before those that close a quarter or year, the published months of these.
fn months_to_look_at(period: Period, last: &BTreeMap<Month, StoredEdition>) -> BTreeSet<Month> {
    let published: BTreeSet<Month> = last.keys().copied().chain(period.months()).collect();
    let closed = period.months().flat_map(|month| other_closed_months(month, &published));
    let closed: Vec<Month> = closed.filter(|month| last.contains_key(month)).collect();
    period.months().chain(closed).collect()
}

/// The other published months of the quarter and the year of `month`, if their last month is published.
fn other_closed_months(month: Month, published: &BTreeSet<Month>) -> BTreeSet<Month> {
    let spans = [Period::quarter_of(month), Period::year_of(month)];
    let closed = spans.into_iter().filter(|span| published.contains(&span.to()));
    let months = closed.flat_map(Period::months);
    months.filter(|other| *other != month && published.contains(other)).collect()
}

/// Takes what was counted before off the counts, and leaves out what is nothing then.
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

/// Whether the late responses of any unit are a group of their month in any question.
fn has_group(rows: &[CountRow], survey: &Survey, texts: &[AskedText]) -> bool {
    let mut answers: BTreeMap<(UnitId, &str), u64> = BTreeMap::new();
    let is_asked = |key: &str| survey.revision.questions.iter().any(|question| question.key == key);
    for row in rows.iter().filter(|row| !row.quarantined) {
        let Some(text) = texts.iter().find(|text| text.revision == row.revision) else { continue };
        for (question, places) in text.places().filter(|(question, _)| is_asked(&question.key)) {
            // The first number is that of no answer.
            let counts = row.counts.iter().take(places.end).skip(places.start + 1);
            *answers.entry((row.unit, &question.key)).or_default() +=
                counts.map(|&count| u64::from(count)).sum::<u64>();
        }
    }
    answers.values().any(|&answers| answers >= PUBLICATION_THRESHOLD)
}
