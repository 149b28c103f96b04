//! What is wrong with a form, said at its top and again beside the field.

use maud::{Markup, Render, html};

use crate::domain::{COMMENT_LIMIT, Fault, Language, Survey};
use crate::locale::{Argument, integer, message, message_with};

/// Whether `fault` is about the question `key`.
pub(super) fn concerns(fault: &Fault, key: &str) -> bool {
    match fault {
        Fault::Missing { question } | Fault::OutOfScale { question } => question == key,
        Fault::CommentTooLong { .. } => false,
    }
}

/// What to do about it, for the place beside the field.
pub(super) fn text(language: Language, fault: &Fault) -> String {
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

/// Every fault with a link to its field. It takes the focus, so that nobody searches for what is wrong.
pub(super) struct FaultSummary<'a> {
    /// The reader's language.
    pub(super) language: Language,
    /// What was asked.
    pub(super) survey: &'a Survey,
    /// What is wrong.
    pub(super) faults: &'a [Fault],
}

impl FaultSummary<'_> {
    /// The field to go to, and what to call it.
    fn field(&self, fault: &Fault) -> (String, String) {
        let (Fault::Missing { question } | Fault::OutOfScale { question }) = fault else {
            return ("#comment".to_owned(), message(self.language, "fault-comment"));
        };
        let questions = &self.survey.revision.questions;
        let asked = questions.iter().zip(1_u64..).find(|(asked, _)| &asked.key == question);
        let name = asked.map_or_else(String::new, |(asked, number)| {
            message_with(
                self.language,
                "fault-question",
                [
                    ("number", Argument::from(number.to_string())),
                    ("label", Argument::from(asked.label.get(self.language))),
                ],
            )
        });
        (format!("#{question}-1"), name)
    }
}

impl Render for FaultSummary<'_> {
    fn render(&self) -> Markup {
        html! {
            @if !self.faults.is_empty() {
                div.summary role="alert" tabindex="-1" autofocus {
                    p { strong { (message(self.language, "fault-summary")) } }
                    ul {
                        @for fault in self.faults {
                            @let (address, name) = self.field(fault);
                            li { a href=(address) { (name) } ": " (text(self.language, fault)) }
                        }
                    }
                }
            }
        }
    }
}
