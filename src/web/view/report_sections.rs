//! The sections of a report that the public page and the staff page share, and the notes that belong to the
//! figures.

use maud::{Markup, html};

use super::charts::ChartFigure;
use super::filter::query_of_period;
use super::{figures, table};
use crate::domain::{Language, Note, PUBLICATION_THRESHOLD, Report};
use crate::locale::{
    Argument, capitalised, day, evidence, evidence_sentence, indicator_sentence, instead_sentence, integer,
    message, message_with, mode_differences, needed_sentence, self_selection_badge,
};

/// The headline figures with their basis.
pub fn headline(language: Language, report: &Report) -> Markup {
    html! {
        section {
            h2.spoken { (message(language, "results-headline")) }
            @if report.is_unpublished { p.superseded { (message(language, "results-unpublished")) } }
            @if let Some(badge) = self_selection_badge(report, language) { p.badge { (badge) } }
            @if let Some(instead) = instead_sentence(report, language) { (longer_period(language, report, &instead)) }
            (figures::headlines(language, report))
            // Internal figures are not to be quoted.
            @if let Some(sentence) = evidence_sentence(report, language).filter(|_| !report.is_unpublished) {
                figure.quote {
                    figcaption { (message(language, "results-sentence")) }
                    blockquote { (sentence) }
                }
            }
            // The notes follow below it in whole sentences.
            p.evidence { (evidence(report, language).facts.join(" · ")) }
            (figures::facts(language, report))
            (notes(language, report))
        }
    }
}

/// Links to the shortest longer period that may be shown.
fn longer_period(language: Language, report: &Report, sentence: &str) -> Markup {
    let Some(instead) = report.shown_instead else { return html! {} };
    let query = query_of_period(report, instead);
    let unit = &report.unit.code;
    html! { p.instead { a href={ "?unit=" (unit) "&" (query) "&lang=" (language) } { (sentence) } } }
}

/// The charts; empty where there are none.
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

/// All questions, and the method behind the figures.
pub fn questions(language: Language, report: &Report) -> Markup {
    html! {
        section {
            h2 { (message(language, "results-questions")) }
            (table::table(language, report))
            (method(language))
        }
    }
}

/// The note on how the dossiers were settled, and the notes of the report.
fn notes(language: Language, report: &Report) -> Markup {
    html! {
        ul.notes {
            @if let Some(dossiers) = report.dossiers {
                li { (message_with(language, "results-note-dossiers", [
                    ("early", Argument::from(integer(language, dossiers.early))),
                    ("on_time", Argument::from(integer(language, dossiers.on_time))),
                    ("late", Argument::from(integer(language, dossiers.late))),
                ])) }
            }
            @for sentence in mode_differences(report, language) { li { (capitalised(&sentence)) "." } }
            @for sentence in [needed_sentence(report, language), indicator_sentence(report, language)].into_iter().flatten() {
                li { (sentence) }
            }
            @for note in &report.notes { li { (note_text(language, note)) } }
        }
    }
}

fn note_text(language: Language, note: &Note) -> String {
    match note {
        Note::LeftOut { units } => {
            message_with(language, "results-note-left-out", [("units", Argument::from(units.join(", ")))])
        }
        Note::CountedInPart { units } => {
            let units = Argument::from(units.join(", "));
            message_with(language, "results-note-counted-in-part", [("units", units)])
        }
        Note::ValidSince(first) => message_with(
            language,
            "results-note-valid-since",
            [("day", Argument::from(day(language, *first)))],
        ),
        Note::ValidUntil(last) => message_with(
            language,
            "results-note-valid-until",
            [("day", Argument::from(day(language, *last)))],
        ),
        Note::DossiersIncomplete => message(language, "results-note-dossiers-incomplete"),
        Note::SelfSelected => message(language, "results-note-self-selected"),
    }
}

/// The method behind the figures, folded away.
fn method(language: Language) -> Markup {
    html! {
        details.method {
            summary { (message(language, "method")) }
            p { (message(language, "method-share")) }
            p { (message(language, "method-interval")) }
            p { (message(language, "method-weighted")) }
            p { (message_with(language, "method-publication", [
                ("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD))),
            ])) }
        }
    }
}
