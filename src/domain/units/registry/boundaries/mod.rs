//! The boundary crosswalk: which versions of units count for which unit, in historic and in current
//! boundaries. It is computed once for all units, so that a request only looks it up.
//!
//! A unit is restated to the boundaries of its last day, or to today's if it still exists: every unit that
//! ended before goes to its successors, and a unit without successors goes where its parent goes. A known
//! share places its part. Unknown shares are not guessed: the unit counts in territories that contain all its
//! successors, and is listed as left out of those that contain only some.

mod lineage;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use strum::{EnumString, IntoStaticStr};

use self::lineage::Lineage;
use crate::domain::{UnitId, UnitRegistry, UnknownName};

/// Whether a report counts units as they were or assigns predecessors to today's units.
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

/// The units that a report about a unit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The unit that the report is about.
    pub unit: UnitId,
    /// All versions of units that count wholly, the unit itself among them.
    pub members: BTreeSet<UnitId>,
    /// Predecessors of which a known part belongs here.
    pub parts: BTreeMap<UnitId, Part>,
    /// Predecessors of which an unknown part may belong here; that part is not counted. A known part of the
    /// same predecessor is in `parts`.
    pub left_out: BTreeSet<UnitId>,
}

impl Territory {
    /// The unit without the units below it.
    fn of_itself(unit: UnitId) -> Self {
        Self::of_members(unit, BTreeSet::from([unit]))
    }

    fn of_members(unit: UnitId, members: BTreeSet<UnitId>) -> Self {
        Self { unit, members, parts: BTreeMap::new(), left_out: BTreeSet::new() }
    }

    /// The part of `unit` that counts; `None` if it is neither a member nor in `parts`.
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
        // All units with the same last day are restated to the same boundaries.
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

    /// The territory of this version of a unit; an unknown unit is its own territory.
    pub(in crate::domain) fn territory(&self, unit: UnitId, boundaries: Boundaries) -> Arc<Territory> {
        let territories = match boundaries {
            Boundaries::Historic => &self.historic,
            Boundaries::Current => &self.current,
        };
        let alone = || Arc::new(Territory::of_itself(unit));
        territories.get(&unit).map_or_else(alone, Arc::clone)
    }
}

/// The length of a unit's line. A power of two, so that halves of halves stay exact; its product with a
/// 64-bit count fits into 128 bits.
const LINE: u64 = 1 << 60;

/// A part of a unit, as stretches of the unit's line, in order, that do not touch. The parts of all
/// successors make up the whole unit.
///
/// A unit is modelled as a line from 0 to 1, on which each successor has its stretch. A count is cut where
/// the stretches meet, and each cut is rounded once: what one successor gains by rounding, its neighbour
/// loses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    stretches: Vec<(u64, u64)>,
}

impl Part {
    /// The length of a unit's line.
    pub const LENGTH: u64 = LINE;

    /// The whole unit.
    pub fn whole() -> Self {
        Self::between(0, LINE)
    }

    /// The stretch from `low` to `high`; empty if it has no length.
    pub fn between(low: u64, high: u64) -> Self {
        Self { stretches: if low < high { vec![(low, high)] } else { Vec::new() } }
    }

    /// Whether the part is the whole unit.
    pub fn is_whole(&self) -> bool {
        self.stretches == [(0, LINE)]
    }

    /// Whether the part is empty.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// The portion of `count` people that belongs to this part, in whole people.
    ///
    /// The portions of parts that divide a unit sum to `count`. Pass the sum of a period: if many small
    /// counts were cut one by one, rounding would give nearly all of them to the larger part.
    pub fn portion(&self, count: u64) -> u64 {
        self.cuts(count).map(|(low, high)| high - low).sum()
    }

    /// The ranges of `count` people along the line that belong to this part, each from the first number up to
    /// the second.
    pub fn cuts(&self, count: u64) -> impl Iterator<Item = (u64, u64)> {
        self.stretches.iter().map(move |&(low, high)| (cut(count, low), cut(count, high)))
    }

    /// This part, scaled into the stretch from `low` to `high` of another unit's line.
    fn within(&self, low: u64, high: u64) -> Self {
        let place = |point: u64| low + scale(high - low, point);
        let stretches = self.stretches.iter().map(|&(from, to)| (place(from), place(to)));
        Self { stretches: stretches.filter(|(from, to)| from < to).collect() }
    }

    /// The union of two parts.
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
}

/// `length` × `point` / `LINE`, rounded down, so that both ends stay where they are.
fn scale(length: u64, point: u64) -> u64 {
    narrow(u128::from(length) * u128::from(point) / u128::from(LINE))
}

/// How many of `count` lie before `point`, rounded to the nearest.
fn cut(count: u64, point: u64) -> u64 {
    narrow((u128::from(count) * u128::from(point) + u128::from(LINE / 2)) / u128::from(LINE))
}

/// Converts to 64 bits, which always fits: both callers multiply by at most `LINE` and divide by `LINE`.
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
