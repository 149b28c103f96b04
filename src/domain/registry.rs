//! All units with their successions: who holds a code on a day, what lies below a unit, and which
//! predecessors are wholly part of it today. A partial succession is never guessed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;

use chrono::NaiveDate;

use super::{Period, Unit, UnitCode, UnitId};

/// One edge of the lineage.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// The unit before.
    pub predecessor: UnitId,
    /// The unit after.
    pub successor: UnitId,
    /// The first day of the successor's responsibility.
    pub effective: NaiveDate,
    /// Which part of the predecessor went there, from 0 to 1; `None` is not known.
    pub share: Option<f64>,
}

/// Whether a report shows units as they were or folds the past into today's units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
        match self {
            Self::Historic => "historic",
            Self::Current => "current",
        }
    }
}

/// A name that is no kind of boundaries.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown boundaries \"{0}\": use current or historic")]
pub struct UnknownBoundaries(String);

impl FromStr for Boundaries {
    type Err = UnknownBoundaries;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = [Self::Historic, Self::Current].into_iter().find(|boundaries| boundaries.name() == name);
        known.ok_or_else(|| UnknownBoundaries(name.chars().take(20).collect()))
    }
}

/// A code that nobody holds at that time.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no unit holds the code {code} at that time")]
pub struct UnknownUnit {
    /// The code that was looked up.
    pub code: UnitCode,
}

/// What a report about a unit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The unit that the report is about.
    pub unit: UnitId,
    /// All versions of units whose figures count, the unit itself among them.
    pub members: BTreeSet<UnitId>,
    /// Predecessors of which only a part belongs here, so that they could not be counted.
    pub left_out: BTreeSet<UnitId>,
}

/// All units and successions.
#[derive(Clone, Debug, Default)]
pub struct UnitRegistry {
    units: HashMap<UnitId, Unit>,
    holders: HashMap<UnitCode, Vec<UnitId>>,
    children: HashMap<UnitId, Vec<UnitId>>,
    successors: HashMap<UnitId, Vec<Succession>>,
    predecessors: HashMap<UnitId, Vec<UnitId>>,
}

/// More merges in a row than will ever happen; ends a walk through a lineage with a ring in it.
const LONGEST_LINEAGE: usize = 64;

impl UnitRegistry {
    /// Builds the registry.
    pub fn new(units: Vec<Unit>, successions: Vec<Succession>) -> Self {
        let mut registry = Self::default();
        for unit in units {
            registry.holders.entry(unit.code.clone()).or_default().push(unit.id);
            if let Some(parent) = unit.parent {
                registry.children.entry(parent).or_default().push(unit.id);
            }
            registry.units.insert(unit.id, unit);
        }
        // What went elsewhere by a share of nothing did not go there.
        for succession in successions.into_iter().filter(|succession| succession.share != Some(0.0)) {
            registry.predecessors.entry(succession.successor).or_default().push(succession.predecessor);
            registry.successors.entry(succession.predecessor).or_default().push(succession);
        }
        registry
    }

    /// The unit with this id.
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// Every version of every unit, in no order.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The unit that holds `code` on `day`.
    pub fn holder(&self, code: &UnitCode, day: NaiveDate) -> Result<&Unit, UnknownUnit> {
        self.holders_of(code)
            .find(|unit| unit.is_valid_on(day))
            .ok_or_else(|| UnknownUnit { code: code.clone() })
    }

    /// The last unit that held `code` on any day from `first` to `last`.
    pub fn last_holder(
        &self,
        code: &UnitCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<&Unit, UnknownUnit> {
        self.holders_of(code)
            .filter(|unit| unit.is_valid_within(first, last))
            .max_by_key(|unit| unit.valid_to.unwrap_or(NaiveDate::MAX))
            .ok_or_else(|| UnknownUnit { code: code.clone() })
    }

    fn holders_of(&self, code: &UnitCode) -> impl Iterator<Item = &Unit> {
        self.holders.get(code).into_iter().flatten().filter_map(|id| self.units.get(id))
    }

    /// The unit and everything below it.
    pub fn subtree(&self, root: UnitId) -> BTreeSet<UnitId> {
        let (mut found, mut open) = (BTreeSet::new(), vec![root]);
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.children.get(&id).into_iter().flatten());
            }
        }
        found
    }

    /// Whether `unit` lies in the subtree of any version of the unit that holds, or held, the code of `above`.
    pub fn is_within(&self, unit: UnitId, above: UnitId) -> bool {
        let Some(code) = self.units.get(&above).map(|unit| &unit.code) else { return false };
        self.ancestry(unit).any(|id| self.units.get(&id).is_some_and(|unit| unit.code == *code))
    }

    /// What a report about the holder of `code` counts, in one way to draw the boundaries or the other.
    pub fn territory(
        &self,
        code: &UnitCode,
        period: Period,
        boundaries: Boundaries,
        today: NaiveDate,
    ) -> Result<Territory, UnknownUnit> {
        let unit = match boundaries {
            Boundaries::Historic => self.last_holder(code, period.first_day(), period.last_day())?,
            // A unit that is gone stands for itself.
            Boundaries::Current => self.last_holder(code, NaiveDate::MIN, today)?,
        };
        Ok(self.territory_of(unit.id, boundaries))
    }

    /// What a report about this version of a unit counts.
    pub fn territory_of(&self, unit: UnitId, boundaries: Boundaries) -> Territory {
        let members = self.subtree(unit);
        let (members, left_out) = match boundaries {
            Boundaries::Historic => (members, BTreeSet::new()),
            Boundaries::Current => self.with_predecessors(members),
        };
        Territory { unit, members, left_out }
    }

    /// Adds every predecessor all of whose successors belong to the members, until none is left.
    fn with_predecessors(&self, mut members: BTreeSet<UnitId>) -> (BTreeSet<UnitId>, BTreeSet<UnitId>) {
        loop {
            let candidates: HashSet<UnitId> = members
                .iter()
                .filter_map(|id| self.predecessors.get(id))
                .flatten()
                .copied()
                .filter(|id| !members.contains(id))
                .collect();
            let (whole, partial): (HashSet<_>, HashSet<_>) =
                candidates.into_iter().partition(|&id| self.went_wholly_into(id, &members));
            if whole.is_empty() {
                return (members, partial.into_iter().collect());
            }
            members.extend(whole.into_iter().flat_map(|id| self.subtree(id)));
        }
    }

    /// A known part is no whole, even where nobody knows the other parts.
    fn went_wholly_into(&self, predecessor: UnitId, members: &BTreeSet<UnitId>) -> bool {
        let mut edges = self.successors.get(&predecessor).into_iter().flatten();
        edges.all(|edge| edge.share.is_none_or(|share| share >= 1.0) && members.contains(&edge.successor))
    }

    /// The unit that `unit` has become by `day`.
    ///
    /// After a split with unknown shares this is the lowest unit that contains all parts; a unit that ended
    /// without a successor stands under what became of its parent.
    pub fn unit_of_the_day(&self, unit: UnitId, day: NaiveDate) -> UnitId {
        self.follow(unit, day, LONGEST_LINEAGE).unwrap_or(unit)
    }

    fn follow(&self, id: UnitId, day: NaiveDate, steps: usize) -> Option<UnitId> {
        let unit = self.units.get(&id)?;
        if unit.valid_to.is_none_or(|last| day <= last) {
            return Some(id);
        }
        let steps = steps.checked_sub(1)?;
        let edges = self.successors.get(&id).into_iter().flatten();
        let whole = edges.clone().find(|edge| edge.share == Some(1.0));
        let heirs: BTreeSet<UnitId> = match whole {
            Some(edge) => self.follow(edge.successor, day, steps).into_iter().collect(),
            None => edges.filter_map(|edge| self.follow(edge.successor, day, steps)).collect(),
        };
        match heirs.len() {
            0 => self.follow(unit.parent?, day, steps),
            1 => heirs.first().copied(),
            _ => self.lowest_common_ancestor(&heirs),
        }
    }

    fn lowest_common_ancestor(&self, units: &BTreeSet<UnitId>) -> Option<UnitId> {
        let first = *units.first()?;
        self.ancestry(first)
            .find(|&above| units.iter().all(|&unit| self.ancestry(unit).any(|id| id == above)))
    }

    /// The unit, its parent, and so on upwards.
    fn ancestry(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        let parent = |id: &UnitId| self.units.get(id).and_then(|unit| unit.parent);
        std::iter::successors(Some(unit), parent).take(LONGEST_LINEAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn unit(id: i32, code: &str, parent: Option<i32>, from: Option<&str>, to: Option<&str>) -> Unit {
        Unit {
            id: UnitId(id),
            code: code.parse().unwrap(),
            name: format!("Xã {id}"),
            kind: if parent.is_some() {
                super::super::UnitKind::Commune
            } else {
                super::super::UnitKind::Province
            },
            parent: parent.map(UnitId),
            valid_from: from.map(day),
            valid_to: to.map(day),
        }
    }

    fn edge(predecessor: i32, successor: i32, share: Option<f64>) -> Succession {
        Succession {
            predecessor: UnitId(predecessor),
            successor: UnitId(successor),
            effective: day("2025-07-01"),
            share,
        }
    }

    /// Two communes merge into 12 under the code of one; 5 is split over 12 and 13.
    fn registry() -> UnitRegistry {
        let (old, new) = (Some("2025-06-30"), Some("2025-07-01"));
        UnitRegistry::new(
            vec![
                unit(1, "33", None, None, old),
                unit(2, "33", None, new, None),
                unit(3, "11953", Some(1), None, old),
                unit(4, "11956", Some(1), None, old),
                unit(5, "12004", Some(1), None, old),
                unit(12, "11953", Some(2), new, None),
                unit(13, "12004", Some(2), new, None),
            ],
            vec![
                edge(1, 2, None),
                edge(3, 12, None),
                edge(4, 12, None),
                edge(5, 12, None),
                edge(5, 13, None),
            ],
        )
    }

    fn ids(set: &BTreeSet<UnitId>) -> Vec<i32> {
        set.iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_code_is_held_by_one_unit_a_day() {
        let registry = registry();
        let code = "11953".parse().unwrap();
        assert_eq!(registry.holder(&code, day("2025-06-30")).unwrap().id, UnitId(3));
        assert_eq!(registry.holder(&code, day("2025-07-01")).unwrap().id, UnitId(12));
        assert!(registry.holder(&"99999".parse().unwrap(), day("2025-07-01")).is_err());
    }

    #[test]
    fn historic_boundaries_show_the_unit_as_it_was() {
        let period = Period::month("2025-06".parse().unwrap());
        let territory = registry()
            .territory(&"11953".parse().unwrap(), period, Boundaries::Historic, day("2026-01-01"))
            .unwrap();
        assert_eq!(ids(&territory.members), [3]);
    }

    #[test]
    fn current_boundaries_fold_whole_predecessors_and_name_the_partial_ones() {
        let period = Period::month("2025-06".parse().unwrap());
        let fold = |code: &str| {
            registry()
                .territory(&code.parse().unwrap(), period, Boundaries::Current, day("2026-01-01"))
                .unwrap()
        };
        let ward = fold("11953");
        assert_eq!((ids(&ward.members), ids(&ward.left_out)), (vec![3, 4, 12], vec![5]));
        let province = fold("33");
        assert_eq!((ids(&province.members), ids(&province.left_out)), (vec![1, 2, 3, 4, 5, 12, 13], vec![]));
    }

    #[test]
    fn an_old_poster_counts_for_the_unit_of_the_day() {
        let registry = registry();
        let today = day("2026-01-01");
        assert_eq!(registry.unit_of_the_day(UnitId(4), day("2025-01-01")), UnitId(4));
        assert_eq!(registry.unit_of_the_day(UnitId(4), today), UnitId(12));
        // Nobody knows which part of a split unit it was: only the province contains both.
        assert_eq!(registry.unit_of_the_day(UnitId(5), today), UnitId(2));
    }

    #[test]
    fn a_known_share_decides_a_split() {
        let mut units: Vec<Unit> = registry().units().cloned().collect();
        units.sort_by_key(|unit| unit.id);
        let registry = UnitRegistry::new(units, vec![edge(5, 12, Some(1.0)), edge(5, 13, Some(0.0))]);
        assert_eq!(registry.unit_of_the_day(UnitId(5), day("2026-01-01")), UnitId(12));
    }
}
