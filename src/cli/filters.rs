//! The filters that charts and exports share.

use clap::Args;

use crate::app::{App, BUILT_IN_SURVEY, DefaultPeriod, ReportQuery};
use crate::domain::{Boundaries, Language, Month, Period, UnitCode};

/// What every command about figures is asked.
#[derive(Debug, Args)]
pub(super) struct Scope {
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    pub(super) survey: String,
    /// Units as they were (historic), or the past folded into today's (current)
    #[arg(long, value_name = "BOUNDARIES", default_value = "historic")]
    pub(super) boundaries: Boundaries,
    /// vi or en
    #[arg(long, value_name = "LANGUAGE", default_value = "vi")]
    pub(super) lang: Language,
}

/// What a command about one report is asked.
#[derive(Debug, Args)]
pub(super) struct Filters {
    #[command(flatten)]
    pub(super) scope: Scope,
    /// The unit, by its GSO code
    #[arg(long, value_name = "CODE")]
    unit: UnitCode,
    #[command(flatten)]
    months: Months,
}

/// The months that a command is about, as a period or by its ends.
#[derive(Debug, Args)]
pub(super) struct Months {
    /// The months, like 2024-11, 2024-Q4, 2024 or 2024-03..2025-02
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// The first month, like 2024-11 [the last whole one with answers]
    #[arg(long, value_name = "MONTH")]
    from: Option<Month>,
    /// The last month [the first one]
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
}

impl Months {
    /// The first and the last, where they were named.
    pub(super) fn ends(&self) -> (Option<Month>, Option<Month>) {
        match self.period {
            Some(period) => (Some(period.from()), Some(period.to())),
            None => (self.from, self.to),
        }
    }
}

impl Filters {
    /// The query; months that were left out become the last one with answers.
    pub(super) async fn query(&self, app: &App) -> anyhow::Result<ReportQuery> {
        let (months, scope) = (self.months.ends(), &self.scope);
        let default = DefaultPeriod::Opening;
        Ok(app.report_query(&scope.survey, self.unit.clone(), months, scope.boundaries, default).await?)
    }
}
