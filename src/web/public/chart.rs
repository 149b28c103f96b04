//! A chart as a file, `/charts/{kind}.{format}`, and on its own page, `/results/{unit}/charts/{kind}`, with
//! its whole table and all its files.

use actix_web::HttpResponse;
use maud::{Markup, Render, html};

use crate::app::{Audience, ReportContextRequest};
use crate::charts::{ChartError, ChartKind};
use crate::documents::{ChartFormat, ChartStyle, chart_file};
use crate::domain::{Language, Report, ReportContext};
use crate::locale::{evidence, message, subject};
use crate::web::chart_images::{DrawnPictures, page_chart};
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{drawn, file, page};
use crate::web::view::charts::ChartFigure;
use crate::web::view::files::{chart_files, chart_query};
use crate::web::view::filter::query_of;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// `GET /charts/{kind}.{format}`
pub(super) async fn picture(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let kind = kind_of(&asked)?;
    let format: ChartFormat = asked.format.parse().map_err(|_| Failure::NotFound)?;
    let context = context(&asked, kind).await?;
    let (language, shape) = (asked.language, asked.choice.shape()?);
    let style = ChartStyle { language, shape, format, resolution: asked.choice.resolution()? };
    let image = drawn(&asked.state, move || chart_file(kind, &context, style)).await?;
    Ok(file(format.content_type(), image))
}

/// `GET /results/{unit}/charts/{kind}`
pub(super) async fn show(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let kind = kind_of(&asked)?;
    let context = context(&asked, kind).await?;
    let ReportRequest { state, language, made_from, .. } = asked;
    let drawing = move || {
        let query = chart_query(&context);
        let chart = page_chart(kind, &context, language)?;
        let page = ChartPage { language, report: &context.report, chart: &chart, query: &query }.render();
        Ok::<_, ChartError>((page, DrawnPictures::of(vec![chart], made_from.as_ref(), language)))
    };
    let (rendered, pictures) = drawn(&state, drawing).await?;
    pictures.keep(&state);
    Ok(page(&rendered))
}

fn kind_of(asked: &ReportRequest) -> Result<ChartKind, Failure> {
    asked.kind.parse().map_err(|_| Failure::NotFound)
}

async fn context(asked: &ReportRequest, kind: ChartKind) -> Result<ReportContext, Failure> {
    let request = asked.context_request().await?;
    let request = ReportContextRequest { compares_units: kind.compares_units(), ..request };
    Ok(asked.state.app.report_context(&request, Audience::Public).await?)
}

/// A chart, its table and its files.
#[derive(Clone, Copy, Debug)]
pub struct ChartPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The report that the chart shows.
    pub report: &'a Report,
    /// The chart in the reader's language.
    pub chart: &'a ChartFigure,
    /// The query that asks for the chart again.
    pub query: &'a str,
}

impl Render for ChartPage<'_> {
    fn render(&self) -> Markup {
        let (language, report, kind) = (self.language, self.report, self.chart.kind);
        let code = &report.unit.code;
        let address = format!("/results/{code}/charts/{kind}?{}", self.query);
        let back = format!("/results/{code}?{}", query_of(report));
        let page = Page {
            language,
            title: &format!("{} – {}", self.chart.finding, subject(report, language)),
            address: &address,
            style: StyleSheet::Office,
            listed: true,
            illustrative: report.illustrative,
        };
        page.around(&html! {
            p.up.screen { a href=(with_language(&back, language)) { "← " (report.unit.name) } }
            p.eyebrow { (message(language, &format!("download-{kind}"))) }
            h1.finding { (self.chart.finding) }
            p.when { (subject(report, language)) }
            (self.chart.in_full(language))
            p.evidence { (evidence(report, language).line()) }
            section.screen {
                h2 { (message(language, "download-title")) }
                (chart_files(language, report, kind, self.query))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::charts::samples::figure;
    use crate::web::view::samples::report;
    use crate::web::view::tests::{assert_sound, attributes};

    #[test]
    fn it_is_sound_and_offers_every_shape_and_format() {
        let report = report([10, 20, 93, 1800, 2177]);
        for language in Language::ALL {
            for kind in ChartKind::ALL {
                let chart = ChartFigure { kind, ..figure() };
                let page = ChartPage { language, report: &report, chart: &chart, query: "x=1" }.render();
                assert_sound(&page);
                let links = attributes(&page.0, "href");
                for part in [".png?", ".svg?", ".pdf?", "shape=a4", "shape=square", "scale=2"] {
                    assert!(links.iter().any(|link| link.contains(part)), "{part}");
                }
            }
        }
    }
}
