//! The charts that a page shows: their addresses, and in words what they show.

use crate::charts::{ChartKind, compose};
use crate::domain::{Language, Report};
use crate::web::view::charts::ChartImage;
use crate::web::view::filter::query_of;

/// A chart as a page shows it.
pub(super) struct PageChart {
    url: String,
    finding: String,
    width: u32,
    height: u32,
}

/// All kinds of charts of a report.
pub(super) fn page_charts(report: &Report, language: Language) -> Vec<PageChart> {
    ChartKind::ALL.into_iter().filter_map(|kind| page_chart(kind, report, language)).collect()
}

fn page_chart(kind: ChartKind, report: &Report, language: Language) -> Option<PageChart> {
    let scene =
        compose(kind, report, language).inspect_err(|error| tracing::error!(%error, "no chart")).ok()?;
    let url = format!("/charts/{kind}.svg?unit={}&{}&lang={language}", report.unit.code, query_of(report));
    Some(PageChart { url, finding: scene.title, width: scene.width, height: scene.height })
}

/// The charts as views take them.
pub(super) fn images(charts: &[PageChart]) -> Vec<ChartImage<'_>> {
    charts
        .iter()
        .map(|PageChart { url, finding, width, height }| ChartImage {
            url,
            finding,
            width: *width,
            height: *height,
        })
        .collect()
}
