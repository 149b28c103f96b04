//! The page after a response that was not stored. It explains what happened and holds everything that was
//! typed, so that one tap sends it again. It needs no database.

use maud::{Markup, Render, html};

use crate::app::SubmitError;
use crate::domain::Language;
use crate::locale::message;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// The form field that records that an earlier attempt may have been stored.
pub(crate) const MAYBE_STORED: &str = "maybe-stored";

/// The keys of the messages of a page.
struct ResendMessages {
    /// What happened.
    title: &'static str,
    /// What it means.
    why: &'static str,
    /// What to do.
    advice: &'static str,
    /// The label of the button.
    button: &'static str,
}

impl ResendMessages {
    fn of(error: &SubmitError) -> Self {
        match error {
            SubmitError::Conflict => Self {
                title: "error-conflict",
                why: "error-conflict-advice",
                advice: "resend-anew",
                button: "resend-send-anew",
            },
            SubmitError::Unknown => Self {
                title: "resend-unknown",
                why: "resend-unknown-why",
                advice: "resend-wait",
                button: "resend-send",
            },
            SubmitError::Busy
            | SubmitError::Invalid(_)
            | SubmitError::ForeignToken
            | SubmitError::Failed(_) => Self {
                title: "resend-not-stored",
                why: "resend-not-stored-why",
                advice: "resend-wait",
                button: "resend-send",
            },
        }
    }
}

/// A form with one button and everything that was typed in hidden fields.
#[derive(Clone, Copy, Debug)]
pub struct ResendPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The address to which it is sent, without `lang`.
    pub address: &'a str,
    /// The form's token: the one that was sent, or a new one to send a response of its own.
    pub token: &'a str,
    /// The fields as they were typed; tokens among them are ignored.
    pub typed: &'a [(String, String)],
    /// Why it was not accepted. [`SubmitError::Conflict`] offers to send it as a response of its own.
    pub error: &'a SubmitError,
    /// Whether the data are known to be demo data.
    pub illustrative: bool,
}

impl ResendPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn form(&self, button: &str) -> Markup {
        let kept = self.typed.iter().filter(|(name, _)| name != "token" && name != MAYBE_STORED);
        html! {
            form.survey method="post" action=(with_language(self.address, self.language)) {
                input type="hidden" name="token" value=(self.token);
                @if matches!(self.error, SubmitError::Unknown) { input type="hidden" name=(MAYBE_STORED) value="1"; }
                @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
                button { (self.say(button)) }
            }
        }
    }
}

impl Render for ResendPage<'_> {
    fn render(&self) -> Markup {
        let messages = ResendMessages::of(self.error);
        let title = self.say(messages.title);
        let page = Page {
            language: self.language,
            title: &title,
            address: "",
            style: StyleSheet::Citizen,
            listed: false,
            illustrative: self.illustrative,
        };
        page.around(&html! {
            div.problem {
                h1 { strong { (title) } }
                p { (self.say(messages.why)) }
                p { (self.say(messages.advice)) }
                (self.form(messages.button))
                @if matches!(self.error, SubmitError::Busy) { p.hint { (self.say("resend-paper")) } }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes, compressed_size, tags};

    #[test]
    fn it_keeps_what_was_typed_and_explains_what_happened() {
        let typed = [
            ("token", "old"),
            (MAYBE_STORED, "1"),
            ("settlement", "4"),
            ("comment", HOSTILE),
            (HOSTILE, "x"),
        ];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (language, error, words, fields) in [
            (Language::Vi, SubmitError::Busy, "chưa được lưu", 4),
            (Language::Vi, SubmitError::Unknown, "chỉ được tính một lần", 5),
            (Language::Vi, SubmitError::Conflict, "Gửi thành phiếu mới", 4),
            (Language::En, SubmitError::Busy, "was not saved", 4),
            (Language::En, SubmitError::Unknown, "counted only once", 5),
            (Language::En, SubmitError::Conflict, "Send as another form", 4),
        ] {
            let (address, token, illustrative) =
                ("/k/00000011", "abc", matches!(error, SubmitError::Conflict));
            let page = ResendPage { language, address, token, typed: &typed, error: &error, illustrative };
            let page = page.render();
            assert_eq!(page.0.contains("aside"), illustrative);
            assert_sound(&page);
            assert!(compressed_size(&page) < 6_000);
            assert!(page.0.contains(words), "{}", page.0);
            assert!(!page.0.contains("hreflang"), "a link would lead away from what was typed");
            let inputs = tags(&page.0, "input");
            let kept: Vec<_> = inputs.iter().flat_map(|input| attributes(input, "value")).collect();
            assert_eq!((kept.len(), kept[0]), (fields, "abc"));
            assert!(kept.contains(&"4") && !kept.contains(&"old"));
            assert!(tags(&page.0, "form")[0].contains(&format!("action=\"/k/00000011?lang={language}\"")));
        }
    }
}
