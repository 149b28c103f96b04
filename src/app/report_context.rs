//! The context of a report, for a meeting about a unit and a period: the months before it, the units below
//! it, the rollout of the model, the number of comments, and the series of shares by month.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::report::ReportQuery;
use super::unit_comparison::outlines;
use super::{App, AppError};
use crate::domain::{
    Month, Period, Reform, Report, ReportContext, Reporter, Rollout, Series, Unit, UnitId, UnitMonths,
};
use crate::locale::compare_unit_names;
use crate::store::{count_comments, rollout_days};

/// Default number of months in a series, up to the last month of the report.
const MONTHS: i32 = 24;
/// Maximum number of months in a series, however long the period is.
const MAX_MONTHS: i32 = 60;

/// A request for a report context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportContextRequest {
    /// The report.
    pub query: ReportQuery,
    /// The key of the question by which units are compared; if `None`, the first headline question.
    pub question: Option<String>,
    /// The edition of the month whose counts are used; if `None`, the latest.
    pub edition: Option<u32>,
    /// Whether units are compared. Their ranks are simulated thousands of times, so this should be set only
    /// if they are shown.
    pub compares_units: bool,
}

impl From<ReportQuery> for ReportContextRequest {
    fn from(query: ReportQuery) -> Self {
        Self { query, question: None, edition: None, compares_units: true }
    }
}

impl App {
    /// The context that `audience` may see.
    ///
    /// # Errors
    ///
    /// Fails if the survey, the unit, the question or the edition does not exist, if the database cannot be
    /// read, or if too many reports are being made.
    pub async fn report_context(
        &self,
        request: &ReportContextRequest,
        audience: Audience,
    ) -> Result<ReportContext, AppError> {
        let counts = self.counts_for(&request.query.survey, audience, Some(request.query.period)).await?;
        let adopted = self.database().read(async |connection| rollout_days(connection).await).await?;
        let request = request.clone();
        let work = move || counts.report_context(&request, audience, &adopted);
        self.report_pool().run(work).await?
    }

    /// The public content of the monthly report: the context, and the number of comments.
    ///
    /// # Errors
    ///
    /// Fails if the survey, the unit, the question or the edition does not exist, if the database cannot be
    /// read, or if too many reports are being made.
    pub async fn monthly_report(
        &self,
        request: &ReportContextRequest,
    ) -> Result<(ReportContext, u64), AppError> {
        let context = self.report_context(request, Audience::Public).await?;
        let comments = self.comments_of(&context).await?;
        Ok((context, comments))
    }

    /// The number of comments on the responses in the report. If only a share of a unit's responses counts,
    /// the same share of its comments counts.
    async fn comments_of(&self, context: &ReportContext) -> Result<u64, AppError> {
        let report = &context.report;
        let counts = self.counts(&report.survey).await?;
        let territory = counts.registry().territory_of(report.unit.id, report.boundaries);
        let units: Vec<UnitId> = territory.members.iter().chain(territory.parts.keys()).copied().collect();
        let days = (report.period.first_day(), report.period.last_day());
        let zone = self.clock().zone_name();
        let comments = self
            .database()
            .read(async |connection| count_comments(connection, &report.survey, &units, days, zone).await)
            .await?;
        let counted = comments.into_iter();
        Ok(counted.filter_map(|(unit, comments)| Some(territory.part_of(unit)?.portion(comments))).sum())
    }

    /// The unit, and the series of each question over the months of the query.
    ///
    /// # Errors
    ///
    /// Fails if the survey or the unit does not exist, if the database cannot be read, or if too many reports
    /// are being made.
    pub async fn series(
        &self,
        query: &ReportQuery,
        audience: Audience,
    ) -> Result<(Unit, Vec<Series>), AppError> {
        let counts = self.counts_for(&query.survey, audience, Some(query.period)).await?;
        let query = query.clone();
        let work = move || {
            let unit = counts.territory(&query)?.unit;
            // Limits the period to published months, so that the cost does not depend on how many months are
            // requested.
            let months = counts.published.months().and_then(|known| known.intersection(query.period));
            let reporter = counts.reporter(audience);
            let months = months.unwrap_or(Period::month(query.period.to()));
            let found = reporter.months_on(unit, months, query.boundaries);
            let unit = counts.registry().unit(unit).cloned();
            unit.zip(found.map(|found| found.series))
                .ok_or_else(|| AppError::internal("a territory without its unit"))
        };
        self.report_pool().run(work).await?
    }
}

impl SurveyCounts {
    /// The context. `adopted` has the day on which each unit adopted the model.
    pub(super) fn report_context(
        &self,
        request: &ReportContextRequest,
        audience: Audience,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<ReportContext, AppError> {
        let reporter = self.reporter_of_edition(audience, request.query.period, request.edition)?;
        ContextBuilder { counts: self, query: &request.query, reporter }.report_context(request, adopted)
    }
}

/// Builds the context of a report.
struct ContextBuilder<'a> {
    counts: &'a SurveyCounts,
    query: &'a ReportQuery,
    reporter: Reporter<'a>,
}

impl ContextBuilder<'_> {
    fn report_context(
        &self,
        request: &ReportContextRequest,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<ReportContext, AppError> {
        let report = self.counts.report(&self.reporter, self.query)?;
        let below = self.counts.directly_below(&report).into_iter();
        let below = outlines(&self.reporter, below, self.query, None);
        let comparison = if report.questions.is_empty() || !request.compares_units {
            None
        } else {
            let (above, question) = (report.clone(), request.question.as_deref());
            Some(self.counts.compare_units(&self.reporter, above, self.query, question)?)
        };
        let mut context = ReportContext { comparison, below: sorted(below), ..ReportContext::alone(report) };
        self.add_months(&mut context, adopted)?;
        Ok(context)
    }

    fn add_months(
        &self,
        context: &mut ReportContext,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<(), AppError> {
        let (registry, report) = (self.counts.registry(), &context.report);
        let territory = registry.territory_of(report.unit.id, report.boundaries);
        let (reporter, today) = (&self.reporter, self.reporter.today);
        let this_month = Month::of(today);
        if report.period.from() > this_month {
            return Ok(());
        }
        let last = report.period.to().min(this_month);
        let known = reporter.view.published().months_with_responses(&territory);
        let first = last.shifted(1 - MONTHS);
        let first = known.map_or(first, |known| known.from().max(first)).min(report.period.from());
        let first = first.max(last.shifted(1 - MAX_MONTHS));
        let months = reporter.months_on(report.unit.id, Period::new(first, last)?, report.boundaries);
        UnitMonths { series: context.series, activity: context.activity } = months.unwrap_or_default();
        // `activity` begins with the first month in which the unit existed.
        let first = context.activity.first().map_or(first, |activity| activity.month);
        context.months = Period::new(first, last)?;
        context.rollout = Rollout::of(registry, &territory, adopted, last.last_day().min(today));
        context.reforms = Reform::within(registry, &territory, context.months);
        Ok(())
    }
}

fn sorted(mut reports: Vec<Report>) -> Vec<Report> {
    reports.sort_by(|left, right| {
        let names = compare_unit_names(&left.unit.name, &right.unit.name);
        names.then_with(|| left.unit.code.cmp(&right.unit.code))
    });
    reports
}
