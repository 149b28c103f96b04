//! Everything that goes before a meeting about a unit and a period: the report with the months before it, the units below
//! it and the spread of the model.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counts::{Audience, SurveyCounts};
use super::report::ReportQuery;
use super::unit_comparison::{compared, outlines};
use super::{App, AppError};
use crate::domain::{Briefing, Month, Period, Reform, Report, Reporter, Rollout, UnitId};
use crate::locale::compare_unit_names;
use crate::store::rollout_days;

/// Months before a report's last that series show where nobody says how many.
const MONTHS: i32 = 24;
/// However long the period is, series show no more.
const MOST_MONTHS: i32 = 60;

/// What a briefing is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefingRequest {
    /// The report.
    pub query: ReportQuery,
    /// The key of the question by which units are compared; the first headline question where there is none.
    pub question: Option<String>,
    /// The edition of the month in which the figures stand; the latest where there is none.
    pub edition: Option<u32>,
    /// Whether units are compared: ranks are drawn thousands of times, for those who show them.
    pub compares_units: bool,
}

impl From<ReportQuery> for BriefingRequest {
    fn from(query: ReportQuery) -> Self {
        Self { query, question: None, edition: None, compares_units: true }
    }
}

impl App {
    /// The briefing as `audience` may see it.
    pub async fn briefing(
        &self,
        request: &BriefingRequest,
        audience: Audience,
    ) -> Result<Briefing, AppError> {
        let counts = self.counts_for(&request.query.survey, audience, Some(request.query.period)).await?;
        let adopted = self
            .database()
            .read(async |connection| Ok::<_, AppError>(rollout_days(connection).await?))
            .await?;
        let request = request.clone();
        let work = move || counts.briefing(&request, audience, &adopted);
        self.report_pool().run(work).await?
    }
}

impl SurveyCounts {
    /// The briefing; `adopted` says when units took up the model.
    pub(super) fn briefing(
        &self,
        request: &BriefingRequest,
        audience: Audience,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<Briefing, AppError> {
        let reporter = self.reporter_of_edition(audience, request.query.period, request.edition)?;
        Surroundings { counts: self, query: &request.query, reporter }.briefing(request, adopted)
    }
}

/// What surrounds a report is looked up in these.
struct Surroundings<'a> {
    counts: &'a SurveyCounts,
    query: &'a ReportQuery,
    reporter: Reporter<'a>,
}

impl Surroundings<'_> {
    fn briefing(
        &self,
        request: &BriefingRequest,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<Briefing, AppError> {
        let report = self.counts.report(&self.reporter, self.query)?;
        let below = self.counts.directly_below(&report).into_iter();
        let below = outlines(&self.reporter, below, self.query);
        let comparison = if report.questions.is_empty() || !request.compares_units {
            None
        } else {
            let lowest = self.counts.lowest_units_below(&report);
            let lowest = outlines(&self.reporter, lowest, self.query);
            Some(compared(report.clone(), lowest, request.question.as_deref())?)
        };
        let mut briefing = Briefing { comparison, below: sorted(below), ..Briefing::alone(report) };
        self.add_months(&mut briefing, adopted)?;
        Ok(briefing)
    }

    fn add_months(
        &self,
        briefing: &mut Briefing,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<(), AppError> {
        let (registry, report) = (self.counts.registry(), &briefing.report);
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
        let first = first.max(last.shifted(1 - MOST_MONTHS));
        let months = reporter.months_on(report.unit.id, Period::new(first, last)?, report.boundaries);
        (briefing.series, briefing.activity) = months.unwrap_or_default();
        // These are the months in which the unit existed.
        let first = briefing.activity.first().map_or(first, |activity| activity.month);
        briefing.months = Period::new(first, last)?;
        briefing.rollout = Rollout::of(registry, &territory, adopted, last.last_day().min(today));
        briefing.reforms = Reform::within(registry, &territory, briefing.months);
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
