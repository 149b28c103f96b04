//! The answers of whole provinces split by mode.

use std::collections::BTreeMap;

use super::CountsView;
use super::view::CountedBlock;
use crate::domain::disclosure::{GroupSpan, LevelsByMode, ModeSplit, PUBLICATION_THRESHOLD, add_levels};
use crate::domain::{Boundaries, Edition, Period, Territory, UnitId};

impl CountsView<'_> {
    /// The answers of a territory split by mode, for each question in order; empty if there is nothing to
    /// split.
    ///
    /// Splits are made for whole provinces, edition by edition, and added up: see [`ModeSplit`]. If provinces
    /// were merged, the splits of those that lie wholly in the territory are added up. The splits may cover
    /// fewer answers than the totals.
    pub fn split_by_mode(&self, territory: &Territory, period: Period) -> Vec<LevelsByMode> {
        let questions = self.published().survey().revision.questions.len();
        let mut sums = vec![LevelsByMode::new(); questions];
        if self.is_internal() {
            for &unit in &territory.members {
                for block in self.blocks(unit, period) {
                    let groups = self.groups_by_mode(&block, questions);
                    sums.iter_mut().zip(groups).for_each(|(sum, group)| add_levels(sum, &group));
                }
            }
            return sums;
        }
        for province in self.provinces_within(territory) {
            for splits in self.splits(&province, period, questions).values() {
                for (sum, split) in sums.iter_mut().zip(splits) {
                    if let Some(shown) = split.shown(PUBLICATION_THRESHOLD) {
                        add_levels(sum, &shown);
                    }
                }
            }
        }
        sums
    }

    /// The units that are counted in the split of each edition, for one question: their answers by mode are
    /// published as sums. Editions whose split is not shown are left out. For the tests of disclosure control,
    /// which check what the sums reveal.
    pub fn split_units(
        &self,
        province: &Territory,
        period: Period,
        question: usize,
        threshold: u64,
    ) -> Vec<(&Edition, Vec<UnitId>)> {
        let editions = self.published().editions();
        let splits = self.splits(province, period, question + 1);
        let units = splits.iter().filter_map(|(&edition, splits)| {
            Some((editions.get(edition as usize)?, splits.get(question)?.shown_units(threshold)?))
        });
        units.collect()
    }

    /// The historic territories of the provinces that lie wholly in a territory.
    pub(super) fn provinces_within(&self, territory: &Territory) -> Vec<std::sync::Arc<Territory>> {
        let units = territory.members.iter().filter_map(|&unit| self.registry().unit(unit));
        let provinces = units.filter(|unit| unit.parent.is_none());
        let territories = provinces.map(|unit| self.registry().territory_of(unit.id, Boundaries::Historic));
        territories.filter(|province| province.members.is_subset(&territory.members)).collect()
    }

    /// For each edition, one split per question over the groups of its month.
    pub(super) fn splits(
        &self,
        province: &Territory,
        period: Period,
        questions: usize,
    ) -> BTreeMap<u32, Vec<ModeSplit>> {
        let mut splits: BTreeMap<u32, Vec<ModeSplit>> = BTreeMap::new();
        for &unit in &province.members {
            for block in self.blocks(unit, period).filter(|block| block.block.least_span == GroupSpan::Month)
            {
                let split = splits.entry(block.block.edition);
                let split = split.or_insert_with(|| vec![ModeSplit::default(); questions]);
                for (split, group) in split.iter_mut().zip(self.groups_by_mode(&block, questions)) {
                    split.add(unit, &group);
                }
            }
        }
        splits
    }

    /// For each question, the group of one unit and month by mode; empty if there is no group.
    fn groups_by_mode(&self, block: &CountedBlock<'_>, questions: usize) -> Vec<LevelsByMode> {
        let mut groups = vec![LevelsByMode::new(); questions];
        for row in block.counts.rows(block.block).iter().filter(|row| !row.quarantined) {
            for asked in self.published.texts.of(row.revision) {
                let [_, levels @ ..] = block.counts.numbers(row, asked);
                if let Some(group) = groups.get_mut(asked.question).filter(|_| block.is_month_group(asked)) {
                    add_levels(group, &LevelsByMode::from([(row.mode, levels)]));
                }
            }
        }
        groups
    }
}
