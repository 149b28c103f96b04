//! The charts that a page shows: their addresses, in words what they show, and the tables beside them.

use std::sync::Arc;

use super::error::Failure;
use super::pages::drawn;
use crate::charts::{ChartError, ChartKind, ChartTable, Scene, Shape, picture, table};
use crate::domain::{Briefing, Language};
use crate::web::view::chart_files::chart_query;
use crate::web::view::charts::{ChartFigure, ChartPicture};

/// A chart as a page shows it.
pub(super) struct PageChart {
    kind: ChartKind,
    picture: (String, u32, u32),
    narrow: (String, u32, u32),
    page: String,
    finding: String,
    table: ChartTable,
}

/// Every chart that has something to show of a briefing.
pub(super) async fn page_charts(
    briefing: &Arc<Briefing>,
    language: Language,
) -> Result<Vec<PageChart>, Failure> {
    let briefing = Arc::clone(briefing);
    let work = move || {
        let kinds = ChartKind::ALL.into_iter().filter(|kind| kind.has_something_to_show(&briefing));
        kinds.map(|kind| page_chart(kind, &briefing, language)).collect::<Result<_, ChartError>>()
    };
    drawn(work).await
}

/// One chart, whatever there is to show.
pub(super) fn page_chart(
    kind: ChartKind,
    briefing: &Briefing,
    language: Language,
) -> Result<PageChart, ChartError> {
    let wide = picture(kind, briefing, language, Shape::Wide)?;
    let narrow = picture(kind, briefing, language, Shape::Square)?;
    let report = &briefing.report;
    let (code, query) = (&report.unit.code, chart_query(briefing));
    let placed = |(shape, scene): (Shape, Scene)| {
        let url = format!("/charts/{kind}.svg?unit={code}&{query}&lang={language}&shape={shape}");
        (url, scene.width, scene.height)
    };
    Ok(PageChart {
        kind,
        finding: wide.title.clone(),
        picture: placed((Shape::Wide, wide)),
        narrow: placed((Shape::Square, narrow)),
        page: format!("/results/{code}/charts/{kind}?{query}&lang={language}"),
        table: table(kind, briefing, language),
    })
}

impl PageChart {
    /// The chart as views take it.
    pub(super) fn figure(&self) -> ChartFigure<'_> {
        ChartFigure {
            kind: self.kind.name(),
            picture: placed(&self.picture),
            narrow: placed(&self.narrow),
            page: &self.page,
            finding: &self.finding,
            table: &self.table,
        }
    }
}

fn placed((url, width, height): &(String, u32, u32)) -> ChartPicture<'_> {
    ChartPicture { url, width: *width, height: *height }
}

/// The charts as views take them.
pub(super) fn figures(charts: &[PageChart]) -> Vec<ChartFigure<'_>> {
    charts.iter().map(PageChart::figure).collect()
}
