//! The report context: a report with the earlier months, the units below and the rollout of the model.
//! Charts, tables, documents and packs all render this one value, so that they cannot disagree.

mod control;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use control::MonthControl;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::{
    Month, MonthActivity, Period, Report, Series, Succession, Territory, Unit, UnitComparison, UnitId,
    UnitRegistry,
};

/// A report with the months before it, the units below it and the rollout of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportContext {
    /// The report itself.
    pub report: Report,
    /// The months of the series; they end with the last month of the report.
    pub months: Period,
    /// The shares of every question month by month.
    pub series: Vec<Series>,
    /// Responses and dossiers month by month.
    pub activity: Vec<MonthActivity>,
    /// The lowest units within the unit, compared by one question; `None` if the survey has no questions.
    pub comparison: Option<UnitComparison>,
    /// The units directly below that have responses, sorted by name.
    pub below: Vec<Report>,
    /// The rollout of the model among the lowest units until the end of the period.
    pub rollout: Rollout,
    /// Boundary reforms within [`ReportContext::months`], in order.
    pub reforms: Vec<Reform>,
}

impl ReportContext {
    /// A report without its context.
    pub fn alone(report: Report) -> Self {
        Self {
            months: report.period,
            report,
            series: Vec::new(),
            activity: Vec::new(),
            comparison: None,
            below: Vec::new(),
            rollout: Rollout::default(),
            reforms: Vec::new(),
        }
    }
}

/// A boundary reform: a day on which some of the lowest units were replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reform {
    /// The first day of the new boundaries.
    pub day: NaiveDate,
    /// The number of units that ended.
    pub before: usize,
    /// The number of new units in their place.
    pub after: usize,
}

impl Reform {
    /// The reforms that affect a territory after the first day of `period` and up to its last day, in order.
    pub fn within(registry: &UnitRegistry, territory: &Territory, period: Period) -> Vec<Self> {
        let mut days: BTreeMap<NaiveDate, (BTreeSet<UnitId>, BTreeSet<UnitId>)> = BTreeMap::new();
        let is_lowest = |id: UnitId| registry.unit(id).is_some_and(|unit| unit.kind.is_lowest());
        // A unit that existed before and only grew is not new.
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

/// The rollout of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// Every month from the first adoption to the end of the period; empty if no unit has adopted the model.
    pub months: Vec<RolloutMonth>,
    /// The adoptions by day, in order.
    pub adoptions: Vec<Adoption>,
}

/// The state of the rollout at the end of a month, or on the last known day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolloutMonth {
    /// The month.
    pub month: Month,
    /// Units that adopted the model themselves.
    pub adopted: u64,
    /// Units of which a predecessor had adopted the model, and which did not adopt it themselves.
    pub continued: u64,
    /// All units on that day.
    pub units: u64,
}

/// Units that adopted the model on the same day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// The day.
    pub day: NaiveDate,
    /// The names of the units, unordered.
    pub units: Vec<String>,
}

/// How a unit came to have the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Itself,
    Predecessor,
}

impl Rollout {
    /// The rollout within a territory until the day `last`. `adopted` holds the day on which each unit
    /// adopted the model.
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
        let spread = AdoptionHistory::new(registry, adopted);
        // A unit may have the model from its first day, inherited from its predecessors.
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

/// Adoptions, and the successions through which units inherit them.
struct AdoptionHistory<'a> {
    adopted: &'a BTreeMap<UnitId, NaiveDate>,
    predecessors: HashMap<UnitId, Vec<&'a Succession>>,
}

impl<'a> AdoptionHistory<'a> {
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

    /// How `unit` came to have the model by `day`; `None` if it does not have it. The recursion ends because
    /// each step goes to an earlier day.
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
