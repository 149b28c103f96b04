//! Which months can be published, and what an edition of each would show.

use super::counts::{Audience, SurveyCounts};
use super::report::ReportQuery;
use super::staff::Member;
use super::unit_comparison::outlines;
use super::{App, AppError};
use crate::domain::{Boundaries, Month, PUBLICATION_THRESHOLD, Period, Permission, Unit, UnitCode};

/// The maximum number of months in the overview, up to the current one.
const MONTHS: i32 = 6;

/// A month as it could be published, or is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthToPublish {
    /// The month.
    pub month: Month,
    /// Whether it is over, so that it can be published.
    pub is_over: bool,
    /// Responses in the unit.
    pub responses: u64,
    /// The lowest units with responses.
    pub units: usize,
    /// Those of them with too few answers to the headline question for a figure.
    pub units_below: usize,
    /// Those of them that did not report their dossiers.
    pub units_without_dossiers: usize,
    /// The number of the current edition; `None` if the month is not published.
    pub edition: Option<u32>,
}

impl App {
    /// The current month and those before it that have responses or an edition, newest first, with the figures
    /// of the member's province.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the member may not publish, if the survey does not exist, if the
    /// database cannot be read, or if too many reports are being made.
    pub async fn months_to_publish(
        &self,
        member: &Member,
        slug: &str,
    ) -> Result<Vec<MonthToPublish>, AppError> {
        let unit = self.expect_publisher(member).await?;
        let today = self.clock().today();
        let months = Period::ending_with(Month::of(today), MONTHS);
        let counts = self.counts_for(slug, Audience::Analysts, Some(months)).await?;
        let slug = slug.to_owned();
        let work = move || {
            let months = months.months().collect::<Vec<_>>().into_iter().rev();
            let overview = months.map(|month| counts.month_to_publish(&slug, &unit, month, Month::of(today)));
            let mut overview = overview.collect::<Result<Vec<_>, AppError>>()?;
            overview.retain(|month| !month.is_over || month.responses > 0 || month.edition.is_some());
            Ok(overview)
        };
        self.report_pool().run(work).await?
    }

    /// The code of the unit for whose figures a member answers, if the member may publish: editions are of all
    /// units, so only members at a highest unit may.
    pub(super) async fn expect_publisher(&self, member: &Member) -> Result<UnitCode, AppError> {
        match member.unit_to_publish() {
            Some(unit) => Ok(unit.code.clone()),
            None => Err(self.refusal(member, Permission::Publish.name().to_owned()).await),
        }
    }
}

impl Member {
    /// Whether the member may publish.
    pub fn publishes(&self) -> bool {
        self.unit_to_publish().is_some()
    }

    /// The highest unit for which the member may publish.
    pub(super) fn unit_to_publish(&self) -> Option<&Unit> {
        let mut highest = self.grants.iter().filter(|grant| grant.unit.parent.is_none());
        highest.find(|grant| grant.role.permits(Permission::Publish)).map(|grant| &grant.unit)
    }
}

impl SurveyCounts {
    fn month_to_publish(
        &self,
        survey: &str,
        unit: &UnitCode,
        month: Month,
        this_month: Month,
    ) -> Result<MonthToPublish, AppError> {
        let (period, boundaries) = (Period::month(month), Boundaries::Historic);
        let query = ReportQuery { survey: survey.to_owned(), unit: unit.clone(), period, boundaries };
        let reporter = self.reporter(Audience::Analysts);
        let above = self.report(&reporter, &query)?;
        let headline = above.headlines().next().map(|question| question.key.clone());
        let lowest = outlines(&reporter, self.lowest_units_below(&above), &query, headline.as_deref());
        let has_few = |report: &&crate::domain::Report| {
            report.questions.iter().any(|question| question.answered() < PUBLICATION_THRESHOLD)
        };
        Ok(MonthToPublish {
            month,
            is_over: month < this_month,
            responses: above.responses,
            units: lowest.len(),
            units_below: lowest.iter().filter(has_few).count(),
            units_without_dossiers: lowest.iter().filter(|report| !report.are_dossiers_complete).count(),
            edition: self.published.editions_of(month).last().map(|edition| edition.number),
        })
    }
}
