//! Which versions of units count for which unit, in historic and in current boundaries: computed once for all units,
//! so that a request only looks it up.
//!
//! A unit is restated to the map of its last day, today's where it lasts: every unit that ended before goes to its
//! successors, and what has none goes where its parent goes. A known share places its part; where shares are not
//! known, nothing is guessed: the unit counts where all its successors count, and is named as left out below.

mod lineage;
#[cfg(test)]
mod property_test;
#[cfg(test)]
pub(in crate::domain) mod random_reforms;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use strum::{EnumString, IntoStaticStr};

use self::lineage::Lineage;
use crate::domain::{UnitId, UnitRegistry, UnknownName};

/// Whether a report shows units as they were or folds the past into today's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_boundaries)]
pub enum Boundaries {
    /// The units as they were.
    #[default]
    Historic,
    /// Predecessors count for the unit that took them over.
    Current,
}

impl Boundaries {
    /// The name in addresses and files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_boundaries(name: &str) -> UnknownName {
    UnknownName::new("boundaries", "current or historic", name)
}

/// What a report about a unit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The unit that the report is about.
    pub unit: UnitId,
    /// All versions of units that count wholly, the unit itself among them.
    pub members: BTreeSet<UnitId>,
    /// Predecessors of which a known part belongs here.
    pub parts: BTreeMap<UnitId, Part>,
    /// Predecessors of which an unknown part may belong here, so that it could not be counted; a known part of one
    /// stands among the parts.
    pub left_out: BTreeSet<UnitId>,
}

impl Territory {
    /// The unit without what lies below it.
    fn of_itself(unit: UnitId) -> Self {
        Self::of_members(unit, BTreeSet::from([unit]))
    }

    fn of_members(unit: UnitId, members: BTreeSet<UnitId>) -> Self {
        Self { unit, members, parts: BTreeMap::new(), left_out: BTreeSet::new() }
    }

    /// What counts of `unit`; nothing where it is neither a member nor among the parts.
    pub fn part_of(&self, unit: UnitId) -> Option<Part> {
        if self.members.contains(&unit) { Some(Part::whole()) } else { self.parts.get(&unit).cloned() }
    }
}

/// Every unit's territory in both kinds of boundaries.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct Restatement {
    historic: HashMap<UnitId, Arc<Territory>>,
    current: HashMap<UnitId, Arc<Territory>>,
}

impl Restatement {
    /// Computes all territories.
    pub(in crate::domain) fn new(registry: &UnitRegistry) -> Self {
        // All units with the same last day are restated to the same map.
        let mut maps: HashMap<Option<NaiveDate>, Lineage> = HashMap::new();
        let mut restatement = Self::default();
        for unit in registry.units() {
            let historic = Territory::of_members(unit.id, registry.subtree(unit.id));
            restatement.historic.insert(unit.id, Arc::new(historic));
            let map = maps.entry(unit.valid_to).or_insert_with_key(|&last| Lineage::until(registry, last));
            restatement.current.insert(unit.id, Arc::new(map.territory(unit.id)));
        }
        restatement
    }

    /// What counts for this version of a unit; a unit that nobody knows stands for itself.
    pub(in crate::domain) fn territory(&self, unit: UnitId, boundaries: Boundaries) -> Arc<Territory> {
        let territories = match boundaries {
            Boundaries::Historic => &self.historic,
            Boundaries::Current => &self.current,
        };
        let alone = || Arc::new(Territory::of_itself(unit));
        territories.get(&unit).map_or_else(alone, Arc::clone)
    }
}

/// The length of the line. A power of two, so that halves of halves stay exact; with a count of 64 bits the product
/// fits 128.
const LINE: u64 = 1 << 60;

/// Which part of a unit went somewhere, such that the parts of all who divided it make the whole again: stretches of its
/// line, in order, that do not touch.
///
/// A unit is thought of as a line from 0 to 1, on which each successor has its stretch. A count is cut where the
/// stretches meet, and each cut is rounded once: what one successor gains by rounding, its neighbour loses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    stretches: Vec<(u64, u64)>,
}

impl Part {
    /// The length of a unit's line.
    pub const LENGTH: u64 = LINE;

    /// All of it.
    pub fn whole() -> Self {
        Self::between(0, LINE)
    }

    /// One stretch; nothing where it has no length.
    pub fn between(low: u64, high: u64) -> Self {
        Self { stretches: if low < high { vec![(low, high)] } else { Vec::new() } }
    }

    /// Whether it is all of the unit.
    pub fn is_whole(&self) -> bool {
        self.stretches == [(0, LINE)]
    }

    /// Whether it is nothing of the unit.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// How much of the unit it is, from 0 to 1; to be shown, not to count with.
    pub fn share(&self) -> f64 {
        let length: u64 = self.stretches.iter().map(|(low, high)| high - low).sum();
        length as f64 / LINE as f64
    }

    /// What falls to this part of `count` people, in whole people.
    ///
    /// The portions of parts that divide a unit sum to `count`. Take the sum of a period and cut that: of many
    /// small counts, each cut for itself, the larger part would get nearly all.
    pub fn portion(&self, count: u64) -> u64 {
        self.cuts(count).map(|(low, high)| high - low).sum()
    }

    /// Which of `count` people, thought of as standing along the line, are in it: from the first number up to the second.
    pub fn cuts(&self, count: u64) -> impl Iterator<Item = (u64, u64)> {
        self.stretches.iter().map(move |&(low, high)| (cut(count, low), cut(count, high)))
    }

    /// The same part of a stretch of another unit's line.
    fn within(&self, low: u64, high: u64) -> Self {
        let place = |point: u64| low + scale(high - low, point);
        let stretches = self.stretches.iter().map(|&(from, to)| (place(from), place(to)));
        Self { stretches: stretches.filter(|(from, to)| from < to).collect() }
    }

    /// Both together.
    fn join(mut self, other: Self) -> Self {
        self.stretches.extend(other.stretches);
        self.stretches.sort_unstable();
        let mut joined: Vec<(u64, u64)> = Vec::with_capacity(self.stretches.len());
        for (low, high) in self.stretches {
            match joined.last_mut() {
                Some((_, end)) if low <= *end => *end = high.max(*end),
                _ => joined.push((low, high)),
            }
        }
        Self { stretches: joined }
    }

    #[cfg(test)]
    fn holds(&self, point: f64) -> bool {
        let at = |end: u64| end as f64 / LINE as f64;
        self.stretches.iter().any(|&(low, high)| at(low) <= point && point < at(high))
    }
}

/// `length` × `point` / `LINE`, rounded down, so that both ends stay where they are.
fn scale(length: u64, point: u64) -> u64 {
    narrow(u128::from(length) * u128::from(point) / u128::from(LINE))
}

/// How many of `count` lie before `point`, rounded to the nearest.
fn cut(count: u64, point: u64) -> u64 {
    narrow((u128::from(count) * u128::from(point) + u128::from(LINE / 2)) / u128::from(LINE))
}

/// Both callers divide by `LINE` what was multiplied by at most `LINE`.
fn narrow(product: u128) -> u64 {
    u64::try_from(product).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_of_an_odd_count_are_neighbours() {
        let (left, right) = (Part::between(0, LINE / 2), Part::between(LINE / 2, LINE));
        assert_eq!((left.portion(7), right.portion(7)), (4, 3));
        assert_eq!((left.portion(u64::MAX), right.portion(u64::MAX)), (1 << 63, (1 << 63) - 1));
        assert!(left.join(right).is_whole());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn portions_sum_to_the_count_two_reforms_deep(
            count in any::<u64>(),
            mut cuts in proptest::collection::vec(0..=LINE, 0..6),
            inner in 0..=LINE,
        ) {
            cuts.extend([0, LINE]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).flat_map(|pair| {
                [Part::between(0, inner), Part::between(inner, LINE)].map(|part| part.within(pair[0], pair[1]))
            });
            let pieces: Vec<Part> = pieces.collect();
            prop_assert_eq!(pieces.iter().map(|piece| piece.portion(count)).sum::<u64>(), count);
            prop_assert!(pieces.into_iter().fold(Part::default(), Part::join).is_whole());
        }
    }
}
