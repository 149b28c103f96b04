//! Everything that goes before a meeting about a unit and a period: the report with the months before it, the units below
//! it and the spread of the model.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::figures::{Audience, Figures};
use super::report::ReportQuery;
use super::unit_comparison::compared;
use super::{App, AppError};
use crate::domain::{Briefing, Month, Period, Reform, Report, Rollout, UnitId};
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
    /// The edition in which the figures stand; the latest, or what is counted now, where there is none.
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
        let figures = self.figures(&request.query.survey).await?;
        let published = match audience {
            Audience::Public => self.published_reports(&figures, &request.query, request.edition).await?,
            Audience::Analysts => None,
        };
        if published.is_none()
            && let Some(number) = request.edition
        {
            return Err(AppError::UnknownEdition { number, period: request.query.period });
        }
        let adopted = self
            .database()
            .read(async |connection| Ok::<_, AppError>(rollout_days(connection).await?))
            .await?;
        let (request, today) = (request.clone(), self.clock().today());
        // The first look at a year works out what of it may be published, and ranks are drawn thousands of times.
        let work = move || {
            let around = Surroundings { figures: &figures, query: &request.query, audience, today };
            around.briefing(published, &request, &adopted)
        };
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }
}

/// What surrounds a report is looked up in these.
struct Surroundings<'a> {
    figures: &'a Figures,
    query: &'a ReportQuery,
    audience: Audience,
    today: NaiveDate,
}

impl Surroundings<'_> {
    fn briefing(
        &self,
        published: Option<(Report, Vec<Report>)>,
        request: &BriefingRequest,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<Briefing, AppError> {
        let (report, below, lowest) = if let Some((report, all)) = published {
            let below = self.figures.directly_below(&report);
            let is_below =
                |other: &&Report| other.boundaries == report.boundaries && below.contains(&other.unit.id);
            let below = all.iter().filter(is_below).cloned().collect();
            let (report, lowest) = self.figures.below_in(self.query, (report, all));
            (report, below, lowest)
        } else {
            let (report, lowest) = self.figures.below_now(self.query, self.audience, self.today)?;
            let below = self.figures.directly_below(&report).into_iter();
            let below = self.figures.outlines(below, self.query, self.audience, self.today);
            (report, below, lowest)
        };
        let comparison = if report.questions.is_empty() || !request.compares_units {
            None
        } else {
            Some(compared(report.clone(), lowest, request.question.as_deref())?)
        };
        let mut briefing = Briefing { comparison, below: sorted(below), ..Briefing::alone(report) };
        // An old edition knew nothing of the months as they stand today.
        if !briefing.report.is_superseded() {
            self.add_months(&mut briefing, adopted)?;
        }
        Ok(briefing)
    }

    fn add_months(
        &self,
        briefing: &mut Briefing,
        adopted: &BTreeMap<UnitId, NaiveDate>,
    ) -> Result<(), AppError> {
        let (registry, report) = (self.figures.registry(), &briefing.report);
        let territory = registry.territory_of(report.unit.id, report.boundaries);
        let reporter = self.figures.reporter(self.audience, self.today);
        let this_month = Month::of(self.today);
        if report.period.from() > this_month {
            return Ok(());
        }
        let last = report.period.to().min(this_month);
        let known = reporter.book.months_with_sheets(&territory, None);
        let first = last.shifted(1 - MONTHS);
        let first = known.map_or(first, |known| known.from().max(first)).min(report.period.from());
        let first = first.max(last.shifted(1 - MOST_MONTHS));
        let series = reporter.series_on(report.unit.id, Period::new(first, last)?, report.boundaries);
        briefing.series = series.unwrap_or_default();
        // The series knows in which of the months the unit existed.
        let points = briefing.series.first().map(|series| series.points.as_slice()).unwrap_or_default();
        let first = points.first().map_or(first, |point| point.month);
        briefing.months = Period::new(first, last)?;
        briefing.activity = reporter.book.activity(&territory, briefing.months);
        briefing.rollout = Rollout::of(registry, &territory, adopted, last.last_day().min(self.today));
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
