//! The sections of a report that the public page and the dashboard share, so that both show the same.

use maud::{Markup, html};

use super::charts::ChartImage;
use super::{figures, notes, table};
use crate::domain::{Language, Report};
use crate::locale::message;

/// The headline figures with what they rest on.
pub fn headline(language: Language, report: &Report, evidence: &str) -> Markup {
    html! {
        section {
            h2.spoken { (message(language, "results-headline")) }
            (figures::headlines(language, report))
            p.evidence { (evidence) }
            (figures::facts(language, report))
            (notes::notes(language, report))
        }
    }
}

/// The charts; nothing where there are none.
pub fn charts(language: Language, charts: &[ChartImage<'_>]) -> Markup {
    html! {
        @if !charts.is_empty() {
            section {
                h2 { (message(language, "results-charts")) }
                div.charts { @for chart in charts { (chart) } }
            }
        }
    }
}

/// All questions, and how the figures are reckoned.
pub fn questions(language: Language, report: &Report) -> Markup {
    html! {
        section {
            h2 { (message(language, "results-questions")) }
            (table::table(language, report))
            (notes::method(language))
        }
    }
}
