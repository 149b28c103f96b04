//! The counts of all editions of a survey.

use std::collections::{BTreeMap, HashMap};

use super::{AskedText, AskedTexts, CountRow, Edition, UnitCounts, UnitCountsBuilder};
use crate::domain::disclosure::{GroupSpan, PUBLICATION_THRESHOLD, closed_periods};
use crate::domain::{Dossiers, Month, Period, Survey, Territory, UnitId};

/// The counts of all editions of a survey.
#[derive(Clone, Debug)]
pub struct PublishedCounts {
    pub(super) survey: Survey,
    pub(super) texts: AskedTexts,
    /// In the order of publication.
    editions: Vec<Edition>,
    /// The positions of each month's editions, from the first.
    by_month: BTreeMap<Month, Vec<usize>>,
    /// The periods that each edition closes.
    closed: Vec<Vec<(GroupSpan, Period)>>,
    threshold: u64,
    pub(super) units: BTreeMap<UnitId, UnitCounts>,
    /// The dossiers of each unit by edition, in the order of publication.
    dossiers: HashMap<UnitId, Vec<EditionDossiers>>,
}

/// The dossiers of a unit in the edition at a position, packed.
#[derive(Clone, Copy, Debug)]
struct EditionDossiers {
    edition: u32,
    /// Received, early, on time, late.
    numbers: [u32; 4],
}

impl EditionDossiers {
    fn new(edition: u32, Dossiers { received, early, on_time, late }: Dossiers) -> Self {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Self { edition, numbers: [received, early, on_time, late].map(number) }
    }

    fn dossiers(&self) -> Dossiers {
        let [received, early, on_time, late] = self.numbers.map(u64::from);
        Dossiers { received, early, on_time, late }
    }
}

impl PublishedCounts {
    /// `texts` are the survey's revisions from the first to the last, `editions` all of its editions. Counts
    /// and dossiers are added unit by unit.
    pub fn new(survey: Survey, texts: &[AskedText], editions: Vec<Edition>) -> Self {
        Self::with_threshold(survey, texts, editions, PUBLICATION_THRESHOLD)
    }

    /// As [`Self::new`] with another threshold than [`PUBLICATION_THRESHOLD`]. Only the tests of disclosure
    /// use one, to show that a lower threshold isolates people.
    pub fn with_threshold(
        survey: Survey,
        texts: &[AskedText],
        mut editions: Vec<Edition>,
        threshold: u64,
    ) -> Self {
        editions.sort_by_key(|edition| edition.id);
        let published: Vec<_> =
            editions.iter().map(|edition| (edition.month, edition.published_at)).collect();
        let mut by_month: BTreeMap<Month, Vec<usize>> = BTreeMap::new();
        for (position, &(month, _)) in published.iter().enumerate() {
            by_month.entry(month).or_default().push(position);
        }
        Self {
            texts: AskedTexts::new(&survey, texts),
            survey,
            editions,
            by_month,
            closed: closed_periods(&published),
            threshold,
            units: BTreeMap::new(),
            dossiers: HashMap::new(),
        }
    }

    /// Adds all rows of a unit, each with the id of the edition that counted it first. Skips rows of unknown
    /// editions.
    pub fn add_unit(&mut self, unit: UnitId, mut rows: Vec<(i32, CountRow)>) {
        rows.sort_by_key(|(edition, row)| (*edition, row.month, row.revision, row.mode));
        let mut builder = UnitCountsBuilder::new(self.survey.revision.questions.len());
        for (id, row) in &rows {
            if let Some((position, edition)) = self.position(*id) {
                builder.add(position, edition.month, row);
            }
        }
        self.units.insert(unit, builder.finish(&self.texts, &self.closed, self.threshold));
    }

    /// Adds dossiers, each with the id of the edition that holds them.
    pub fn add_dossiers(&mut self, dossiers: impl IntoIterator<Item = (i32, UnitId, Dossiers)>) {
        for (id, unit, count) in dossiers {
            if let Some((position, _)) = self.position(id) {
                self.dossiers.entry(unit).or_default().push(EditionDossiers::new(position, count));
            }
        }
        for dossiers in self.dossiers.values_mut() {
            dossiers.sort_by_key(|dossiers| dossiers.edition);
            dossiers.shrink_to_fit();
        }
    }

    /// The edition with this id, and its position in the order of publication.
    fn position(&self, id: i32) -> Option<(u32, &Edition)> {
        let position = self.editions.binary_search_by_key(&id, |edition| edition.id).ok()?;
        Some((u32::try_from(position).ok()?, self.editions.get(position)?))
    }

    /// Whether any answers that an edition holds first are counted. An edition may hold only answers that
    /// wait.
    pub fn counts_answers_of(&self, edition: i32) -> bool {
        let position = self.position(edition).map(|(position, _)| position);
        let counts_any =
            |position| self.units.values().any(|unit| unit.counts_answers_of(&self.texts, position));
        position.is_some_and(counts_any)
    }

    /// The survey.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// All editions in the order of publication.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The editions of a month, from the first.
    pub fn editions_of(&self, month: Month) -> impl Iterator<Item = &Edition> {
        let positions = self.by_month.get(&month).into_iter().flatten();
        positions.filter_map(|&position| self.editions.get(position))
    }

    /// The last edition of a month among the first `limit` editions, with its position in the order of
    /// publication.
    pub(super) fn latest(&self, month: Month, limit: usize) -> Option<(usize, &Edition)> {
        let &position = self.by_month.get(&month)?.iter().rev().find(|&&position| position < limit)?;
        Some((position, self.editions.get(position)?))
    }

    /// The months of a period with an edition, in order.
    pub(super) fn months_with_editions(&self, period: Period) -> impl Iterator<Item = Month> {
        self.by_month.range(period.from()..=period.to()).map(|(&month, _)| month)
    }

    /// Whether a month is published.
    pub fn is_published(&self, month: Month) -> bool {
        self.by_month.contains_key(&month)
    }

    /// The first and the last month with an edition.
    pub fn months(&self) -> Option<Period> {
        let ((&first, _), (&last, _)) = (self.by_month.first_key_value()?, self.by_month.last_key_value()?);
        Period::new(first, last).ok()
    }

    /// The dossiers of a unit in an edition.
    pub(super) fn dossiers_in(&self, unit: UnitId, edition: usize) -> Option<Dossiers> {
        let dossiers = self.dossiers.get(&unit)?;
        let found = dossiers.binary_search_by_key(&edition, |known| known.edition as usize).ok()?;
        dossiers.get(found).map(EditionDossiers::dossiers)
    }

    /// The first and the last published month in which any unit of `territory` got a response.
    pub fn months_with_responses(&self, territory: &Territory) -> Option<Period> {
        let units = territory.members.iter().chain(territory.parts.keys());
        let months = units.filter_map(|unit| self.units.get(unit)).flat_map(UnitCounts::months);
        let ends = months.fold(None, |ends: Option<(Month, Month)>, month| {
            Some(ends.map_or((month, month), |(first, last)| (first.min(month), last.max(month))))
        });
        let (first, last) = ends?;
        Period::new(first, last).ok()
    }
}
