//! Which versions of units count for which unit, in historic and in current boundaries: computed once for all units,
//! so that a request only looks it up.
//!
//! A unit is restated to the map of its last day, today's where it lasts: every unit that ended before goes to its
//! successors, and what has none goes where its parent goes. A known share places its part; where shares are not
//! known, nothing is guessed: the unit counts where all its successors count, and is named as left out below.

mod lineage;
mod part;
#[cfg(test)]
mod property_test;
#[cfg(test)]
pub(super) mod random_reforms;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use strum::{EnumString, IntoStaticStr};

use self::lineage::Lineage;
pub use self::part::Part;
use super::{UnitId, UnitRegistry, UnknownName};

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
pub(super) struct Restatement {
    historic: HashMap<UnitId, Arc<Territory>>,
    current: HashMap<UnitId, Arc<Territory>>,
}

impl Restatement {
    /// Computes all territories.
    pub(super) fn new(registry: &UnitRegistry) -> Self {
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
    pub(super) fn territory(&self, unit: UnitId, boundaries: Boundaries) -> Arc<Territory> {
        let territories = match boundaries {
            Boundaries::Historic => &self.historic,
            Boundaries::Current => &self.current,
        };
        let alone = || Arc::new(Territory::of_itself(unit));
        territories.get(&unit).map_or_else(alone, Arc::clone)
    }
}
