//! Reports on a unit, and what surrounds it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::{App, AppError};
use crate::domain::{
    Boundaries, EditionChanges, EditionMark, Month, Note, Period, Report, Reporter, Territory, Unit,
    UnitCode, UnitKind, UnknownUnit,
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
        let counts = self.counts(survey).await?;
        let territory = counts.territory_of_today(unit, self.clock().today())?;
        let months = counts.published.months_with_responses(&territory);
        Ok(match (default, months) {
            (DefaultPeriod::Everything, months) => {
                Period::new(months.map_or(now, Period::from).min(now), now)?
            }
            (DefaultPeriod::Opening, None) => Period::month(now),
            (DefaultPeriod::Opening, Some(_)) => {
                let reporter = counts.reporter(Audience::Public);
                let period = reporter.opening_period(territory.unit, Boundaries::Current);
                period.unwrap_or(Period::month(now))
            }
        })
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

    /// The editions of a month from the first, each with what it changed of the unit; empty for longer periods.
    pub async fn edition_changes(
        &self,
        query: &ReportQuery,
    ) -> Result<Vec<(EditionMark, EditionChanges)>, AppError> {
        let counts = self.counts(&query.survey).await?;
        if query.period.len() > 1 {
            return Ok(Vec::new());
        }
        let unit = counts.territory(query, self.clock().today())?.unit;
        let mut found: Vec<(EditionMark, EditionChanges)> = Vec::new();
        let mut before: Option<Report> = None;
        for edition in counts.published.editions_of(query.period.from()) {
            let reporter =
                counts.reporter_of_edition(Audience::Public, query.period, Some(edition.number))?;
            let Some(report) = reporter.outline_of(unit, query.period, query.boundaries) else { continue };
            let changes = before.as_ref().map(|before| EditionChanges::between(before, &report));
            found.extend(report.editions.first().cloned().map(|mark| (mark, changes.unwrap_or_default())));
            before = Some(report);
        }
        Ok(found)
    }

    /// The unit above, and the units directly below that have sheets in the period, sorted by name.
    pub async fn related_units(
        &self,
        query: &ReportQuery,
    ) -> Result<(Option<Unit>, Vec<RelatedUnit>), AppError> {
        let counts = self.counts(&query.survey).await?;
        let registry = counts.registry();
        let territory = counts.territory(query, self.clock().today())?;
        let parent = registry.unit(territory.unit).and_then(|unit| registry.unit(unit.parent?));
        let below = registry.units().filter(|unit| unit.parent == Some(territory.unit));
        let related = below.map(|unit| {
            let territory = registry.territory_of(unit.id, query.boundaries);
            counts.related(unit, &territory, query.period)
        });
        let mut children: Vec<RelatedUnit> = related.filter(|child| child.responses > 0).collect();
        children.sort_by(|left, right| compare_unit_names(&left.name, &right.name));
        Ok((parent.cloned(), children))
    }

    /// The first and the last month in which the unit, or one that became part of it, got a sheet.
    pub async fn months_with_responses(
        &self,
        slug: &str,
        unit: &UnitCode,
    ) -> Result<Option<Period>, AppError> {
        let counts = self.counts(slug).await?;
        let territory = counts.territory_of_today(unit, self.clock().today())?;
        Ok(counts.published.months_with_responses(&territory))
    }

    /// The provinces of today that have results, with their sheets of all time, and whether all is made up.
    pub async fn provinces_with_results(&self, slug: &str) -> Result<(Vec<RelatedUnit>, bool), AppError> {
        let counts = self.counts(slug).await?;
        let (registry, today) = (counts.registry(), self.clock().today());
        let provinces = registry.units().filter(|unit| unit.parent.is_none() && unit.is_valid_on(today));
        let mut found: Vec<RelatedUnit> = provinces
            .filter_map(|province| {
                let territory = registry.territory_of(province.id, Boundaries::Current);
                let period = counts.published.months_with_responses(&territory)?;
                Some(counts.related(province, &territory, period))
            })
            .collect();
        found.sort_by(|left, right| compare_unit_names(&left.name, &right.name));
        Ok((found, counts.ground.illustrative))
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
        let unit = self.territory(query, reporter.today)?.unit;
        let report = reporter.report_on(unit, query.period, query.boundaries);
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
        let responses = self.reporter(Audience::Public).view.totals(territory, period).responses();
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
