//! `hailong pack`

use std::path::PathBuf;

use clap::Args;

use super::filters::Filters;
use super::output;
use super::session::Session;
use crate::app::BriefingRequest;
use crate::config::Overrides;
use crate::documents::{file_stem, pack};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    filters: Filters,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    output::warn_of_loopback(&session.app);
    let query = arguments.filters.query(&session.app).await?;
    // A pack is passed on: it holds nothing that may not be published.
    let (briefing, comments) = session.app.monthly_report(&BriefingRequest::from(query)).await?;
    let packed = pack(&briefing, comments, session.app.base_url(), arguments.filters.scope.lang)?;
    let name = format!("{}.zip", file_stem(&briefing.report));
    output::write(&output::target(arguments.output, &name), &packed)
}
