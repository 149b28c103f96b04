//! Days on which the map within a unit was redrawn: lines across every series.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::{Period, Territory, UnitId, UnitRegistry};

/// A day on which lowest units became others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reform {
    /// The first day of the new map.
    pub day: NaiveDate,
    /// How many units ended.
    pub before: usize,
    /// How many came in their place.
    pub after: usize,
}

impl Reform {
    /// The reforms that touched a territory after the first day of `period` and until its last, from the first.
    pub fn within(registry: &UnitRegistry, territory: &Territory, period: Period) -> Vec<Self> {
        let mut days: BTreeMap<NaiveDate, (BTreeSet<UnitId>, BTreeSet<UnitId>)> = BTreeMap::new();
        let is_lowest = |id: UnitId| registry.unit(id).is_some_and(|unit| unit.kind.is_lowest());
        // What was there before and only grew did not come.
        let is_new = |id: UnitId, day| registry.unit(id).is_some_and(|unit| unit.valid_from == Some(day));
        let counts = |id: UnitId| territory.part_of(id).is_some();
        for succession in registry.successions() {
            let (before, after, day) = (succession.predecessor, succession.successor, succession.effective);
            let is_inside = period.first_day() < day && day <= period.last_day();
            if is_inside && is_lowest(before) && is_lowest(after) && (counts(before) || counts(after)) {
                let (ended, came) = days.entry(day).or_default();
                ended.insert(before);
                came.extend(is_new(after, day).then_some(after));
            }
        }
        let reforms = days.into_iter();
        reforms.map(|(day, (ended, came))| Self { day, before: ended.len(), after: came.len() }).collect()
    }
}
