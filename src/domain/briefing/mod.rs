//! Everything that goes before a meeting about a survey, a unit and a period: the report with what surrounds it. One
//! value; every chart, table, document and pack renders it, so that they cannot disagree.

mod control;
mod rollout;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use control::MonthControl;
pub use rollout::{Adoption, Rollout, RolloutMonth};

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    CountsView, Dossiers, Mode, Month, Period, Report, Series, Territory, UnitComparison, UnitId,
    UnitRegistry,
};
use crate::stats;

/// A report with the months before it, the units below it and the model's spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Briefing {
    /// The report itself.
    pub report: Report,
    /// The months that the series show: they end with those of the report.
    pub months: Period,
    /// The shares of every question month by month.
    pub series: Vec<Series>,
    /// Sheets and dossiers month by month.
    pub activity: Vec<MonthActivity>,
    /// The lowest units within the unit, compared by one question; `None` where nothing was asked.
    pub comparison: Option<UnitComparison>,
    /// The units directly below that have sheets, sorted by name.
    pub below: Vec<Report>,
    /// How the model spread among the lowest units until the end of the period.
    pub rollout: Rollout,
    /// Reforms of the map within [`Briefing::months`], from the first.
    pub reforms: Vec<Reform>,
}

impl Briefing {
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

/// What came in during one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthActivity {
    /// The month.
    pub month: Month,
    /// Answer sheets that count.
    pub responses: u64,
    /// The dossiers; `None` where nobody reported any.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with sheets reported them. If not they are no denominator.
    pub are_dossiers_complete: bool,
    /// Whether there are sheets and all of them were drawn at random.
    pub is_drawn_at_random: bool,
}

impl MonthActivity {
    /// Dossiers received, as the denominator of the sheets; `None` without any, or where some are not known.
    pub fn received(&self) -> Option<u64> {
        Dossiers::denominator(self.dossiers, self.are_dossiers_complete)
    }

    /// How many answers a random sample of the dossiers would need (Yamane 1967, error 5 %); `None` without dossiers, or
    /// where sheets were not drawn at random.
    pub fn needed_answers(&self) -> Option<u64> {
        if !self.is_drawn_at_random {
            return None;
        }
        stats::yamane(self.received()?, crate::domain::ALLOWED_ERROR)
    }
}

impl CountsView<'_> {
    /// What came in within a territory in each month of `period`.
    pub fn activity(&self, territory: &Territory, period: Period) -> Vec<MonthActivity> {
        let of_month = |month| {
            let totals = self.totals(territory, Period::month(month));
            MonthActivity {
                month,
                responses: totals.responses(),
                dossiers: totals.dossiers,
                are_dossiers_complete: totals.are_dossiers_complete,
                is_drawn_at_random: is_drawn_at_random(&totals.modes),
            }
        };
        period.months().map(of_month).collect()
    }
}

fn is_drawn_at_random(modes: &BTreeMap<Mode, u64>) -> bool {
    let mut counted = modes.iter().filter(|&(_, &sheets)| sheets > 0).map(|(&mode, _)| mode).peekable();
    counted.peek().is_some() && counted.all(|mode| mode == Mode::Invited)
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
