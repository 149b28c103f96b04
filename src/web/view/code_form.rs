//! Typing by hand the code that stands under a QR code.

use maud::{Markup, Render, html};

use crate::domain::Language;
use crate::locale::message;

/// Goes to `/k?code=…`, from where the reader is led to the survey of that code.
#[derive(Clone, Copy, Debug)]
pub struct CodeForm<'a> {
    /// The reader's language.
    pub language: Language,
    /// What was typed before, to be put right.
    pub typed: &'a str,
}

impl Render for CodeForm<'_> {
    fn render(&self) -> Markup {
        html! {
            form.code-form.screen method="get" action="/k" {
                input type="hidden" name="lang" value=(self.language);
                p {
                    label for="code" { (message(self.language, "code-label")) }
                    span.hint #code-hint { (message(self.language, "code-hint")) }
                    input.field.code #code name="code" value=(self.typed) required autocomplete="off"
                        autocapitalize="characters" spellcheck="false" aria-describedby="code-hint";
                }
                button { (message(self.language, "code-open")) }
            }
        }
    }
}
