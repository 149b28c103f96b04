//! Reports on every unit and month, for software that takes everything at once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::figures::{Audience, Figures};
use super::report::with_sorted_names;
use super::{App, AppError};
use crate::domain::{Boundaries, EditionMark, Month, Period, Report, Unit, UnitCode, UnitId, UnitRegistry};
use crate::store::{edition_reports_of, latest_editions_of_months};

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportQuery {
    /// The survey's slug.
    pub survey: String,
    /// Only this unit with everything below it.
    pub unit: Option<UnitCode>,
    /// The months; each is reported for itself.
    pub period: Period,
    /// How boundaries are drawn.
    pub boundaries: Boundaries,
}

/// A month that stands fixed: its edition and the reports by unit.
type FixedMonth = (EditionMark, HashMap<UnitId, Report>);

impl App {
    /// The months that an export covers where they were left out: all with sheets.
    pub async fn export_period(&self, survey: &str) -> Result<Period, AppError> {
        let figures = self.figures(survey).await?;
        Ok(figures.book.months().unwrap_or(Period::month(Month::of(self.clock().today()))))
    }

    /// The reports of the months that stand fixed in an edition, as pages show them.
    async fn published_months(
        &self,
        figures: &Figures,
        query: &ExportQuery,
    ) -> Result<HashMap<Period, FixedMonth>, AppError> {
        let survey = figures.book.survey().id;
        self.database()
            .read(async |connection| {
                let mut published = HashMap::new();
                for stored in latest_editions_of_months(connection, survey, query.period).await? {
                    let reports = edition_reports_of(connection, stored.id).await?;
                    let edition = self.edition(stored);
                    let reports = reports.into_iter().filter(|report| report.boundaries == query.boundaries);
                    let by_unit = reports.map(|report| (report.unit.id, report)).collect();
                    published.insert(edition.period, (edition.mark(edition.number), by_unit));
                }
                Ok(published)
            })
            .await
    }

    /// The report of each unit that has sheets in a month, month by month and by code within.
    pub async fn every_report(
        &self,
        query: &ExportQuery,
        audience: Audience,
    ) -> Result<Vec<Report>, AppError> {
        let figures = self.figures(&query.survey).await?;
        let today = self.clock().today();
        let within = match &query.unit {
            Some(code) => Some(figures.holders(code, query, today)?),
            None => None,
        };
        let published = match audience {
            Audience::Public => self.published_months(&figures, query).await?,
            Audience::Analysts => HashMap::new(),
        };
        let query = query.clone();
        let work = move || {
            let reports = figures.every_report(&query, audience, today, within.as_deref());
            let stands = |report: Report| match published.get(&report.period) {
                None => report,
                Some((mark, fixed)) => match fixed.get(&report.unit.id) {
                    Some(fixed) => Report { edition: Some(mark.clone()), ..fixed.clone() },
                    None => report.beside(mark.clone()),
                },
            };
            reports.into_iter().map(stands).collect()
        };
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)
    }
}

impl Figures {
    /// The versions of a unit that existed in the period, or the one that counts all of them.
    fn holders(
        &self,
        code: &UnitCode,
        query: &ExportQuery,
        today: NaiveDate,
    ) -> Result<Vec<UnitId>, AppError> {
        let registry = self.registry();
        // Without any there is a unit to name instead.
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
        today: NaiveDate,
        within: Option<&[UnitId]>,
    ) -> Vec<Report> {
        let months: Vec<Month> = query.period.months().collect();
        let units = units_in(self.registry(), query.boundaries, within);
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let share = months.len().div_ceil(processors).max(1);
        let reports = |months: &[Month]| -> Vec<Report> {
            months
                .iter()
                .flat_map(|&month| self.reports_of(month, &units, query.boundaries, audience, today))
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

    fn reports_of(
        &self,
        month: Month,
        units: &[&Unit],
        boundaries: Boundaries,
        audience: Audience,
        today: NaiveDate,
    ) -> Vec<Report> {
        let reporter = self.reporter(audience, today);
        let period = Period::month(month);
        let (first, last) = (month.first_day(), month.last_day());
        let existing = units
            .iter()
            .filter(|unit| boundaries == Boundaries::Current || unit.is_valid_within(first, last))
            .filter(|unit| self.has_sheets(unit.id, boundaries, period));
        let reports = existing.filter_map(|unit| reporter.report_on(unit.id, period, boundaries));
        reports.filter(|report| report.responses > 0).map(with_sorted_names).collect()
    }
}

/// By code. Under current boundaries those that last, because they count all the others.
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
