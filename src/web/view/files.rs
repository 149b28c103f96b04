//! Links to files. Of a report: the pack with everything, the report to print, the workbook, and data for
//! other software; of a chart: every shape and format, in both languages.

use maud::{Markup, html};

use super::filter::query_of;
use crate::charts::{ChartKind, Shape};
use crate::documents::file_stem;
use crate::domain::{Language, Report, ReportContext};
use crate::locale::message;

/// Links to the files of a report, the pack first.
pub fn report_files(language: Language, report: &Report) -> Markup {
    let (code, query) = (&report.unit.code, query_of(report));
    let stem = file_stem(report);
    let named = |file: &str, ending: &str| format!("{stem}{file}-{language}.{ending}");
    html! {
        p {
            a.action href={ "/results/" (code) "/pack.zip?" (query) "&lang=" (language) }
                download=(named("", "zip")) { (message(language, "download-pack")) }
        }
        p.hint { (message(language, "download-pack-what")) }
        ul.files {
            li {
                a href={ "/results/" (code) "/report.pdf?" (query) "&lang=" (language) }
                    download=(named("-report", "pdf")) { (message(language, "download-report")) }
            }
            li {
                a href={ "/results/" (code) ".xlsx?" (query) "&lang=" (language) }
                    download=(named("", "xlsx")) { (message(language, "download-workbook")) }
            }
            li {
                a href={ "/results/" (code) ".csv?" (query) "&lang=" (language) } { (message(language, "results-csv")) }
            }
            li { a href={ "/results/" (code) ".json?" (query) } { (message(language, "results-json")) } }
        }
    }
}

/// The query that asks for the charts of a report context again; it names the question by which units are
/// compared if that is not the default.
pub fn chart_query(context: &ReportContext) -> String {
    let report = &context.report;
    let default_key = report.headlines().chain(&report.questions).next().map(|question| &question.key);
    let compared = context.comparison.as_ref().map(|comparison| &comparison.question.key);
    match compared.filter(|key| Some(*key) != default_key) {
        Some(key) => format!("{}&question={key}", query_of(report)),
        None => query_of(report),
    }
}

/// Links to the files of a chart that `query` asks for, a line for each language and shape.
pub fn chart_files(page_language: Language, report: &Report, kind: ChartKind, query: &str) -> Markup {
    html! {
        ul.formats {
            @for language in Language::ALL {
                @for shape in Shape::ALL {
                    li {
                        span { (message(page_language, &format!("language-{language}"))) ", " (message(page_language, &format!("shape-{shape}"))) ":" }
                        (links(report, kind, language, shape, query))
                    }
                }
            }
        }
    }
}

fn links(report: &Report, kind: ChartKind, language: Language, shape: Shape, query: &str) -> Markup {
    let (code, stem) = (&report.unit.code, file_stem(report));
    let formats = [("png", "PNG", ""), ("png", "PNG 2×", "&scale=2"), ("svg", "SVG", ""), ("pdf", "PDF", "")];
    html! {
        @for (format, label, scale) in formats {
            " "
            a href={ "/charts/" (kind) "." (format) "?unit=" (code) "&" (query) "&lang=" (language) "&shape=" (shape) (scale) }
                download={ (stem) "-" (kind) "-" (shape) "-" (language) "." (format) } { (label) }
        }
    }
}
