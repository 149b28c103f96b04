//! Reports on a unit, and what surrounds it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::{App, AppError};
use crate::domain::{
    Boundaries, Month, Note, Period, Report, Reporter, Territory, Unit, UnitCode, UnknownUnit,
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
    /// For people: the last published month with responses, or the last quarter or year where months are too sparse.
    Opening,
    /// For software: from the first published month with responses until now.
    Everything,
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
        let counts = self.counts(survey).await?;
        let unit = unit.clone();
        let work = move || {
            let now = Month::of(counts.today());
            if default == DefaultPeriod::Everything {
                let months = counts.months_with_responses(&unit)?;
                return Ok(Period::new(months.map_or(now, Period::from).min(now), now)?);
            }
            let unit = counts.territory_of_today(&unit)?.unit;
            let period = counts.reporter(Audience::Public).opening_period(unit, Boundaries::Current);
            Ok(period.unwrap_or(Period::month(now)))
        };
        self.report_pool().run(work).await?
    }

    /// The report as `audience` may see it; with the number of an edition, as it stands in that edition of the month.
    pub async fn report(
        &self,
        query: &ReportQuery,
        edition: Option<u32>,
        audience: Audience,
    ) -> Result<Report, AppError> {
        let counts = self.counts_for(&query.survey, audience, Some(query.period)).await?;
        let query = query.clone();
        let work = move || {
            let reporter = counts.reporter_of_edition(audience, query.period, edition)?;
            counts.report(&reporter, &query)
        };
        self.report_pool().run(work).await?
    }

    /// The first and the last published month in which the unit, or one that became part of it, got a response.
    pub async fn months_with_responses(
        &self,
        slug: &str,
        unit: &UnitCode,
    ) -> Result<Option<Period>, AppError> {
        let (counts, unit) = (self.counts(slug).await?, unit.clone());
        Ok(self.report_pool().run(move || counts.months_with_responses(&unit)).await??)
    }

    /// The provinces of today that have results, by name, with their responses of all time, and whether all is made up.
    pub async fn provinces_with_results(&self, slug: &str) -> Result<(Vec<(Unit, u64)>, bool), AppError> {
        let counts = self.counts(slug).await?;
        let work = move || (counts.provinces_with_results(), counts.reference_data.illustrative);
        Ok(self.report_pool().run(work).await?)
    }
}

impl SurveyCounts {
    /// Makes reports as they stood in an edition of a month, or as they stand now.
    pub(super) fn reporter_of_edition(
        &self,
        audience: Audience,
        period: Period,
        number: Option<u32>,
    ) -> Result<Reporter<'_>, AppError> {
        let reporter = self.reporter(audience);
        let Some(number) = number else { return Ok(reporter) };
        let mut editions = self.published.editions_of(period.from()).filter(|_| period.len() == 1);
        let edition = editions.find(|edition| edition.number == number);
        let edition = edition.ok_or(AppError::UnknownEdition { number, period })?;
        Ok(Reporter { view: reporter.view.as_of_edition(edition.id), ..reporter })
    }

    pub(super) fn report(&self, reporter: &Reporter<'_>, query: &ReportQuery) -> Result<Report, AppError> {
        let unit = self.territory(query)?.unit;
        let report = reporter.report_on(unit, query.period, query.boundaries);
        report.map(with_sorted_names).ok_or_else(|| AppError::internal("a territory without its unit"))
    }

    pub(super) fn territory(&self, query: &ReportQuery) -> Result<Arc<Territory>, UnknownUnit> {
        self.registry().territory(&query.unit, query.period, query.boundaries, self.today())
    }

    /// What a unit of today, or the last one that held the code, counts with all that became part of it.
    fn territory_of_today(&self, unit: &UnitCode) -> Result<Arc<Territory>, UnknownUnit> {
        let unit = self.registry().last_holder(unit, NaiveDate::MIN, self.today())?.id;
        Ok(self.registry().territory_of(unit, Boundaries::Current))
    }

    /// The first and the last published month in which the unit, or one that became part of it, got a response.
    pub(super) fn months_with_responses(&self, unit: &UnitCode) -> Result<Option<Period>, UnknownUnit> {
        Ok(self.published.months_with_responses(&*self.territory_of_today(unit)?))
    }

    fn provinces_with_results(&self) -> Vec<(Unit, u64)> {
        let (registry, view) = (self.registry(), self.reporter(Audience::Public).view);
        let provinces =
            registry.units().filter(|unit| unit.parent.is_none() && unit.is_valid_on(self.today()));
        let mut found: Vec<(Unit, u64)> = provinces
            .filter_map(|province| {
                let territory = registry.territory_of(province.id, Boundaries::Current);
                let period = self.published.months_with_responses(&territory)?;
                Some((province.clone(), view.responses(&territory, period)))
            })
            .collect();
        found.sort_by(|(left, _), (right, _)| compare_unit_names(&left.name, &right.name));
        found
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
