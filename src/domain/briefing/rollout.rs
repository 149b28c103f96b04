//! How the model spread among the lowest units of a territory.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::domain::{Month, Period, Succession, Territory, Unit, UnitId, UnitRegistry};

/// The spread of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// Every month from the first adoption to the end of the period; none where nobody has taken the model up.
    pub months: Vec<RolloutMonth>,
    /// Who took it up when, from the first day.
    pub adoptions: Vec<Adoption>,
}

/// How far the model had spread at the end of a month, or on the last day that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolloutMonth {
    /// The month.
    pub month: Month,
    /// Units that took it up themselves.
    pub adopted: u64,
    /// Units in which a predecessor had it, and which did not take it up anew.
    pub continued: u64,
    /// All units of that day.
    pub units: u64,
}

/// Units that took the model up on the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The day.
    pub day: NaiveDate,
    /// Their names, in no order.
    pub units: Vec<String>,
}

/// Where a unit has the model from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Itself,
    Predecessor,
}

impl Rollout {
    /// The spread within a territory until the day `last`, where `adopted` are the first days of units.
    pub fn of(
        registry: &UnitRegistry,
        territory: &Territory,
        adopted: &BTreeMap<UnitId, NaiveDate>,
        last: NaiveDate,
    ) -> Self {
        let lowest = territory.members.iter().filter_map(|&id| registry.unit(id));
        let lowest: Vec<&Unit> = lowest.filter(|unit| unit.kind.is_lowest()).collect();
        let mut days: BTreeMap<NaiveDate, Vec<String>> = BTreeMap::new();
        for unit in &lowest {
            if let Some(&day) = adopted.get(&unit.id).filter(|&&day| day <= last) {
                days.entry(day).or_default().push(unit.name.clone());
            }
        }
        let spread = Spread::new(registry, adopted);
        // A unit may have had the model from its first day on, handed on by the units that became it.
        let begins = lowest.iter().filter_map(|unit| {
            let handed_on =
                unit.valid_from.filter(|&from| from <= last && spread.source(unit.id, from).is_some());
            adopted.get(&unit.id).copied().filter(|&day| day <= last).into_iter().chain(handed_on).min()
        });
        let first = begins.min().map(Month::of);
        let months = first.and_then(|first| Period::new(first, Month::of(last)).ok());
        let months = months.into_iter().flat_map(Period::months);
        Self {
            months: months.map(|month| spread.at_end_of(month, last, &lowest)).collect(),
            adoptions: days.into_iter().map(|(day, units)| Adoption { day, units }).collect(),
        }
    }
}

/// Adoptions and the successions along which they are handed on.
struct Spread<'a> {
    adopted: &'a BTreeMap<UnitId, NaiveDate>,
    predecessors: HashMap<UnitId, Vec<&'a Succession>>,
}

impl<'a> Spread<'a> {
    fn new(registry: &'a UnitRegistry, adopted: &'a BTreeMap<UnitId, NaiveDate>) -> Self {
        let mut predecessors: HashMap<UnitId, Vec<&Succession>> = HashMap::new();
        for succession in registry.successions() {
            predecessors.entry(succession.successor).or_default().push(succession);
        }
        Self { adopted, predecessors }
    }

    fn at_end_of(&self, month: Month, last: NaiveDate, lowest: &[&Unit]) -> RolloutMonth {
        let day = month.last_day().min(last);
        let (mut units, mut own, mut continued) = (0, 0, 0);
        for unit in lowest.iter().filter(|unit| unit.is_valid_on(day)) {
            units += 1;
            match self.source(unit.id, day) {
                Some(Source::Itself) => own += 1,
                Some(Source::Predecessor) => continued += 1,
                None => {}
            }
        }
        RolloutMonth { month, adopted: own, continued, units }
    }

    /// Where `unit` has the model from on `day`. Each step back goes to an earlier day, so that it ends.
    fn source(&self, unit: UnitId, day: NaiveDate) -> Option<Source> {
        if self.adopted.get(&unit).is_some_and(|&since| since <= day) {
            return Some(Source::Itself);
        }
        let mut before = self.predecessors.get(&unit).into_iter().flatten();
        let had = before.any(|edge| {
            let eve = edge.effective.pred_opt().filter(|_| edge.effective <= day);
            eve.is_some_and(|eve| self.source(edge.predecessor, eve).is_some())
        });
        had.then_some(Source::Predecessor)
    }
}
