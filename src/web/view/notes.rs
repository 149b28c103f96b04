//! What must be known beside the figures.

use maud::{Markup, html};

use crate::domain::{Language, Note, PUBLICATION_THRESHOLD, Report};
use crate::locale::{
    Argument, capitalised, day, indicator_sentence, integer, message, message_with, mode_differences,
    needed_sentence,
};

/// How the dossiers were settled, and the notes of the report.
pub fn notes(language: Language, report: &Report) -> Markup {
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
            @for note in &report.notes { li { (text(language, note)) } }
        }
    }
}

fn text(language: Language, note: &Note) -> String {
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

/// How the figures are reckoned, folded away.
pub fn method(language: Language) -> Markup {
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
