//! The page of those who are not signed in, or not quite: a title and one narrow column.

use maud::{Markup, html};

use crate::domain::Language;
use crate::web::view::layout::Page;
use crate::web::view::style::StyleSheet;

/// The page. `address` is its path without the language, for the link to the other language; empty for no link.
pub(super) fn narrow_page(language: Language, title: &str, address: &str, content: &Markup) -> Markup {
    let page =
        Page { language, title, address, style: StyleSheet::Office, listed: false, illustrative: false };
    page.around(&html! { div.narrow { h1 { (title) } (content) } })
}
