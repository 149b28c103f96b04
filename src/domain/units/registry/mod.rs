//! All units with their successions: the holder of a code on a day, the units below a unit, its successors,
//! and its territory in historic or current boundaries.

pub(in crate::domain) mod boundaries;
pub(in crate::domain) mod nearest;
pub(in crate::domain) mod search;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::domain::{Boundaries, Period, Territory, Unit, UnitCode, UnitId, UnknownUnit};
use boundaries::Restatement;

/// One edge of the lineage.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// The unit before.
    pub predecessor: UnitId,
    /// The unit after.
    pub successor: UnitId,
    /// The first day of the successor's responsibility.
    pub effective: NaiveDate,
    /// The share of the predecessor that went to the successor, from 0 to 1; `None` if it is not known.
    pub share: Option<f64>,
}

/// All units and successions.
#[derive(Clone, Debug, Default)]
pub struct UnitRegistry {
    units: HashMap<UnitId, Unit>,
    holders: HashMap<UnitCode, Vec<UnitId>>,
    children: HashMap<UnitId, Vec<UnitId>>,
    successors: HashMap<UnitId, Vec<Succession>>,
    /// Computed on first use, because imports build registries only to look up codes.
    restatement: OnceLock<Restatement>,
}

/// The maximum number of levels. It ends a walk up parents that contain a cycle.
const MAX_LEVELS: usize = 64;

impl UnitRegistry {
    /// Builds the registry. Drops successions with a share of 0.
    pub fn new(units: Vec<Unit>, successions: Vec<Succession>) -> Self {
        let mut registry = Self::default();
        for unit in units {
            registry.holders.entry(unit.code.clone()).or_default().push(unit.id);
            if let Some(parent) = unit.parent {
                registry.children.entry(parent).or_default().push(unit.id);
            }
            registry.units.insert(unit.id, unit);
        }
        // A share of 0 means that nothing went to the successor.
        for succession in successions.into_iter().filter(|succession| succession.share != Some(0.0)) {
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
    ///
    /// # Errors
    ///
    /// Fails if no unit holds `code` on that day. The error suggests other units.
    pub fn holder(&self, code: &UnitCode, day: NaiveDate) -> Result<&Unit, UnknownUnit> {
        self.holders_of(code)
            .find(|unit| unit.is_valid_on(day))
            .ok_or_else(|| UnknownUnit::new(self, code, day, day))
    }

    /// The last unit that held `code` on any day from `first` to `last`.
    ///
    /// # Errors
    ///
    /// Fails if no unit held `code` on any of these days. The error suggests other units.
    pub fn last_holder(
        &self,
        code: &UnitCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<&Unit, UnknownUnit> {
        self.holders_of(code)
            .filter(|unit| unit.is_valid_within(first, last))
            .max_by_key(|unit| unit.valid_to.unwrap_or(NaiveDate::MAX))
            .ok_or_else(|| UnknownUnit::new(self, code, first, last))
    }

    /// Every version that held `code`, in no order.
    pub(in crate::domain) fn holders_of(&self, code: &UnitCode) -> impl Iterator<Item = &Unit> {
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

    /// The units above a unit, the highest first.
    pub fn units_above(&self, unit: UnitId) -> Vec<&Unit> {
        let above = self.ancestry(unit).skip(1).filter_map(|id| self.unit(id));
        let mut above: Vec<&Unit> = above.collect();
        above.reverse();
        above
    }

    /// Whether `unit` lies in the subtree of any version of the unit that holds, or held, the code of
    /// `above`.
    pub fn is_within(&self, unit: UnitId, above: UnitId) -> bool {
        let Some(code) = self.units.get(&above).map(|unit| &unit.code) else { return false };
        self.ancestry(unit).any(|id| self.units.get(&id).is_some_and(|unit| unit.code == *code))
    }

    /// The territory of a report about the holder of `code`, in historic or in current boundaries.
    ///
    /// # Errors
    ///
    /// Fails if no unit held `code` within `period` or, in current boundaries, on any day up to `today`.
    pub fn territory(
        &self,
        code: &UnitCode,
        period: Period,
        boundaries: Boundaries,
        today: NaiveDate,
    ) -> Result<Arc<Territory>, UnknownUnit> {
        let unit = match boundaries {
            Boundaries::Historic => self.last_holder(code, period.first_day(), period.last_day())?,
            // The last holder, even if it has ended.
            Boundaries::Current => self.last_holder(code, NaiveDate::MIN, today)?,
        };
        Ok(self.territory_of(unit.id, boundaries))
    }

    /// The territory of a report about this version of a unit.
    pub fn territory_of(&self, unit: UnitId, boundaries: Boundaries) -> Arc<Territory> {
        self.restatement.get_or_init(|| Restatement::new(self)).territory(unit, boundaries)
    }

    /// All successions, in no order, without those with a share of 0.
    pub fn successions(&self) -> impl Iterator<Item = &Succession> {
        self.successors.values().flatten()
    }

    /// The successions of a unit, without those with a share of 0.
    pub fn successions_of(&self, unit: UnitId) -> &[Succession] {
        self.successors.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The unit that `unit` has become by `day`.
    ///
    /// After a split with unknown shares this is the lowest unit that contains all parts. A unit that ended
    /// without a successor counts for the successor of its parent.
    pub fn unit_of_the_day(&self, unit: UnitId, day: NaiveDate) -> UnitId {
        let successors = self.successors(unit, day);
        self.lowest_common_ancestor(&successors).unwrap_or(unit)
    }

    /// All units on `day` that took over any part of `unit`.
    pub(in crate::domain) fn successors(&self, unit: UnitId, day: NaiveDate) -> BTreeSet<UnitId> {
        let (mut successors, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![unit]);
        while let Some(id) = open.pop() {
            let Some(unit) = self.units.get(&id).filter(|_| seen.insert(id)) else { continue };
            let successions = self.successions_of(id);
            if unit.valid_to.is_none_or(|last| day <= last) {
                successors.insert(id);
            } else if let Some(edge) = successions.iter().find(|edge| edge.share == Some(1.0)) {
                open.push(edge.successor);
            } else if successions.is_empty() {
                open.extend(unit.parent);
            } else {
                open.extend(successions.iter().map(|edge| edge.successor));
            }
        }
        successors
    }

    fn lowest_common_ancestor(&self, units: &BTreeSet<UnitId>) -> Option<UnitId> {
        let first = *units.first()?;
        self.ancestry(first)
            .find(|&above| units.iter().all(|&unit| self.ancestry(unit).any(|id| id == above)))
    }

    /// The unit, its parent, and so on upwards.
    fn ancestry(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        let parent = |id: &UnitId| self.units.get(id).and_then(|unit| unit.parent);
        std::iter::successors(Some(unit), parent).take(MAX_LEVELS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnitKind;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn unit(id: i32, code: &str, parent: Option<i32>, from: Option<&str>, to: Option<&str>) -> Unit {
        Unit {
            id: UnitId(id),
            code: code.parse().unwrap(),
            name: format!("Xã {id}"),
            kind: if parent.is_some() { UnitKind::Commune } else { UnitKind::Province },
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
        with_lineage(vec![
            edge(1, 2, None),
            edge(3, 12, None),
            edge(4, 12, None),
            edge(5, 12, None),
            edge(5, 13, None),
        ])
    }

    fn with_lineage(lineage: Vec<Succession>) -> UnitRegistry {
        let (old, new) = (Some("2025-06-30"), Some("2025-07-01"));
        let units = vec![
            unit(1, "33", None, None, old),
            unit(2, "33", None, new, None),
            unit(3, "11953", Some(1), None, old),
            unit(4, "11956", Some(1), None, old),
            unit(5, "12004", Some(1), None, old),
            unit(12, "11953", Some(2), new, None),
            unit(13, "12004", Some(2), new, None),
        ];
        UnitRegistry::new(units, lineage)
    }

    /// The territory for June 2025, requested in 2026.
    fn territory(code: &str, boundaries: Boundaries) -> Arc<Territory> {
        let period = Period::month("2025-06".parse().unwrap());
        registry().territory(&code.parse().unwrap(), period, boundaries, day("2026-01-01")).unwrap()
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
        assert_eq!(ids(&territory("11953", Boundaries::Historic).members), [3]);
    }

    #[test]
    fn current_boundaries_fold_whole_predecessors_and_name_the_partial_ones() {
        let ward = territory("11953", Boundaries::Current);
        assert_eq!((ids(&ward.members), ids(&ward.left_out)), (vec![3, 4, 12], vec![5]));
        let province = territory("33", Boundaries::Current);
        assert_eq!((ids(&province.members), ids(&province.left_out)), (vec![1, 2, 3, 4, 5, 12, 13], vec![]));
    }

    #[test]
    fn an_old_poster_counts_for_the_unit_of_the_day() {
        let registry = registry();
        let today = day("2026-01-01");
        assert_eq!(registry.unit_of_the_day(UnitId(4), day("2025-01-01")), UnitId(4));
        assert_eq!(registry.unit_of_the_day(UnitId(4), today), UnitId(12));
        // The part of the split unit is not known: only the province contains both.
        assert_eq!(registry.unit_of_the_day(UnitId(5), today), UnitId(2));
    }

    #[test]
    fn a_known_share_decides_a_split() {
        let registry = with_lineage(vec![edge(5, 12, Some(1.0)), edge(5, 13, Some(0.0))]);
        assert_eq!(registry.unit_of_the_day(UnitId(5), day("2026-01-01")), UnitId(12));
    }

    #[test]
    fn known_shares_divide_a_unit_without_a_remainder() {
        let registry = with_lineage(vec![edge(1, 2, None), edge(5, 12, Some(0.3)), edge(5, 13, Some(0.7))]);
        let of = |unit: i32| registry.territory_of(UnitId(unit), Boundaries::Current);
        let portion = |unit: i32| of(unit).parts[&UnitId(5)].portion(15);
        // In binary, 0.3 is a little less, so that 4.5 people are rounded to 4.
        assert_eq!((portion(12), portion(13)), (4, 11));
        assert!(of(2).members.contains(&UnitId(5)) && of(2).parts.is_empty());
        assert!([2, 12, 13].iter().all(|&unit| of(unit).left_out.is_empty()));
    }
}
