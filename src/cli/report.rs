//! `hailong report`

use std::path::PathBuf;

use clap::Args;

use super::filters::Filters;
use super::output;
use super::session::Session;
use crate::app::BriefingRequest;
use crate::config::Overrides;
use crate::documents::{file_stem, report_pdf};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    filters: Filters,
    /// Where the PDF is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE.pdf")]
    output: Option<PathBuf>,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    let query = arguments.filters.query(&session.app).await?;
    let (briefing, comments) = session.app.monthly_report(&BriefingRequest::from(query)).await?;
    let pdf = report_pdf(&briefing, comments, arguments.filters.scope.lang)?;
    let name = format!("{}-report.pdf", file_stem(&briefing.report));
    output::write(&output::target(arguments.output, &name), &pdf)
}
