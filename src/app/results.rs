//! The content of a results page, from one state of the counts.

use super::counts::{Audience, SurveyCounts};
use super::report::ReportQuery;
use super::report_context::ReportContextRequest;
use super::{App, AppError};
use crate::domain::{EditionChanges, EditionMark, Period, Report, ReportContext, Unit};
use crate::store::rollout_days;

/// The published results of a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The report with its context.
    pub context: ReportContext,
    /// The first and the last published month in which the unit, or one that became part of it, received a
    /// response.
    pub months: Option<Period>,
    /// The unit above.
    pub parent: Option<Unit>,
    /// The editions of the month in ascending order, each with its changes to the unit's results; empty for
    /// longer periods.
    pub editions: Vec<(EditionMark, EditionChanges)>,
}

impl App {
    /// The published results of a unit.
    ///
    /// # Errors
    ///
    /// Fails if the survey, the unit, the question or the edition does not exist, if the database cannot be
    /// read, or if too many reports are being made.
    pub async fn results(&self, request: &ReportContextRequest) -> Result<Results, AppError> {
        let counts = self.counts(&request.query.survey).await?;
        let adopted = self.database().read(async |connection| rollout_days(connection).await).await?;
        let request = request.clone();
        let work = move || {
            let context = counts.report_context(&request, Audience::Public, &adopted)?;
            let unit = counts.registry().unit(context.report.unit.id);
            Ok(Results {
                months: counts.months_with_responses(&request.query.unit)?,
                parent: unit.and_then(|unit| counts.registry().unit(unit.parent?)).cloned(),
                editions: counts.edition_changes(&request.query)?,
                context,
            })
        };
        self.report_pool().run(work).await?
    }
}

impl SurveyCounts {
    fn edition_changes(&self, query: &ReportQuery) -> Result<Vec<(EditionMark, EditionChanges)>, AppError> {
        if query.period.len() > 1 {
            return Ok(Vec::new());
        }
        let unit = self.territory(query)?.unit;
        let mut found: Vec<(EditionMark, EditionChanges)> = Vec::new();
        let mut before: Option<Report> = None;
        for edition in self.published.editions_of(query.period.from()) {
            let reporter = self.reporter_of_edition(Audience::Public, query.period, Some(edition.number))?;
            let report = reporter.outline_of(unit, query.period, query.boundaries, None);
            let Some(report) = report else { continue };
            let changes = before.as_ref().map(|before| EditionChanges::between(before, &report));
            found.extend(report.editions.first().cloned().map(|mark| (mark, changes.unwrap_or_default())));
            before = Some(report);
        }
        Ok(found)
    }
}
