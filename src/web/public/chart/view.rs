//! The page of one chart.

use maud::{Markup, Render, html};

use crate::charts::ChartKind;
use crate::domain::{Language, Report};
use crate::locale::{evidence, message, subject};
use crate::web::view::chart_files::chart_files;
use crate::web::view::charts::ChartFigure;
use crate::web::view::filter::query_of;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::Style;

/// A chart, its table and its files.
#[derive(Clone, Copy, Debug)]
pub struct ChartPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// What it is about.
    pub report: &'a Report,
    /// Which chart.
    pub kind: ChartKind,
    /// The chart in the reader's language.
    pub chart: ChartFigure<'a>,
    /// The query that asks for it again.
    pub query: &'a str,
}

impl Render for ChartPage<'_> {
    fn render(&self) -> Markup {
        let (language, report) = (self.language, self.report);
        let code = &report.unit.code;
        let address = format!("/results/{code}/charts/{}?{}", self.kind, self.query);
        let back = format!("/results/{code}?{}", query_of(report));
        let page = Page {
            language,
            title: &format!("{} – {}", self.chart.finding, subject(report, language)),
            address: &address,
            style: Style::Office,
            listed: true,
            illustrative: report.illustrative,
        };
        page.around(&html! {
            p.up.screen { a href=(with_language(&back, language)) { "← " (report.unit.name) } }
            p.eyebrow { (message(language, &format!("download-{}", self.kind))) }
            h1.finding { (self.chart.finding) }
            p.when { (subject(report, language)) }
            (self.chart.in_full(language))
            p.evidence { (evidence(report, language).line()) }
            section.screen {
                h2 { (message(language, "download-title")) }
                (chart_files(language, report, self.kind, self.query))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::charts::examples::figure;
    use crate::web::view::examples::report;
    use crate::web::view::markup::{assert_sound, attributes};

    #[test]
    fn it_is_sound_and_offers_every_shape_and_format() {
        let report = report([10, 20, 93, 1800, 2177]);
        for language in Language::ALL {
            for kind in ChartKind::ALL {
                let page =
                    ChartPage { language, report: &report, kind, chart: figure(), query: "x=1" }.render();
                assert_sound(&page);
                let links = attributes(&page.0, "href");
                for part in [".png?", ".svg?", ".pdf?", "shape=a4", "shape=square", "scale=2"] {
                    assert!(links.iter().any(|link| link.contains(part)), "{part}");
                }
            }
        }
    }
}
