//! The charts of a page: their addresses, text descriptions and tables.

use std::sync::Arc;

use actix_web::http::header::HeaderValue;

use super::State;
use super::page_cache::{KeptPage, MadeFrom, PageKey};
use crate::charts::{ChartError, ChartKind, Shape, picture, svg, table};
use crate::documents::ChartFormat;
use crate::domain::{Language, ReportContext};
use crate::web::view::charts::{ChartFigure, ChartPicture};
use crate::web::view::files::chart_query;

/// Draws every chart of a report context that has something to show. Slow: run it in the thread pool for
/// reports.
pub(super) fn page_charts(
    context: &ReportContext,
    language: Language,
) -> Result<Vec<ChartFigure>, ChartError> {
    let kinds = ChartKind::ALL.into_iter().filter(|kind| kind.has_something_to_show(context));
    kinds.map(|kind| page_chart(kind, context, language)).collect()
}

/// Draws one chart, with an empty state where there is nothing to show.
pub(super) fn page_chart(
    kind: ChartKind,
    context: &ReportContext,
    language: Language,
) -> Result<ChartFigure, ChartError> {
    let (code, query) = (&context.report.unit.code, chart_query(context));
    let draw = |shape: Shape| {
        let scene = picture(kind, context, language, shape)?;
        let url = format!("/charts/{kind}.svg?unit={code}&{query}&lang={language}&shape={shape}");
        let drawn = ChartPicture { url, width: scene.width, height: scene.height, svg: svg(&scene)? };
        Ok::<_, ChartError>((drawn, scene.title))
    };
    let ((picture, finding), (narrow, _)) = (draw(Shape::Wide)?, draw(Shape::Square)?);
    let page = format!("/results/{code}/charts/{kind}?{query}&lang={language}");
    Ok(ChartFigure { kind, picture, narrow, page, finding, table: table(kind, context, language) })
}

/// The pictures of a page, under the keys of the requests with which browsers will ask for them.
pub(super) struct DrawnPictures(Vec<(PageKey, Arc<KeptPage>)>);

impl DrawnPictures {
    /// Takes the pictures of `charts`, which are drawn already, so that requests for them need no drawing.
    /// Keeps none without a version of the data: the cache key contains it.
    pub(super) fn of(charts: Vec<ChartFigure>, made_from: Option<&MadeFrom>, language: Language) -> Self {
        let pictures = charts.into_iter().flat_map(|chart| [chart.picture, chart.narrow]);
        let keep = |picture: ChartPicture| {
            let (path, query) = picture.url.split_once('?')?;
            let key = PageKey::of(&made_from?.0, path, query, language);
            let content_type = HeaderValue::from_static(ChartFormat::Svg.content_type());
            Some((key, Arc::new(KeptPage::new(content_type, None, picture.svg.into()))))
        };
        Self(pictures.filter_map(keep).collect())
    }

    /// Puts the pictures into the page cache, for the readers of the page.
    pub(super) fn keep(self, state: &State) {
        for (key, picture) in self.0 {
            state.kept.keep(key, &picture);
        }
    }
}
