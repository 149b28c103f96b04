//! Which report a query asks for.

use serde::Deserialize;

use super::error::Failure;
use crate::app::{App, BUILT_IN_SURVEY, DefaultPeriod, ReportQuery};
use crate::domain::{Boundaries, Month, UnitCode};

/// The parameters as they were sent; an empty one counts as absent, because forms send those too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    survey: String,
    pub(super) unit: String,
    from: String,
    to: String,
    boundaries: String,
}

impl Choice {
    /// The query for a unit; months that were left out become the last whole one with sheets.
    pub(super) async fn query(&self, app: &App, unit: UnitCode) -> Result<ReportQuery, Failure> {
        self.query_or(app, unit, DefaultPeriod::LatestMonth).await
    }

    /// The query for a unit; months that were left out become `default`.
    pub(super) async fn query_or(
        &self,
        app: &App,
        unit: UnitCode,
        default: DefaultPeriod,
    ) -> Result<ReportQuery, Failure> {
        let survey = if self.survey.is_empty() { BUILT_IN_SURVEY } else { &self.survey };
        let boundaries = match self.boundaries.as_str() {
            "" => Boundaries::default(),
            name => name.parse().map_err(|_| Failure::BadRequest)?,
        };
        let months = (month(&self.from)?, month(&self.to)?);
        Ok(app.report_query(survey, unit, months, boundaries, default).await?)
    }
}

fn month(text: &str) -> Result<Option<Month>, Failure> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Failure::BadRequest) }
}

/// A unit's code in an address; what cannot be one belongs to no page.
pub(super) fn unit_code(text: &str) -> Result<UnitCode, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
