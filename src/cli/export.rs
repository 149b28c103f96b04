//! `hailong export KIND`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::filters::Scope;
use super::output;
use super::session::Session;
use crate::app::{Audience, ExportQuery};
use crate::config::Overrides;
use crate::documents::{results_csv_list, results_json_list};
use crate::domain::{Month, Period, UnitCode};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// results: the report of every unit and month
    kind: Kind,
    /// json: an array with an object a report; csv: a row a question
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    #[command(flatten)]
    scope: Scope,
    /// Only this unit, by its GSO code, with everything below it
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
    /// The first month, like 2024-11 [the first with answers]
    #[arg(long, value_name = "MONTH")]
    from: Option<Month>,
    /// The last month [the last with answers]
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
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
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    let Kind::Results = arguments.kind;
    let all = session.app.export_period(&arguments.scope.survey).await?;
    let period = Period::new(arguments.from.unwrap_or(all.from()), arguments.to.unwrap_or(all.to()))?;
    let query = ExportQuery {
        survey: arguments.scope.survey,
        unit: arguments.unit,
        period,
        boundaries: arguments.scope.boundaries,
    };
    let audience = if arguments.unpublished { Audience::Analysts } else { Audience::Public };
    let reports = session.app.every_report(&query, audience).await?;
    let (bytes, extension) = match arguments.format {
        Format::Json => (results_json_list(&reports)?, "json"),
        Format::Csv => (results_csv_list(&reports, arguments.scope.lang)?, "csv"),
    };
    let standing = if audience == Audience::Public { "results" } else { "unpublished-results" };
    let name = format!("hailong-{standing}-{}-{}.{extension}", period.from(), period.to());
    output::write(&output::target(arguments.output, &name), &bytes)
}
