//! The charts that a page shows: their addresses, in words what they show, and the tables beside them.

use std::sync::Arc;

use actix_web::http::header::HeaderValue;

use super::State;
use super::page_cache::{KeptPage, MadeFrom, PageKey};
use crate::charts::{ChartError, ChartKind, ChartTable, Shape, picture, svg, table};
use crate::documents::ChartFormat;
use crate::domain::{Briefing, Language};
use crate::web::view::chart_files::chart_query;
use crate::web::view::charts::{ChartFigure, ChartPicture};

/// A chart as a page shows it.
pub(super) struct PageChart {
    kind: ChartKind,
    wide: Picture,
    narrow: Picture,
    page: String,
    finding: String,
    table: ChartTable,
}

/// A drawn picture and where a browser will ask for it.
struct Picture {
    path: String,
    query: String,
    url: String,
    width: u32,
    height: u32,
    svg: Vec<u8>,
}

/// Every chart that has something to show of a briefing. Takes long: belongs into the pool for reports.
pub(super) fn page_charts(briefing: &Briefing, language: Language) -> Result<Vec<PageChart>, ChartError> {
    let kinds = ChartKind::ALL.into_iter().filter(|kind| kind.has_something_to_show(briefing));
    kinds.map(|kind| page_chart(kind, briefing, language)).collect()
}

/// One chart, whatever there is to show.
pub(super) fn page_chart(
    kind: ChartKind,
    briefing: &Briefing,
    language: Language,
) -> Result<PageChart, ChartError> {
    let (code, query) = (&briefing.report.unit.code, chart_query(briefing));
    let draw = |shape: Shape| {
        let scene = picture(kind, briefing, language, shape)?;
        let path = format!("/charts/{kind}.svg");
        let query = format!("unit={code}&{query}&lang={language}&shape={shape}");
        let (width, height) = (scene.width, scene.height);
        let drawn = Picture { url: format!("{path}?{query}"), path, query, width, height, svg: svg(&scene)? };
        Ok::<_, ChartError>((drawn, scene.title))
    };
    let ((wide, finding), (narrow, _)) = (draw(Shape::Wide)?, draw(Shape::Square)?);
    let page = format!("/results/{code}/charts/{kind}?{query}&lang={language}");
    Ok(PageChart { kind, wide, narrow, page, finding, table: table(kind, briefing, language) })
}

impl PageChart {
    /// The chart as views take it.
    pub(super) fn figure(&self) -> ChartFigure<'_> {
        ChartFigure {
            kind: self.kind.name(),
            picture: self.wide.placed(),
            narrow: self.narrow.placed(),
            page: &self.page,
            finding: &self.finding,
            table: &self.table,
        }
    }
}

impl Picture {
    fn placed(&self) -> ChartPicture<'_> {
        ChartPicture { url: &self.url, width: self.width, height: self.height }
    }
}

/// The charts as views take them.
pub(super) fn figures(charts: &[PageChart]) -> Vec<ChartFigure<'_>> {
    charts.iter().map(PageChart::figure).collect()
}

/// Pictures of a page as they will be asked for one by one.
#[derive(Default)]
pub(super) struct DrawnPictures(Vec<(PageKey, Arc<KeptPage>)>);

impl DrawnPictures {
    /// The pictures of `charts`, which are drawn already: nobody has to compose them again. Without a version nothing says
    /// for how long they are right.
    pub(super) fn of(charts: Vec<PageChart>, made_from: Option<&MadeFrom>, language: Language) -> Self {
        let Some(MadeFrom(version)) = made_from else { return Self::default() };
        let keep = |picture: Picture| {
            let content_type = HeaderValue::from_static(ChartFormat::Svg.content_type());
            let key = PageKey::of(version, &picture.path, &picture.query, language);
            (key, Arc::new(KeptPage::new(content_type, None, picture.svg.into())))
        };
        Self(charts.into_iter().flat_map(|chart| [chart.wide, chart.narrow]).map(keep).collect())
    }

    /// Keeps them for those who are shown the page.
    pub(super) fn keep(self, state: &State) {
        for (key, picture) in self.0 {
            state.kept.keep(key, &picture);
        }
    }
}
