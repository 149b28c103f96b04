//! Shares month by month.

use super::counts::Audience;
use super::report::ReportQuery;
use super::{App, AppError};
use crate::domain::{Period, Series, Unit};

impl App {
    /// The series of every question over the months of the query, and the unit that they are about.
    pub async fn series(
        &self,
        query: &ReportQuery,
        audience: Audience,
    ) -> Result<(Unit, Vec<Series>), AppError> {
        let counts = self.counts_for(&query.survey, audience, Some(query.period)).await?;
        let query = query.clone();
        let work = move || {
            let unit = counts.territory(&query)?.unit;
            // What nobody has answered needs no line, however many months are asked for.
            let months = counts.published.months().and_then(|known| known.intersection(query.period));
            let reporter = counts.reporter(audience);
            let months = months.unwrap_or(Period::month(query.period.to()));
            let found = reporter.months_on(unit, months, query.boundaries);
            let unit = counts.registry().unit(unit).cloned();
            unit.zip(found.map(|(series, _)| series))
                .ok_or_else(|| AppError::internal("a territory without its unit"))
        };
        self.report_pool().run(work).await?
    }
}
