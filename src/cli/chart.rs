//! `hailong chart KIND`

use std::path::PathBuf;

use clap::Args;

use super::filters::Filters;
use super::output;
use super::session::Session;
use crate::app::Audience;
use crate::charts::{ChartKind, ImageFormat, draw};
use crate::config::Overrides;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// headline or distribution
    kind: ChartKind,
    #[command(flatten)]
    filters: Filters,
    /// svg or png
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: ImageFormat,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    let query = arguments.filters.query(&session.app).await?;
    // What is too thin to publish must not reach a committee's slide either.
    let report = session.app.report(&query, Audience::Public).await?;
    let image = draw(arguments.kind, &report, arguments.filters.scope.lang, arguments.format)?;
    let name = format!(
        "hailong-{}-{}-{}-{}.{}",
        arguments.kind.name(),
        query.unit,
        query.period.from(),
        query.period.to(),
        arguments.format.extension()
    );
    output::write(&output::target(arguments.output, &name), &image)
}
