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
        let (query, today) = (query.clone(), self.clock().today());
        let work = move || {
            let unit = counts.territory(&query, today)?.unit;
            // What nobody has answered needs no line, however many months are asked for.
            let months = counts.published.months().and_then(|known| known.intersection(query.period));
            let reporter = counts.reporter(audience);
            let series = reporter.series_on(
                unit,
                months.unwrap_or(Period::month(query.period.to())),
                query.boundaries,
            );
            let unit = counts.registry().unit(unit).cloned();
            unit.zip(series).ok_or_else(|| AppError::internal("a territory without its unit"))
        };
        self.report_pool().run(work).await?
    }
}
