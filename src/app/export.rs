//! Reports on every unit and month, for software that imports all results at once.

use super::counts::{Audience, SurveyCounts};
use super::report::with_sorted_names;
use super::{App, AppError};
use crate::domain::{Boundaries, Month, Period, Report, Reporter, Unit, UnitCode, UnitId, UnitRegistry};

/// The selection of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportQuery {
    /// The survey's slug.
    pub survey: String,
    /// If set, only this unit and the units below it.
    pub unit: Option<UnitCode>,
    /// The months; each gets its own report.
    pub period: Period,
    /// The boundaries of units to use.
    pub boundaries: Boundaries,
}

impl App {
    /// The months that an export covers by default: from the first to the last published one.
    ///
    /// # Errors
    ///
    /// Fails if the survey does not exist or the database cannot be read.
    pub async fn export_period(&self, survey: &str) -> Result<Period, AppError> {
        let counts = self.counts(survey).await?;
        Ok(counts.published.months().unwrap_or(Period::month(Month::of(self.clock().today()))))
    }

    /// One report per month and unit with responses, ordered by month and then by code.
    ///
    /// # Errors
    ///
    /// Fails if the survey or the unit does not exist, if the database cannot be read, or if too many reports
    /// are being made.
    pub async fn every_report(
        &self,
        query: &ExportQuery,
        audience: Audience,
    ) -> Result<Vec<Report>, AppError> {
        let counts = self.counts_for(&query.survey, audience, Some(query.period)).await?;
        let today = self.clock().today();
        let within = match &query.unit {
            Some(code) => Some(counts.holders(code, query, today)?),
            None => None,
        };
        let query = query.clone();
        let work = move || counts.every_report(&query, audience, within.as_deref());
        Ok(self.report_pool().run(work).await?)
    }
}

impl SurveyCounts {
    /// The versions of a unit that existed in the period; under current boundaries the one that counts all of
    /// them.
    fn holders(
        &self,
        code: &UnitCode,
        query: &ExportQuery,
        today: chrono::NaiveDate,
    ) -> Result<Vec<UnitId>, AppError> {
        let registry = self.registry();
        // Fails if no unit has the code, and then names the nearest one.
        let last = registry.territory(code, query.period, query.boundaries, today)?.unit;
        if query.boundaries == Boundaries::Current {
            return Ok(vec![last]);
        }
        let (first_day, last_day) = (query.period.first_day(), query.period.last_day());
        let versions = registry.units().filter(|unit| unit.code == *code);
        Ok(versions.filter(|unit| unit.is_valid_within(first_day, last_day)).map(|unit| unit.id).collect())
    }

    fn every_report(
        &self,
        query: &ExportQuery,
        audience: Audience,
        within: Option<&[UnitId]>,
    ) -> Vec<Report> {
        let months: Vec<Month> = query.period.months().collect();
        let units = units_in(self.registry(), query.boundaries, within);
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let share = months.len().div_ceil(processors).max(1);
        let reports = |months: &[Month]| -> Vec<Report> {
            months
                .iter()
                .flat_map(|&month| reports_of(&self.reporter(audience), month, &units, query.boundaries))
                .collect()
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> =
                months.chunks(share).map(|months| scope.spawn(move || reports(months))).collect();
            let join = |part: std::thread::ScopedJoinHandle<'_, Vec<Report>>| {
                part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            parts.into_iter().flat_map(join).collect()
        })
    }
}

fn reports_of(reporter: &Reporter<'_>, month: Month, units: &[&Unit], boundaries: Boundaries) -> Vec<Report> {
    let period = Period::month(month);
    let (first, last) = (month.first_day(), month.last_day());
    let existing = units
        .iter()
        .filter(|unit| boundaries == Boundaries::Current || unit.is_valid_within(first, last))
        .filter(|unit| reporter.has_responses(unit.id, period, boundaries));
    let reports = existing.filter_map(|unit| reporter.report_on(unit.id, period, boundaries));
    reports.map(with_sorted_names).collect()
}

/// The units in the order of their codes. Under current boundaries only those still valid, because they count
/// all others.
fn units_in<'a>(
    registry: &'a UnitRegistry,
    boundaries: Boundaries,
    within: Option<&[UnitId]>,
) -> Vec<&'a Unit> {
    let is_within =
        |unit: &Unit| within.is_none_or(|roots| roots.iter().any(|&root| registry.is_within(unit.id, root)));
    let lasts = |unit: &Unit| boundaries == Boundaries::Historic || unit.valid_to.is_none();
    let mut units: Vec<&Unit> = registry.units().filter(|unit| lasts(unit) && is_within(unit)).collect();
    units.sort_by(|left, right| (&left.code, left.valid_from).cmp(&(&right.code, right.valid_from)));
    units
}
