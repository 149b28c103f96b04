//! Everything that goes before a meeting about a survey, a unit and a period: the report with what surrounds it. One
//! value; every chart, table, document and pack renders it, so that they cannot disagree.

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

/// A report with the months before it, the units below it and the model's spread.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportContext {
    /// The report itself.
    pub report: Report,
    /// The months that the series show: they end with those of the report.
    pub months: Period,
    /// The shares of every question month by month.
    pub series: Vec<Series>,
    /// Responses and dossiers month by month.
    pub activity: Vec<MonthActivity>,
    /// The lowest units within the unit, compared by one question; `None` where nothing was asked.
    pub comparison: Option<UnitComparison>,
    /// The units directly below that have responses, sorted by name.
    pub below: Vec<Report>,
    /// How the model spread among the lowest units until the end of the period.
    pub rollout: Rollout,
    /// Reforms of the map within [`ReportContext::months`], from the first.
    pub reforms: Vec<Reform>,
}

impl ReportContext {
    /// A report with nothing around it.
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
        let spread = AdoptionHistory::new(registry, adopted);
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
