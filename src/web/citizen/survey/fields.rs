//! The fields of the form. Questions are groups of radio cards; every answer has a face, a label and a
//! position, so that none relies on colour alone. Errors appear at the top of the form and again beside the
//! field.

use maud::{Markup, Render, html};

use crate::domain::{Answer, COMMENT_LIMIT, Fault, Language, Question, SCALE, Survey};
use crate::locale::{Argument, integer, message, message_with};
use crate::web::view::atoms::{Face, answer_name};

/// A question with its answer and the error in it.
pub(super) struct AskedField<'a> {
    /// The reader's language.
    pub(super) language: Language,
    /// Its number, from 1.
    pub(super) number: usize,
    /// The question.
    pub(super) question: &'a Question,
    /// The answer, if the field was sent.
    pub(super) typed: Option<&'a str>,
    /// The error in the answer.
    pub(super) fault: Option<&'a Fault>,
}

/// The optional questions: the same cards, two in a row and lighter.
pub(super) fn optional(language: Language, asked: &[AskedField<'_>]) -> Markup {
    html! {
        section.more {
            h2 { (message(language, "survey-more")) " " (optional_mark(language)) }
            p { (message(language, "survey-more-hint")) }
            @for asked in asked { (asked) }
        }
    }
}

/// The mark "Không bắt buộc" beside a heading.
pub(super) fn optional_mark(language: Language) -> Markup {
    html! { span.optional { (message(language, "survey-optional")) } }
}

impl AskedField<'_> {
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

    /// The card that withdraws an answer: a radio button, once selected, cannot be cleared.
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

impl Render for AskedField<'_> {
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
                    p.fault id={ (key) "-fault" } { (fault_text(self.language, fault)) }
                }
                div.cards {
                    @for answer in SCALE { (self.card(answer)) }
                    @if !required { (self.no_opinion_card()) }
                }
            }
        }
    }
}

/// Whether `fault` is about the question `key`.
pub(super) fn concerns(fault: &Fault, key: &str) -> bool {
    match fault {
        Fault::Missing { question } | Fault::OutOfScale { question } => question == key,
        Fault::CommentTooLong { .. } => false,
    }
}

/// The advice on a fault, shown beside the field.
pub(super) fn fault_text(language: Language, fault: &Fault) -> String {
    match fault {
        Fault::Missing { .. } => message(language, "fault-missing"),
        Fault::OutOfScale { .. } => message(language, "fault-out-of-scale"),
        Fault::CommentTooLong { length } => {
            let number = |count: usize| integer(language, u64::try_from(count).unwrap_or(u64::MAX));
            let over = length.saturating_sub(COMMENT_LIMIT);
            message_with(
                language,
                "fault-comment-too-long",
                [("limit", Argument::from(number(COMMENT_LIMIT))), ("over", Argument::from(number(over)))],
            )
        }
    }
}

/// Lists every fault with a link to its field. It takes the focus, so that readers find the faults at once.
pub(super) fn fault_summary(language: Language, survey: &Survey, faults: &[Fault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus {
                p { strong { (message(language, "fault-summary")) } }
                ul {
                    @for fault in faults {
                        @let (address, name) = field(language, survey, fault);
                        li { a href=(address) { (name) } ": " (fault_text(language, fault)) }
                    }
                }
            }
        }
    }
}

/// The link to the field with the fault, and the field's name.
fn field(language: Language, survey: &Survey, fault: &Fault) -> (String, String) {
    let (Fault::Missing { question } | Fault::OutOfScale { question }) = fault else {
        return ("#comment".to_owned(), message(language, "fault-comment"));
    };
    let asked = survey.revision.questions.iter().zip(1_u64..).find(|(asked, _)| &asked.key == question);
    let name = asked.map_or_else(String::new, |(asked, number)| {
        let label = Argument::from(asked.label.get(language));
        let arguments = [("number", Argument::from(number.to_string())), ("label", label)];
        message_with(language, "fault-question", arguments)
    });
    (format!("#{question}-1"), name)
}
