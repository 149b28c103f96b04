//! The sections of a report that the public page and the dashboard share, so that both show the same.

use maud::{Markup, html};

use super::charts::ChartFigure;
use super::filter::query_of_period;
use super::{figures, notes, table};
use crate::domain::{Language, Report};
use crate::locale::{evidence_sentence, instead_sentence, message, self_selection_badge};

/// The headline figures with what they rest on.
pub fn headline(language: Language, report: &Report, evidence: &str) -> Markup {
    html! {
        section {
            h2.spoken { (message(language, "results-headline")) }
            @if report.is_unpublished { p.superseded { (message(language, "results-unpublished")) } }
            @if let Some(badge) = self_selection_badge(report, language) { p.badge { (badge) } }
            @if let Some(instead) = instead_sentence(report, language) { (longer_period(language, report, &instead)) }
            (figures::headlines(language, report))
            @if let Some(sentence) = evidence_sentence(report, language) {
                figure.quote {
                    figcaption { (message(language, "results-sentence")) }
                    blockquote { (sentence) }
                }
            }
            p.evidence { (evidence) }
            (figures::facts(language, report))
            (notes::notes(language, report))
        }
    }
}

/// Leads to the shortest longer period that may be shown.
fn longer_period(language: Language, report: &Report, sentence: &str) -> Markup {
    let Some(instead) = report.shown_instead else { return html! {} };
    let query = query_of_period(report, instead);
    let unit = &report.unit.code;
    html! { p.instead { a href={ "?unit=" (unit) "&" (query) "&lang=" (language) } { (sentence) } } }
}

/// The charts; nothing where there are none.
pub fn charts(language: Language, charts: &[ChartFigure]) -> Markup {
    html! {
        @if !charts.is_empty() {
            section {
                h2 { (message(language, "results-charts")) }
                div.charts { @for chart in charts { (chart.in_brief(language)) } }
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
