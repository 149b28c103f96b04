//! The lowest units within another one, compared.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::figures::{Audience, Figures};
use super::report::{ReportQuery, with_sorted_names};
use super::{App, AppError};
use crate::domain::{Boundaries, Report, Unit, UnitComparison, UnitId};
use crate::locale::compare_unit_names;

impl App {
    /// The comparison of the lowest units within a unit by the question with this key, or by the first headline question.
    /// For the public it is made of the latest edition, where there is one, as the reports are.
    pub async fn unit_comparison(
        &self,
        query: &ReportQuery,
        question: Option<&str>,
        audience: Audience,
    ) -> Result<UnitComparison, AppError> {
        let figures = self.figures(&query.survey).await?;
        let published = match audience {
            Audience::Public => self.published_reports(&figures, query, None).await?,
            Audience::Analysts => None,
        };
        let (query, question, today) = (query.clone(), question.map(str::to_owned), self.clock().today());
        // The first look at a year works out what of it may be published, and ranks are drawn thousands of times.
        let work = move || {
            let (above, below) = match published {
                Some(published) => figures.below_in(&query, published),
                None => figures.below_now(&query, audience, today)?,
            };
            compared(above, below, question.as_deref())
        };
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }
}

pub(super) fn compared(
    above: Report,
    mut below: Vec<Report>,
    question: Option<&str>,
) -> Result<UnitComparison, AppError> {
    // Ranks are drawn in this order, too, so that they come out alike each time.
    below.sort_by(|left, right| {
        let names = compare_unit_names(&left.unit.name, &right.unit.name);
        names
            .then_with(|| (&left.unit.code, left.period.from()).cmp(&(&right.unit.code, right.period.from())))
    });
    let known = above.questions.iter().map(|question| question.key.clone()).collect();
    let first = || above.headlines().chain(&above.questions).next().map(|question| question.key.as_str());
    let key = question.or_else(first).unwrap_or_default().to_owned();
    UnitComparison::of(above, &below, &key).ok_or(AppError::UnknownQuestion { key, known })
}

impl Figures {
    /// The report of the unit above and those of the lowest units below, as the counts are now.
    pub(super) fn below_now(
        &self,
        query: &ReportQuery,
        audience: Audience,
        today: NaiveDate,
    ) -> Result<(Report, Vec<Report>), AppError> {
        let above = self.report(query, audience, today)?;
        let below = self.outlines(self.lowest_units_below(&above), query, audience, today);
        Ok((above, below))
    }

    /// What may be said of those of these units that have sheets, without what they were before.
    pub(super) fn outlines(
        &self,
        units: impl Iterator<Item = UnitId>,
        query: &ReportQuery,
        audience: Audience,
        today: NaiveDate,
    ) -> Vec<Report> {
        let reporter = self.reporter(audience, today);
        let counted = units.filter(|&unit| self.has_sheets(unit, query.boundaries, query.period));
        let outlines = counted.filter_map(|unit| reporter.outline_of(unit, query.period, query.boundaries));
        outlines.map(with_sorted_names).collect()
    }

    /// The same as they stand in an edition.
    pub(super) fn below_in(
        &self,
        query: &ReportQuery,
        (above, reports): (Report, Vec<Report>),
    ) -> (Report, Vec<Report>) {
        let within: HashSet<UnitId> = self.lowest_units_below(&above).collect();
        let is_below =
            |report: &Report| report.boundaries == query.boundaries && within.contains(&report.unit.id);
        let below = reports.into_iter().filter(is_below).collect();
        (above, below)
    }

    /// The versions of the lowest units that existed in the months of the report; under current boundaries those that last
    /// as long as its unit, because they count the others.
    pub(super) fn lowest_units_below(&self, above: &Report) -> impl Iterator<Item = UnitId> {
        let registry = self.registry();
        let counts = self.existed_within(above);
        let below = registry.subtree(above.unit.id).into_iter().filter_map(|unit| registry.unit(unit));
        let lowest = below.filter(|unit| unit.id != above.unit.id && unit.kind.is_lowest());
        lowest.filter(move |unit| counts(unit)).map(|unit| unit.id)
    }

    /// The same of the units directly below.
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
