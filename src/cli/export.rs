//! `hailong export KIND`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::filters::{Months, Scope};
use super::output;
use super::session::Session;
use crate::app::{App, Audience, BriefingRequest, DefaultPeriod, ExportQuery};
use crate::config::Overrides;
use crate::documents::{file_stem, results_csv_list, results_json_list, results_workbook_list, workbook};
use crate::domain::{Period, UnitCode};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// results: the report of every unit and month
    kind: Kind,
    /// json: an array with an object a report; csv: a row a question; xlsx: a workbook, with --unit all about that unit
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    #[command(flatten)]
    scope: Scope,
    /// Only this unit, by its GSO code, with everything below it
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
    #[command(flatten)]
    months: Months,
    /// Every figure, also those that may not be published: not to be passed on
    #[arg(long)]
    unpublished: bool,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Results,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    let Kind::Results = arguments.kind;
    let (name, bytes) = match (arguments.format, &arguments.unit) {
        (Format::Xlsx, Some(unit)) => unit_workbook(&session.app, &arguments, unit).await?,
        _ => list(&session.app, &arguments).await?,
    };
    output::write(&output::target(arguments.output, &name), &bytes)
}

/// Everything about a unit and a period. Without months it is the last whole one with answers, as in charts.
async fn unit_workbook(
    app: &App,
    arguments: &Arguments,
    unit: &UnitCode,
) -> anyhow::Result<(String, Vec<u8>)> {
    let (scope, months) = (&arguments.scope, arguments.months.ends());
    let default = DefaultPeriod::Opening;
    let query = app.report_query(&scope.survey, unit.clone(), months, scope.boundaries, default).await?;
    let briefing = app.briefing(&BriefingRequest::from(query), arguments.audience()).await?;
    let name = format!("{}.xlsx", file_stem(&briefing.report));
    Ok((name, workbook(&briefing, scope.lang)?))
}

/// The report of every unit and month. Months that were left out are all with answers.
async fn list(app: &App, arguments: &Arguments) -> anyhow::Result<(String, Vec<u8>)> {
    let (scope, (from, to)) = (&arguments.scope, arguments.months.ends());
    let all = app.export_period(&scope.survey).await?;
    let period = Period::new(from.unwrap_or(all.from()), to.unwrap_or(all.to()))?;
    let query = ExportQuery {
        survey: scope.survey.clone(),
        unit: arguments.unit.clone(),
        period,
        boundaries: scope.boundaries,
    };
    let reports = app.every_report(&query, arguments.audience()).await?;
    let (bytes, extension) = match arguments.format {
        Format::Json => (results_json_list(&reports)?, "json"),
        Format::Csv => (results_csv_list(&reports, scope.lang)?, "csv"),
        Format::Xlsx => (results_workbook_list(&reports, period, scope.lang)?, "xlsx"),
    };
    let standing = if arguments.unpublished { "unpublished-results" } else { "results" };
    Ok((format!("hailong-{standing}-{}-{}.{extension}", period.from(), period.to()), bytes))
}

impl Arguments {
    fn audience(&self) -> Audience {
        if self.unpublished { Audience::Analysts } else { Audience::Public }
    }
}
