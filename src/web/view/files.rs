//! The files of a report: the pack with everything, the report to print, the workbook, and data for other software.

use maud::{Markup, html};

use super::filter::query_of;
use crate::documents::file_stem;
use crate::domain::{Language, Report};
use crate::locale::message;

/// Links to the files, the pack first.
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
