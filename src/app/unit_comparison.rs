//! Compares the lowest units within another one.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::report::{ReportQuery, with_sorted_names};
use super::{App, AppError};
use crate::domain::{Boundaries, Period, Report, Reporter, Unit, UnitComparison, UnitId};
use crate::locale::compare_unit_names;

impl App {
    /// Compares the lowest units within a unit by the question with this key, or by the first headline
    /// question. Uses the published counts, or those of an edition of the month. Also returns the first and
    /// the last published month in which the unit received a response.
    ///
    /// # Errors
    ///
    /// Fails if the survey, the unit, the question or the edition does not exist, if the database cannot be
    /// read, or if too many reports are being made.
    pub async fn unit_comparison(
        &self,
        query: &ReportQuery,
        question: Option<&str>,
        edition: Option<u32>,
    ) -> Result<(UnitComparison, Option<Period>), AppError> {
        let counts = self.counts(&query.survey).await?;
        let (query, question) = (query.clone(), question.map(str::to_owned));
        let work = move || {
            let reporter = counts.reporter_of_edition(Audience::Public, query.period, edition)?;
            let above = counts.report(&reporter, &query)?;
            let comparison = counts.compare_units(&reporter, above, &query, question.as_deref())?;
            Ok((comparison, counts.months_with_responses(&query.unit)?))
        };
        self.report_pool().run(work).await?
    }
}

/// The reports on those of `units` that have responses, without comparisons with other periods; on all
/// questions or on the one with the key `only`.
pub(super) fn outlines(
    reporter: &Reporter<'_>,
    units: impl Iterator<Item = UnitId>,
    query: &ReportQuery,
    only: Option<&str>,
) -> Vec<Report> {
    let outlines = units.filter_map(|unit| reporter.outline_of(unit, query.period, query.boundaries, only));
    outlines.filter(|report| report.responses > 0).map(with_sorted_names).collect()
}

impl SurveyCounts {
    /// Compares the lowest units below the unit of the report `above` by the question with this key, or by the
    /// first headline question.
    pub(super) fn compare_units(
        &self,
        reporter: &Reporter<'_>,
        above: Report,
        query: &ReportQuery,
        question: Option<&str>,
    ) -> Result<UnitComparison, AppError> {
        let first = || above.headlines().chain(&above.questions).next().map(|question| question.key.as_str());
        let key = question.or_else(first).unwrap_or_default().to_owned();
        let below = self.reports_to_compare(reporter, &above, query, &key);
        let known = above.questions.iter().map(|question| question.key.clone()).collect();
        UnitComparison::of(above, &below, &key).ok_or(AppError::UnknownQuestion { key, known })
    }

    /// The reports on the question `key` of the lowest units below that of the report `above`, sorted by name.
    pub(super) fn reports_to_compare(
        &self,
        reporter: &Reporter<'_>,
        above: &Report,
        query: &ReportQuery,
        key: &str,
    ) -> Vec<Report> {
        let mut below = outlines(reporter, self.lowest_units_below(above), query, Some(key));
        // The simulation of ranks uses this order, so it must be deterministic.
        below.sort_by(|left, right| {
            let names = compare_unit_names(&left.unit.name, &right.unit.name);
            names.then_with(|| {
                (&left.unit.code, left.period.from()).cmp(&(&right.unit.code, right.period.from()))
            })
        });
        below
    }

    /// The versions of the lowest units that existed in the months of the report. Under current boundaries
    /// only those that exist as long as the report's unit, because they count the others.
    pub(super) fn lowest_units_below(&self, above: &Report) -> impl Iterator<Item = UnitId> {
        let registry = self.registry();
        let counts = self.existed_within(above);
        let below = registry.subtree(above.unit.id).into_iter().filter_map(|unit| registry.unit(unit));
        let lowest = below.filter(|unit| unit.id != above.unit.id && unit.kind.is_lowest());
        lowest.filter(move |unit| counts(unit)).map(|unit| unit.id)
    }

    /// The units directly below the report's unit that existed in its months. Under current boundaries only
    /// those that exist as long as that unit.
    pub(super) fn directly_below(&self, above: &Report) -> HashSet<UnitId> {
        let counts = self.existed_within(above);
        let below = self.registry().units().filter(|unit| unit.parent == Some(above.unit.id));
        below.filter(|unit| counts(unit)).map(|unit| unit.id).collect()
    }

    fn existed_within(&self, above: &Report) -> impl Fn(&Unit) -> bool + use<> {
        let (first, last) = (above.period.first_day(), above.period.last_day());
        let end = |unit: &Unit| unit.valid_to.unwrap_or(NaiveDate::MAX);
        let end_above = self.registry().unit(above.unit.id).map_or(NaiveDate::MAX, end);
        let boundaries = above.boundaries;
        move |unit| match boundaries {
            Boundaries::Historic => unit.is_valid_within(first, last),
            Boundaries::Current => end(unit) >= end_above,
        }
    }
}
