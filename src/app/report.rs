//! Reports on a unit, and what surrounds it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::figures::{Audience, Figures};
use super::{App, AppError};
use crate::domain::{
    Boundaries, Month, Note, Period, Report, Territory, Unit, UnitCode, UnitKind, UnknownUnit,
};
use crate::locale::compare_unit_names;

/// What a report is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// The survey's slug.
    pub survey: String,
    /// The unit's code, held within the period.
    pub unit: UnitCode,
    /// The months.
    pub period: Period,
    /// How boundaries are drawn.
    pub boundaries: Boundaries,
}

/// Which months a report is about where nobody says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultPeriod {
    /// The last whole month with sheets, for people; the running one where there is none before.
    LatestMonth,
    /// From the first month with sheets until now, for software that watches the counts.
    Everything,
}

/// A unit below the report's, with its sheets in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedUnit {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// Sheets that count.
    pub responses: u64,
}

impl App {
    /// The query for a unit, with months where they were left out.
    pub async fn report_query(
        &self,
        survey: &str,
        unit: UnitCode,
        months: (Option<Month>, Option<Month>),
        boundaries: Boundaries,
        default: DefaultPeriod,
    ) -> Result<ReportQuery, AppError> {
        let period = match months {
            (None, None) => self.default_period(survey, &unit, default).await?,
            (Some(month), None) | (None, Some(month)) => Period::month(month),
            (Some(from), Some(to)) => Period::new(from, to)?,
        };
        Ok(ReportQuery { survey: survey.to_owned(), unit, period, boundaries })
    }

    async fn default_period(
        &self,
        survey: &str,
        unit: &UnitCode,
        default: DefaultPeriod,
    ) -> Result<Period, AppError> {
        let now = Month::of(self.clock().today());
        let figures = self.figures(survey).await?;
        let territory = figures.territory_of_today(unit, self.clock().today())?;
        let first = figures.book.months_with_sheets(&territory, None).map_or(now, Period::from);
        Ok(match default {
            DefaultPeriod::Everything => Period::new(first, now)?,
            // The month that runs has few answers on its first days; the one before says more.
            DefaultPeriod::LatestMonth if first < now => {
                let months = figures.book.months_with_sheets(&territory, Some(now.previous()));
                Period::month(months.map_or(now, Period::to))
            }
            DefaultPeriod::LatestMonth => Period::month(now),
        })
    }

    /// The report as `audience` may see it: for the public as it stands in the latest edition, where there is one.
    pub async fn report(&self, query: &ReportQuery, audience: Audience) -> Result<Report, AppError> {
        let figures = self.figures(&query.survey).await?;
        if audience == Audience::Public
            && let Some(report) = self.published_report(&figures, query, None).await?
        {
            return Ok(report);
        }
        self.report_now(figures, query, audience).await
    }

    /// The report as the counts are now, whatever stands in editions.
    pub(super) async fn report_now(
        &self,
        figures: Arc<Figures>,
        query: &ReportQuery,
        audience: Audience,
    ) -> Result<Report, AppError> {
        let (query, today) = (query.clone(), self.clock().today());
        // The first report of a year works out what of it may be published.
        let work = move || figures.report(&query, audience, today);
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }

    /// The unit above, and the units directly below that have sheets in the period, sorted by name.
    pub async fn related_units(
        &self,
        query: &ReportQuery,
    ) -> Result<(Option<Unit>, Vec<RelatedUnit>), AppError> {
        let figures = self.figures(&query.survey).await?;
        let registry = figures.registry();
        let territory = figures.territory(query, self.clock().today())?;
        let parent = registry.unit(territory.unit).and_then(|unit| registry.unit(unit.parent?));
        let below = registry.units().filter(|unit| unit.parent == Some(territory.unit));
        let related = below.map(|unit| {
            let territory = registry.territory_of(unit.id, query.boundaries);
            figures.related(unit, &territory, query.period)
        });
        let mut children: Vec<RelatedUnit> = related.filter(|child| child.responses > 0).collect();
        children.sort_by(|left, right| compare_unit_names(&left.name, &right.name));
        Ok((parent.cloned(), children))
    }

    /// The first and the last month in which the unit, or one that became part of it, got a sheet.
    pub async fn months_with_sheets(&self, slug: &str, unit: &UnitCode) -> Result<Option<Period>, AppError> {
        let figures = self.figures(slug).await?;
        let territory = figures.territory_of_today(unit, self.clock().today())?;
        Ok(figures.book.months_with_sheets(&territory, None))
    }

    /// The provinces of today that have results, with their sheets of all time, and whether all is made up.
    pub async fn provinces_with_results(&self, slug: &str) -> Result<(Vec<RelatedUnit>, bool), AppError> {
        let figures = self.figures(slug).await?;
        let (registry, today) = (figures.registry(), self.clock().today());
        let provinces = registry.units().filter(|unit| unit.parent.is_none() && unit.is_valid_on(today));
        let mut found: Vec<RelatedUnit> = provinces
            .filter_map(|province| {
                let territory = registry.territory_of(province.id, Boundaries::Current);
                let period = figures.book.months_with_sheets(&territory, None)?;
                Some(figures.related(province, &territory, period))
            })
            .collect();
        found.sort_by(|left, right| compare_unit_names(&left.name, &right.name));
        Ok((found, figures.ground.illustrative))
    }
}

impl Figures {
    pub(super) fn report(
        &self,
        query: &ReportQuery,
        audience: Audience,
        today: NaiveDate,
    ) -> Result<Report, AppError> {
        let unit = self.territory(query, today)?.unit;
        let report = self.reporter(audience, today).report_on(unit, query.period, query.boundaries);
        report.map(with_sorted_names).ok_or_else(|| AppError::internal("a territory without its unit"))
    }

    pub(super) fn territory(
        &self,
        query: &ReportQuery,
        today: NaiveDate,
    ) -> Result<Arc<Territory>, UnknownUnit> {
        self.registry().territory(&query.unit, query.period, query.boundaries, today)
    }

    /// What a unit of today, or the last one that held the code, counts with all that became part of it.
    fn territory_of_today(&self, unit: &UnitCode, today: NaiveDate) -> Result<Arc<Territory>, UnknownUnit> {
        let unit = self.registry().last_holder(unit, NaiveDate::MIN, today)?.id;
        Ok(self.registry().territory_of(unit, Boundaries::Current))
    }

    fn related(&self, unit: &Unit, territory: &Territory, period: Period) -> RelatedUnit {
        let responses = self.public.sums(territory, period).modes.values().sum();
        RelatedUnit { code: unit.code.clone(), name: unit.name.clone(), kind: unit.kind, responses }
    }
}

/// The order of the alphabet is known only to this floor.
pub(super) fn with_sorted_names(mut report: Report) -> Report {
    for note in &mut report.notes {
        if let Note::LeftOut { units } | Note::CountedInPart { units } = note {
            units.sort_by(|left, right| compare_unit_names(left, right));
        }
    }
    report
}
