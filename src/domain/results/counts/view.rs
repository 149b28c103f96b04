//! Views of the counts: what a reader may see of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::unit_counts::{BlockRow, CountBlock};
use super::{AskedPlaces, CountRow, Edition, PublishedCounts, UnitCounts, UnitCountsBuilder};
use crate::domain::disclosure::GroupSpan;
use crate::domain::{Dossiers, Month, Period, RevisionId, Territory, UnitId, UnitRegistry};

/// The counts of responses in months that are not published yet.
#[derive(Clone, Debug, Default)]
pub struct LiveCounts {
    units: BTreeMap<UnitId, UnitCounts>,
    dossiers: HashMap<(UnitId, Month), Dossiers>,
    /// The months of these counts and dossiers.
    months: BTreeSet<Month>,
}

impl LiveCounts {
    /// The number of months that are counted live, including the current one. The responses of an older month
    /// are not shown until it is published.
    pub const MONTHS: i32 = 2;

    /// The counts of `rows`, with the dossiers of these months as currently known.
    pub fn new(
        questions: usize,
        rows: &mut [CountRow],
        dossiers: impl IntoIterator<Item = (UnitId, Month, Dossiers)>,
    ) -> Self {
        rows.sort_by_key(|row| (row.unit, row.month, row.revision, row.mode));
        let mut units = BTreeMap::new();
        for rows in rows.chunk_by(|left, right| left.unit == right.unit) {
            let mut builder = UnitCountsBuilder::new(questions);
            for row in rows {
                builder.add(u32::MAX, row.month, row);
            }
            if let Some(row) = rows.first() {
                units.insert(row.unit, builder.finish(&super::AskedTexts::default(), &[], u64::MAX));
            }
        }
        let dossiers: HashMap<(UnitId, Month), Dossiers> =
            dossiers.into_iter().map(|(unit, month, count)| ((unit, month), count)).collect();
        let months = dossiers.keys().map(|(_, month)| *month);
        let months = months.chain(rows.iter().map(|row| row.month)).collect();
        Self { units, dossiers, months }
    }

    /// The number of counted responses of all units.
    pub fn all_responses(&self) -> u64 {
        let rows = self.units.values().flat_map(UnitCounts::all_rows).filter(|row| !row.quarantined);
        rows.map(|row| u64::from(row.responses)).sum()
    }

    /// The number of counted responses within a territory. A unit that belongs to it in part counts in
    /// proportion.
    pub fn responses(&self, territory: &Territory, period: Period) -> u64 {
        responses_within(territory, |unit| {
            let counts = self.units.get(&unit);
            counts
                .into_iter()
                .flat_map(|counts| counts.blocks(period).flat_map(|(_, block)| counts.rows(block)))
        })
    }
}

fn responses_within<'a, R: Iterator<Item = &'a BlockRow>>(
    territory: &Territory,
    rows_of: impl Fn(UnitId) -> R,
) -> u64 {
    let responses = |unit: UnitId| -> u64 {
        rows_of(unit).filter(|row| !row.quarantined).map(|row| u64::from(row.responses)).sum()
    };
    let members: u64 = territory.members.iter().map(|&unit| responses(unit)).sum();
    members + territory.parts.iter().map(|(&unit, part)| part.portion(responses(unit))).sum::<u64>()
}

/// The counts that a reader may see.
#[derive(Clone, Copy, Debug)]
pub struct CountsView<'a> {
    pub(super) published: &'a PublishedCounts,
    registry: &'a UnitRegistry,
    /// Counts of months that are not published, for readers who may see them.
    live: Option<&'a LiveCounts>,
    /// The number of editions, from the first, that the view includes.
    limit: usize,
}

/// A block of counts, and the period that decides what of it is counted.
pub(super) struct CountedBlock<'a> {
    pub(super) counts: &'a UnitCounts,
    pub(super) block: &'a CountBlock,
    position: usize,
    /// The period, extended by `CountsView::extended_period`.
    extended: Period,
    shows_everything: bool,
}

impl<'a> CountsView<'a> {
    /// The public view.
    pub fn public(published: &'a PublishedCounts, registry: &'a UnitRegistry) -> Self {
        Self { published, registry, live: None, limit: usize::MAX }
    }

    /// The internal view, which also includes figures on fewer than ten answers and months that are not
    /// published.
    pub fn internal(
        published: &'a PublishedCounts,
        registry: &'a UnitRegistry,
        live: &'a LiveCounts,
    ) -> Self {
        Self { live: Some(live), ..Self::public(published, registry) }
    }

    /// The view at the time when this edition was the latest. For single months only: later editions may have
    /// completed groups of longer periods.
    #[must_use]
    pub fn as_of_edition(self, id: i32) -> Self {
        let known = self.published.editions().partition_point(|edition| edition.id <= id);
        Self { limit: known, ..self }
    }

    /// Whether this is the internal view.
    pub fn is_internal(&self) -> bool {
        self.live.is_some()
    }

    /// The units.
    pub fn registry(&self) -> &'a UnitRegistry {
        self.registry
    }

    /// The counts of all editions.
    pub fn published(&self) -> &'a PublishedCounts {
        self.published
    }

    /// The blocks of a unit that a period includes.
    pub(super) fn blocks(
        &self,
        unit: UnitId,
        period: Period,
    ) -> impl Iterator<Item = CountedBlock<'a>> + use<'a> {
        let (limit, shows_everything) = (self.limit, self.is_internal());
        let extended = self.extended_period(unit, period);
        let counted = move |counts: &'a UnitCounts, live: bool| {
            let blocks =
                counts.blocks(period).filter(move |(_, block)| live || (block.edition as usize) < limit);
            blocks.map(move |(position, block)| CountedBlock {
                counts,
                block,
                position,
                extended,
                shows_everything,
            })
        };
        let published =
            self.published.units.get(&unit).into_iter().flat_map(move |counts| counted(counts, false));
        let live = self.live.and_then(|live| live.units.get(&unit));
        published
            .filter(CountedBlock::is_seen)
            .chain(live.into_iter().flat_map(move |counts| counted(counts, true)))
    }

    /// The edition and month of the answers of a unit that a total over a period counts, for one question of
    /// one revision. For the tests of disclosure control, which check what the totals reveal.
    pub fn counted_answers(
        &self,
        unit: UnitId,
        period: Period,
        revision: RevisionId,
        question: usize,
    ) -> impl Iterator<Item = (&'a Edition, Month)> + use<'a> {
        let asked = self.published.texts.of(revision).iter().find(|asked| asked.question == question);
        let counted =
            self.blocks(unit, period).filter(move |block| asked.is_some_and(|asked| block.is_counted(asked)));
        let editions = self.published.editions();
        counted.filter_map(|block| Some((editions.get(block.block.edition as usize)?, block.block.month)))
    }

    /// The number of counted responses within a territory. A unit that belongs to it in part counts in
    /// proportion.
    pub fn responses(&self, territory: &Territory, period: Period) -> u64 {
        responses_within(territory, |unit| {
            self.blocks(unit, period).flat_map(|block| block.counts.rows(block.block))
        })
    }

    /// The period, extended by months of the same years in which the unit did not exist: for a unit that
    /// began in July, the second half of the year includes all its answers of the year. Months with answers
    /// are never added, because that would count part of a group. A single month is not extended, because its
    /// figures change only with its own editions.
    fn extended_period(&self, id: UnitId, period: Period) -> Period {
        let Some(unit) = self.registry.unit(id).filter(|_| period.len() > 1) else { return period };
        let has_answers = |from: Month, to: Month| {
            let (counts, months) = (self.published.units.get(&id), Period::new(from, to));
            counts.zip(months.ok()).is_some_and(|(counts, months)| counts.blocks(months).next().is_some())
        };
        let (mut from, mut to) = (period.from(), period.to());
        if let Some(begins) = unit.valid_from.map(Month::of).filter(|&begins| from <= begins) {
            let year = Period::year_of(begins).from();
            from = if has_answers(year, from.previous()) { from } else { year.min(from) };
        }
        if let Some(ends) = unit.valid_to.map(Month::of).filter(|&ends| ends <= to) {
            let year = Period::year_of(ends).to();
            to = if has_answers(to.next(), year) { to } else { year.max(to) };
        }
        Period::new(from, to).unwrap_or(period)
    }

    /// The months of a period of which there are counts, published or live, in order.
    pub(super) fn months(&self, period: Period) -> BTreeSet<Month> {
        let live = self.live.into_iter().flat_map(|live| live.months.range(period.from()..=period.to()));
        self.published.months_with_editions(period).chain(live.copied()).collect()
    }

    /// The dossiers of a unit in a month; `None` if none were reported.
    pub(super) fn dossiers(&self, unit: UnitId, month: Month) -> Option<Dossiers> {
        self.dossiers_in(unit, month, self.edition_position(month))
    }

    /// The position of the last edition of a month in the order of publication.
    pub(super) fn edition_position(&self, month: Month) -> Option<usize> {
        self.published.latest(month, self.limit).map(|(position, _)| position)
    }

    /// The dossiers of a unit in a month, whose last edition is at this position.
    pub(super) fn dossiers_in(&self, unit: UnitId, month: Month, edition: Option<usize>) -> Option<Dossiers> {
        match edition {
            Some(edition) => self.published.dossiers_in(unit, edition),
            None => self.live?.dossiers.get(&(unit, month)).copied(),
        }
    }

    /// The last edition of a month in this view, and whether a later edition supersedes it.
    pub(super) fn edition_of(&self, month: Month) -> Option<(&'a Edition, bool)> {
        let (position, edition) = self.published.latest(month, self.limit)?;
        let newest = self.published.latest(month, usize::MAX)?.0;
        Some((edition, newest > position))
    }
}

impl CountedBlock<'_> {
    fn is_seen(&self) -> bool {
        self.block.least_span.around(self.block.month).is_some_and(|least| self.extended.covers(least))
    }

    /// Whether the answers to a question are counted in the period; otherwise they wait.
    pub(super) fn is_counted(&self, asked: &AskedPlaces) -> bool {
        let span = self.counts.span(self.position, asked.question);
        let fits = |months: Period| self.extended.covers(months);
        self.shows_everything || span.around(self.block.month).is_some_and(fits)
    }

    /// Whether the answers to a question are a group of their month, or the view shows everything.
    pub(super) fn is_month_group(&self, asked: &AskedPlaces) -> bool {
        self.shows_everything || self.counts.span(self.position, asked.question) == GroupSpan::Month
    }
}
