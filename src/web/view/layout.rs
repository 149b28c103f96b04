//! The frame around every page: head, header with the link to the other language, footer.

use maud::{DOCTYPE, Markup, html};

use super::atoms::Wordmark;
use super::style::StyleSheet;
use crate::domain::Language;
use crate::locale::message;

/// The icon, a small face in lotus red. Embedded in the page, because a browser that finds no icon makes a
/// second request for one.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'%3E\
    %3Ccircle cx='20' cy='20' r='19' fill='%23b5261e'/%3E%3Cg fill='%23fff'%3E%3Ccircle cx='13' cy='16' r='2.6'/%3E\
    %3Ccircle cx='27' cy='16' r='2.6'/%3E%3C/g%3E%3Cpath d='M11 24q9 10 18 0' fill='none' stroke='%23fff' \
    stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/// The properties of a page that its frame needs.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The reader's language.
    pub language: Language,
    /// The title in the browser's tab, which a screen reader says first.
    pub title: &'a str,
    /// Path and query of this page without `lang`, for the link to the other language. Empty, for no link, on
    /// a page with content that a reader would lose by leaving it.
    pub address: &'a str,
    /// The page's style sheet.
    pub style: StyleSheet,
    /// Whether search engines may list it.
    pub listed: bool,
    /// Whether the page shows demo data.
    pub illustrative: bool,
}

impl Page<'_> {
    /// Renders the page around `main`.
    pub fn around(&self, main: &Markup) -> Markup {
        let language = self.language;
        html! {
            (DOCTYPE)
            html lang=(language) {
                (self.head())
                body {
                    a.skip href="#main" { (message(language, "skip-to-content")) }
                    (self.header())
                    @if self.illustrative { (demo_data_banner(language)) }
                    main #main tabindex="-1" { (main) }
                    footer.foot { p { (message(language, "footer")) } }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                title { (self.title) " · " (message(self.language, "product")) }
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#b5261e";
                meta name="format-detection" content="telephone=no";
                @if !self.listed { meta name="robots" content="noindex"; }
                link rel="icon" href=(ICON);
                (self.style)
            }
        }
    }

    fn header(&self) -> Markup {
        html! {
            header.top {
                a.home href={ "/?lang=" (self.language) } { (Wordmark(self.language)) }
                @if !self.address.is_empty() {
                    nav aria-label=(message(self.language, "language-choice")) {
                        @for other in Language::ALL.into_iter().filter(|&other| other != self.language) {
                            a lang=(other) hreflang=(other) href=(with_language(self.address, other)) {
                                (own_name(other))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Adds `lang` to the query of `address`.
pub fn with_language(address: &str, language: Language) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}lang={language}")
}

/// A language's name in that language, whatever the language of the page.
fn own_name(language: Language) -> String {
    message(language, &format!("language-{language}"))
}

fn demo_data_banner(language: Language) -> Markup {
    html! {
        aside.banner {
            strong { (message(language, "illustrative")) } " – " (message(language, "illustrative-why"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_joins_a_query_that_is_there() {
        assert_eq!(with_language("/k/00000011", Language::En), "/k/00000011?lang=en");
        assert_eq!(
            with_language("/results/33?from=2024-11", Language::Vi),
            "/results/33?from=2024-11&lang=vi"
        );
    }
}
