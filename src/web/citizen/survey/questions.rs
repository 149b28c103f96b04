//! Questions as groups of radio cards: a face, a label and a position for every answer, never colour alone.

use maud::{Markup, Render, html};

use super::faults;
use crate::domain::{Answer, Fault, Language, Question, SCALE};
use crate::locale::message;
use crate::web::view::atoms::{Face, answer_name};

/// A question with what was answered and what is wrong with that.
pub(super) struct Asked<'a> {
    /// The reader's language.
    pub(super) language: Language,
    /// Its place from 1.
    pub(super) number: usize,
    /// What is asked.
    pub(super) question: &'a Question,
    /// What was answered, if the field was sent at all.
    pub(super) typed: Option<&'a str>,
    /// What is wrong with it.
    pub(super) fault: Option<&'a Fault>,
}

/// The questions without which a sheet is refused: one under the other, in cards as wide as the screen.
pub(super) fn required(asked: &[Asked<'_>]) -> Markup {
    html! { @for asked in asked { (asked) } }
}

/// The other questions: the same cards two abreast, and lighter.
pub(super) fn optional(language: Language, asked: &[Asked<'_>]) -> Markup {
    html! {
        section.more {
            h2 { (message(language, "survey-more")) " " (optional_mark(language)) }
            p { (message(language, "survey-more-hint")) }
            @for asked in asked { (asked) }
        }
    }
}

/// "Không bắt buộc", beside a heading.
pub(super) fn optional_mark(language: Language) -> Markup {
    html! { span.optional { (message(language, "survey-optional")) } }
}

impl Asked<'_> {
    fn card(&self, answer: Answer) -> Markup {
        let key = &self.question.key;
        let given = matches!(self.typed.map(Answer::parse), Some(Ok(Some(given))) if given == answer);
        html! {
            div.card.{ "card-" (answer) } {
                input type="radio" name=(key) value=(answer) id={ (key) "-" (answer) } checked[given];
                label for={ (key) "-" (answer) } {
                    (Face(answer))
                    span { (answer_name(self.language, answer)) }
                    b aria-hidden="true" { (answer) }
                }
            }
        }
    }

    /// A radio button cannot be let go again; this takes the answer back.
    fn no_opinion_card(&self) -> Markup {
        let key = &self.question.key;
        let given = self.typed.is_some_and(|typed| typed.trim().is_empty());
        html! {
            div.card.none {
                input type="radio" name=(key) value="" id={ (key) "-0" } checked[given];
                label for={ (key) "-0" } {
                    span { (message(self.language, "no-opinion")) }
                    b aria-hidden="true" {}
                }
            }
        }
    }
}

impl Render for Asked<'_> {
    fn render(&self) -> Markup {
        let key = &self.question.key;
        let required = self.question.required;
        let described = self.fault.map(|_| format!("{key}-fault"));
        html! {
            fieldset.faulty[self.fault.is_some()] role="radiogroup" aria-required=[required.then_some("true")]
                aria-invalid=[self.fault.map(|_| "true")] aria-describedby=[described] {
                legend {
                    span.number { (self.number) "." } " " (self.question.wording.get(self.language))
                }
                @if let Some(fault) = self.fault {
                    p.fault id={ (key) "-fault" } { (faults::text(self.language, fault)) }
                }
                div.cards {
                    @for answer in SCALE { (self.card(answer)) }
                    @if !required { (self.no_opinion_card()) }
                }
            }
        }
    }
}
