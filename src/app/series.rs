//! Shares month by month.

use super::figures::Audience;
use super::report::ReportQuery;
use super::{App, AppError};
use crate::domain::{Period, Series};

/// Months that a series shows where nobody says how many.
const MONTHS: i32 = 24;

impl App {
    /// The series of every question over the months of the query.
    pub async fn series(&self, query: &ReportQuery, audience: Audience) -> Result<Vec<Series>, AppError> {
        let figures = self.figures(&query.survey).await?;
        let (query, today) = (query.clone(), self.clock().today());
        let work = move || {
            let unit = figures.territory(&query, today)?.unit;
            let series = figures.reporter(audience, today).series_on(unit, query.period, query.boundaries);
            series.ok_or_else(|| AppError::internal("a territory without its unit"))
        };
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }

    /// The series of the two years that end with the query's last month, as far back as there are sheets.
    pub async fn series_until(
        &self,
        query: &ReportQuery,
        audience: Audience,
    ) -> Result<Vec<Series>, AppError> {
        let last = query.period.to();
        let known = self.months_with_sheets(&query.survey, &query.unit).await?;
        let first = last.shifted(1 - MONTHS);
        let first = known.map_or(first, |known| known.from().max(first)).min(last);
        self.series(&ReportQuery { period: Period::new(first, last)?, ..query.clone() }, audience).await
    }
}
