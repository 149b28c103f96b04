//! Everything that goes before a meeting about a survey, a unit and a period: the report with what surrounds it. One
//! value; every chart, table, document and pack renders it, so that they cannot disagree.

mod activity;
mod control;
mod reform;
mod rollout;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use activity::MonthActivity;
pub use control::MonthControl;
pub use reform::Reform;
pub use rollout::{Adoption, Rollout, RolloutMonth};

use super::{Period, Report, Series, UnitComparison};

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
