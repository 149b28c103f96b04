//! The smallest pieces of pages.

use maud::{Markup, Render, html};

use crate::domain::{Answer, Language, SCALE};
use crate::locale::message;

/// The name of the product beside its face.
#[derive(Clone, Copy, Debug)]
pub struct Wordmark(pub Language);

impl Render for Wordmark {
    fn render(&self) -> Markup {
        html! {
            svg viewBox="0 0 40 40" width="26" height="26" aria-hidden="true" {
                circle cx="20" cy="20" r="19" {}
                path d="M10 22q10 13 20 0M13 13v3M27 13v3" {}
            }
            span { (message(self.0, "product")) }
        }
    }
}

/// The faces as SVG symbols, drawn once per page for every [`Face`] to refer to.
#[derive(Clone, Copy, Debug)]
pub struct FaceSymbols;

impl Render for FaceSymbols {
    fn render(&self) -> Markup {
        html! {
            svg.symbols width="0" height="0" aria-hidden="true" {
                @for answer in SCALE {
                    symbol id={ "f" (answer) } viewBox="0 0 40 40" {
                        circle cx="20" cy="20" r="19" {}
                        path d=(features(answer)) fill="none" stroke="currentColor" stroke-width="3"
                            stroke-linecap="round" {}
                    }
                }
            }
        }
    }
}

/// Eyes, brows and mouth as strokes. The extremes have brows or an open mouth, so that neighbouring answers
/// differ at arm's length even without colour.
fn features(answer: Answer) -> &'static str {
    match answer.level() {
        1 => "M8 14l7-4M32 14l-7-4M13 18v2M27 18v2M11 31q9-10 18 0",
        2 => "M13 14v3M27 14v3M12 29q8-6 16 0",
        3 => "M13 14v3M27 14v3M12 27h16",
        4 => "M13 14v3M27 14v3M12 25q8 7 16 0",
        _ => "M10 16q3-5 6 0M24 16q3-5 6 0M10 23q10 16 20 0z",
    }
}

/// The face of an answer. Hidden from screen readers, because a label always stands beside it.
#[derive(Clone, Copy, Debug)]
pub struct Face(pub Answer);

impl Render for Face {
    fn render(&self) -> Markup {
        html! {
            svg.face.{ "face-" (self.0) } aria-hidden="true" { use href={ "#f" (self.0) } {} }
        }
    }
}

/// The name of an answer, as in "Rất hài lòng".
pub fn answer_name(language: Language, answer: Answer) -> String {
    message(language, &format!("scale-{answer}"))
}

/// The form for a code typed by hand, as printed under a QR code. It goes to `/k?code=…`, which redirects to
/// the survey of that code; `typed` is what was typed before, to be corrected.
pub fn code_form(language: Language, typed: &str) -> Markup {
    html! {
        form.code-form.screen method="get" action="/k" {
            input type="hidden" name="lang" value=(language);
            p {
                label for="code" { (message(language, "code-label")) }
                span.hint #code-hint { (message(language, "code-hint")) }
                input.field.code #code name="code" value=(typed) required autocomplete="off"
                    autocapitalize="characters" spellcheck="false" aria-describedby="code-hint";
            }
            button { (message(language, "code-open")) }
        }
    }
}
