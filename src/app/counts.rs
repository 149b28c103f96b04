//! Caches the counts that reports are made from.
//!
//! Editions never change, so they are read again only when there is a new one. Responses of unpublished
//! months are counted again at most every few seconds, by one query at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use parking_lot::Mutex;

use super::catalogue::ReferenceData;
use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{
    AskedText, CountsView, Edition, LiveCounts, Month, Period, PublishedCounts, Reporter, Survey,
    UnitRegistry,
};
use crate::store::{
    Connection, EditionsState, MonthToCount, asked_texts, count_month, dossiers_of_months,
    edition_counts_by_unit, edition_dossiers_of_survey, editions_of_survey, editions_state,
};

/// Live counts are used for this multiple of the time that it took to make them, so that counting remains a
/// small part of the load.
const LIVE_COST_FACTOR: u32 = 100;
/// Maximum age of live counts, however long it took to make them.
const LIVE_MAX_AGE: Duration = Duration::from_secs(30);

/// Maximum number of unpublished months in a report for analysts.
const ANALYSED_MONTHS: i32 = 60;

/// The audience of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The public: published editions, under disclosure control.
    Public,
    /// Analysts: every figure, including those of unpublished months.
    Analysts,
}

/// The counts of a survey at one moment.
#[derive(Clone, Debug)]
pub(super) struct SurveyCounts {
    pub(super) reference_data: ReferenceData,
    pub(super) published: Arc<PublishedCounts>,
    pub(super) live: Arc<LiveCounts>,
    today: NaiveDate,
}

impl SurveyCounts {
    /// Today in the reporting time zone.
    pub(super) fn today(&self) -> NaiveDate {
        self.today
    }

    pub(super) fn registry(&self) -> &UnitRegistry {
        &self.reference_data.registry
    }

    /// A reporter that makes reports for an audience.
    pub(super) fn reporter(&self, audience: Audience) -> Reporter<'_> {
        let registry = &self.reference_data.registry;
        let view = match audience {
            Audience::Public => CountsView::public(&self.published, registry),
            Audience::Analysts => CountsView::internal(&self.published, registry, &self.live),
        };
        Reporter { view, live: &self.live, today: self.today, illustrative: self.reference_data.illustrative }
    }
}

/// The cached counts of each survey that was requested.
#[derive(Debug, Default)]
pub(super) struct CountsCache {
    published: Mutex<HashMap<String, (EditionsState, Arc<PublishedCounts>)>>,
    /// By survey and months.
    live: Mutex<HashMap<(String, Vec<Month>), KnownLive>>,
    reading: tokio::sync::Mutex<()>,
    counting: tokio::sync::Mutex<()>,
}

/// Live counts, and when they expire.
#[derive(Clone, Debug)]
struct KnownLive {
    counts: Arc<LiveCounts>,
    state: EditionsState,
    use_until: Instant,
}

/// The months that a report for analysts may show: those of its period and of the two years before, at most
/// [`ANALYSED_MONTHS`].
fn analysed(period: Period, this_month: Month) -> Period {
    let last = period.to().min(this_month);
    let months = i32::try_from(period.len()).unwrap_or(ANALYSED_MONTHS).saturating_add(24);
    Period::ending_with(last, months.min(ANALYSED_MONTHS))
}

impl CountsCache {
    fn published(&self, slug: &str, state: EditionsState) -> Option<Arc<PublishedCounts>> {
        let known = self.published.lock();
        known.get(slug).filter(|(known, _)| *known == state).map(|(_, counts)| Arc::clone(counts))
    }

    fn live(&self, slug: &str, state: EditionsState, months: &[Month]) -> Option<Arc<LiveCounts>> {
        let known = self.live.lock();
        let known = known.get(&(slug.to_owned(), months.to_vec())).filter(|known| known.state == state)?;
        (Instant::now() < known.use_until).then(|| Arc::clone(&known.counts))
    }

    /// Drops the live counts, so that the next report includes newly imported responses.
    pub(super) fn forget_live(&self) {
        self.live.lock().clear();
    }
}

impl App {
    /// Loads the counts of a survey, so that the first reader does not wait for it.
    ///
    /// # Errors
    ///
    /// Fails if the survey does not exist or the database cannot be read.
    pub async fn load_counts(&self, slug: &str) -> Result<(), AppError> {
        self.counts(slug).await.map(drop)
    }

    /// The counts of a survey for public reports. One request loads new editions or counts live responses;
    /// the others wait for the result.
    pub(super) async fn counts(&self, slug: &str) -> Result<SurveyCounts, AppError> {
        self.counts_for(slug, Audience::Public, None).await
    }

    /// The counts of a survey for reports on `period`. For analysts they include its unpublished months and
    /// those of the periods that it is compared with.
    pub(super) async fn counts_for(
        &self,
        slug: &str,
        audience: Audience,
        period: Option<Period>,
    ) -> Result<SurveyCounts, AppError> {
        let database = &self.shared.database;
        let (reference_data, state) =
            database.read(async |connection| self.look_up(connection, slug).await).await?;
        let published = self.published_counts(slug, state).await?;
        let today = self.clock().today();
        let this_month = Month::of(today);
        let running = Period::ending_with(this_month, LiveCounts::MONTHS);
        let asked =
            period.filter(|_| audience == Audience::Analysts).map(|period| analysed(period, this_month));
        let months: BTreeSet<Month> =
            running.months().chain(asked.into_iter().flat_map(Period::months)).collect();
        let months: Vec<Month> = months.into_iter().filter(|&month| !published.is_published(month)).collect();
        let live = self.live_counts(slug, &published, state, months).await?;
        Ok(SurveyCounts { reference_data, published, live, today })
    }

    async fn look_up(
        &self,
        connection: &mut Connection,
        slug: &str,
    ) -> Result<(ReferenceData, EditionsState), AppError> {
        let survey = survey(connection, slug).await?;
        let reference_data = self.shared.catalogue.reference_data(connection).await?;
        let state = editions_state(connection, survey.id).await?;
        Ok((reference_data, state))
    }

    async fn published_counts(
        &self,
        slug: &str,
        state: EditionsState,
    ) -> Result<Arc<PublishedCounts>, AppError> {
        let cache = &self.shared.counts;
        if let Some(known) = cache.published(slug, state) {
            return Ok(known);
        }
        let _turn = cache.reading.lock().await;
        if let Some(known) = cache.published(slug, state) {
            return Ok(known);
        }
        let load = async |connection: &mut Connection| {
            let survey = survey(connection, slug).await?;
            let state = editions_state(connection, survey.id).await?;
            Ok::<_, AppError>((state, self.load_published(connection, survey).await?))
        };
        let (state, counts) = self.shared.database.read(load).await?;
        let counts = Arc::new(counts);
        cache.published.lock().insert(slug.to_owned(), (state, Arc::clone(&counts)));
        Ok(counts)
    }

    async fn load_published(
        &self,
        connection: &mut Connection,
        survey: Survey,
    ) -> Result<PublishedCounts, AppError> {
        let id = survey.id;
        let texts = asked_texts(connection, id).await?;
        let editions = editions_of_survey(connection, id).await?;
        let editions = editions.into_iter().map(|edition| Edition {
            id: edition.id,
            month: edition.month,
            number: edition.number,
            published_on: self.clock().day_of(edition.published_at),
            published_at: edition.published_at,
        });
        let mut counts = PublishedCounts::new(survey, &texts, editions.collect());
        edition_counts_by_unit(connection, id, |unit, rows| counts.add_unit(unit, rows)).await?;
        counts.add_dossiers(edition_dossiers_of_survey(connection, id).await?);
        Ok(counts)
    }

    async fn live_counts(
        &self,
        slug: &str,
        published: &PublishedCounts,
        state: EditionsState,
        months: Vec<Month>,
    ) -> Result<Arc<LiveCounts>, AppError> {
        let cache = &self.shared.counts;
        if let Some(known) = cache.live(slug, state, &months) {
            return Ok(known);
        }
        let _turn = cache.counting.lock().await;
        if let Some(known) = cache.live(slug, state, &months) {
            return Ok(known);
        }
        let begun = Instant::now();
        let count = async |connection: &mut Connection| {
            let texts = asked_texts(connection, published.survey().id).await?;
            self.count_live(connection, published, &months, &texts).await
        };
        let counts = Arc::new(self.shared.database.read(count).await?);
        let use_until = Instant::now() + (begun.elapsed() * LIVE_COST_FACTOR).min(LIVE_MAX_AGE);
        let known = KnownLive { counts: Arc::clone(&counts), state, use_until };
        let mut live = cache.live.lock();
        live.retain(|_, known| Instant::now() < known.use_until);
        live.insert((slug.to_owned(), months), known);
        Ok(counts)
    }

    async fn count_live(
        &self,
        connection: &mut Connection,
        published: &PublishedCounts,
        months: &[Month],
        texts: &[AskedText],
    ) -> Result<LiveCounts, AppError> {
        let survey = published.survey();
        let mut rows = Vec::new();
        for &month in months {
            let wanted = MonthToCount {
                survey: survey.id,
                month,
                zone: self.clock().zone_name(),
                recorded_before: None,
            };
            rows.extend(count_month(connection, wanted, texts).await?);
        }
        let dossiers = dossiers_of_months(connection, months).await?;
        Ok(LiveCounts::new(survey.revision.questions.len(), &mut rows, dossiers))
    }
}
