//! What can be taken away from the dashboard: charts in both languages, tables, posters.

use maud::{Markup, Render, html};

use crate::domain::{Language, Report};
use crate::locale::message;
use crate::web::view::filter::query_of;

/// The formats of a chart, the one for slides first.
const FORMATS: [&str; 2] = ["png", "svg"];

/// The files of a report.
pub(super) struct Downloads<'a> {
    /// The reader's language.
    pub(super) language: Language,
    /// What they are about.
    pub(super) report: &'a Report,
    /// The kinds of charts that can be drawn of it.
    pub(super) charts: &'a [&'a str],
}

impl Downloads<'_> {
    /// The months for the name of a file.
    fn months(&self) -> String {
        let period = self.report.period;
        if period.from() == period.to() {
            period.from().to_string()
        } else {
            format!("{}-{}", period.from(), period.to())
        }
    }

    fn charts_of(&self, kind: &str, language: Language) -> Markup {
        let (code, query) = (&self.report.unit.code, query_of(self.report));
        html! {
            @for format in FORMATS {
                " "
                a href={ "/charts/" (kind) "." (format) "?unit=" (code) "&" (query) "&lang=" (language) }
                    download={ "hailong-" (kind) "-" (code) "-" (self.months()) "-" (language) "." (format) } { (format.to_uppercase()) }
            }
        }
    }
}

impl Render for Downloads<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        let (code, query) = (&self.report.unit.code, query_of(self.report));
        html! {
            section.screen {
                h2 { (say("download-title")) }
                dl.downloads {
                    @for kind in self.charts {
                        div {
                            dt { (say(&format!("download-{kind}"))) }
                            @for language in Language::ALL {
                                dd {
                                    span lang=(language) { (message(language, &format!("language-{language}"))) ":" }
                                    (self.charts_of(kind, language))
                                }
                            }
                        }
                    }
                    div {
                        dt { (say("download-figures")) }
                        dd {
                            a href={ "/results/" (code) ".csv?" (query) "&lang=" (self.language) }
                                download={ "hailong-" (code) "-" (self.months()) ".csv" } { "CSV" }
                            " " a href={ "/results/" (code) ".json?" (query) }
                                download={ "hailong-" (code) "-" (self.months()) ".json" } { "JSON" }
                        }
                    }
                    div {
                        dt { (say("download-posters")) }
                        dd { a href={ "/staff/posters.pdf?unit=" (code) } download { "PDF" } }
                    }
                }
            }
        }
    }
}
