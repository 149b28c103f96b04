//! Reports on one unit.

use std::sync::Arc;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::{App, AppError};
use crate::domain::{
    Boundaries, Month, Note, Period, Report, Reporter, Territory, Unit, UnitCode, UnknownUnit,
};
use crate::locale::compare_unit_names;

/// The unit, months and boundaries of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// The survey's slug.
    pub survey: String,
    /// The unit's code. A unit must have it within the period.
    pub unit: UnitCode,
    /// The months.
    pub period: Period,
    /// The boundaries of units to use.
    pub boundaries: Boundaries,
}

/// The months of a report for which none are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultPeriod {
    /// For people: the last published month with responses, or the last quarter or year if months have too
    /// few responses.
    Opening,
    /// For software: from the first published month with responses until now.
    Everything,
}

impl App {
    /// The query for a unit. If only one of `months` is given, the period is that month; if none is given,
    /// `default` decides.
    ///
    /// # Errors
    ///
    /// Fails if the period ends before it begins. Without months it also fails if the survey or the unit does
    /// not exist, if the database cannot be read, or if too many reports are being made.
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

    /// The report that `audience` may see. With the number of an edition, the report as of that edition of
    /// the month.
    ///
    /// # Errors
    ///
    /// Fails if the survey, the unit or the edition does not exist, if the database cannot be read, or if too
    /// many reports are being made.
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

    /// The first and the last published month in which the unit, or one that became part of it, received a
    /// response.
    ///
    /// # Errors
    ///
    /// Fails if the survey or the unit does not exist, if the database cannot be read, or if too many reports
    /// are being made.
    pub async fn months_with_responses(
        &self,
        slug: &str,
        unit: &UnitCode,
    ) -> Result<Option<Period>, AppError> {
        let (counts, unit) = (self.counts(slug).await?, unit.clone());
        Ok(self.report_pool().run(move || counts.months_with_responses(&unit)).await??)
    }

    /// Today's provinces that have results, sorted by name, with the number of all their responses; and
    /// whether the data are demo data.
    ///
    /// # Errors
    ///
    /// Fails if the survey does not exist, if the database cannot be read, or if too many reports are being
    /// made.
    pub async fn provinces_with_results(&self, slug: &str) -> Result<(Vec<(Unit, u64)>, bool), AppError> {
        let counts = self.counts(slug).await?;
        let work = move || (counts.provinces_with_results(), counts.reference_data.illustrative);
        Ok(self.report_pool().run(work).await?)
    }
}

impl SurveyCounts {
    /// A reporter for an edition of the month, or for the current state if `number` is `None`.
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

    /// The territory of today's unit with this code, or of the last unit that had it.
    fn territory_of_today(&self, unit: &UnitCode) -> Result<Arc<Territory>, UnknownUnit> {
        let unit = self.registry().last_holder(unit, NaiveDate::MIN, self.today())?.id;
        Ok(self.registry().territory_of(unit, Boundaries::Current))
    }

    /// The first and the last published month in which the unit, or one that became part of it, received a
    /// response.
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

/// Sorts the unit names in notes alphabetically. This happens here because `domain` has no collation.
pub(super) fn with_sorted_names(mut report: Report) -> Report {
    for note in &mut report.notes {
        if let Note::LeftOut { units } | Note::CountedInPart { units } = note {
            units.sort_by(|left, right| compare_unit_names(left, right));
        }
    }
    report
}
