//! What can be taken away from the dashboard: everything at once, the report, sheets, charts in both languages, posters.

use maud::{Markup, Render, html};

use crate::charts::ChartKind;
use crate::documents::{PosterSize, file_stem};
use crate::domain::{Language, Report};
use crate::locale::message;
use crate::web::view::chart_files::chart_files;
use crate::web::view::files::report_files;
use crate::web::view::filter::query_of;

/// The files of a report.
pub(super) struct Downloads<'a> {
    /// The reader's language.
    pub(super) language: Language,
    /// What they are about.
    pub(super) report: &'a Report,
}

impl Downloads<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    /// The picture that is wanted most, and all others behind it.
    fn charts_of(&self, kind: ChartKind) -> Markup {
        let (code, query, language) = (&self.report.unit.code, query_of(self.report), self.language);
        html! {
            div {
                dt { (self.say(&format!("download-{kind}"))) }
                dd {
                    a href={ "/charts/" (kind) ".png?unit=" (code) "&" (query) "&lang=" (language) }
                        download={ (file_stem(self.report)) "-" (kind) "-" (language) ".png" } { "PNG" }
                    details {
                        summary { (self.say("download-more")) }
                        (chart_files(language, self.report, kind, &query))
                    }
                }
            }
        }
    }

    /// A link to the posters in each size.
    fn posters(&self, more: &str) -> Markup {
        html! {
            @for size in PosterSize::ALL.map(PosterSize::name) {
                " "
                a href={ "/staff/posters.pdf?unit=" (self.report.unit.code) "&size=" (size) (more) } download {
                    (message(self.language, &format!("poster-size-{size}")))
                }
            }
        }
    }
}

impl Render for Downloads<'_> {
    fn render(&self) -> Markup {
        html! {
            section.screen {
                h2 { (self.say("download-title")) }
                (report_files(self.language, self.report))
                dl.downloads {
                    @for kind in ChartKind::ALL { (self.charts_of(kind)) }
                    div {
                        dt { (self.say("download-posters")) }
                        dd { (self.posters("")) }
                        dd { span { (self.say("poster-bilingual")) } (self.posters("&bilingual=true")) }
                    }
                }
            }
        }
    }
}
