//! `hailong chart KIND`

use std::path::PathBuf;

use clap::Args;

use super::filters::Filters;
use super::output;
use super::session::Session;
use crate::app::{Audience, BriefingRequest};
use crate::charts::{ChartKind, Resolution, Shape};
use crate::config::Overrides;
use crate::documents::{ChartFormat, ChartStyle, chart_file, file_stem};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// headline, distribution, trend, units, funnel, heatmap, dossiers, rollout or participation
    kind: ChartKind,
    #[command(flatten)]
    filters: Filters,
    /// svg, png or pdf
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: ChartFormat,
    /// wide (16:9), a4 or square
    #[arg(long, value_name = "SHAPE", default_value = "wide")]
    shape: Shape,
    /// Pixels to a unit of a PNG: 1 or 2
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = resolution)]
    scale: Resolution,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    let query = arguments.filters.query(&session.app).await?;
    // What is too thin to publish must not reach a committee's slide either.
    let compares_units = arguments.kind.compares_units();
    let request = BriefingRequest { compares_units, ..BriefingRequest::from(query) };
    let briefing = session.app.briefing(&request, Audience::Public).await?;
    let style = ChartStyle {
        language: arguments.filters.scope.lang,
        shape: arguments.shape,
        format: arguments.format,
        resolution: arguments.scale,
    };
    let image = chart_file(arguments.kind, &briefing, style)?;
    let stem = file_stem(&briefing.report);
    let (kind, shape, language) = (arguments.kind, style.shape, style.language);
    let name = format!("{stem}-{kind}-{shape}-{language}.{}", style.format);
    output::write(&output::target(arguments.output, &name), &image)
}

fn resolution(text: &str) -> Result<Resolution, String> {
    let factor = text.parse().ok().and_then(Resolution::from_factor);
    factor.ok_or_else(|| "use 1 or 2".to_owned())
}
