//! The page of a sheet that was not stored: honest, small, and with all that was typed in it, so that one touch sends it
//! again. It asks nothing of the database.

use maud::{Markup, Render, html};

use crate::domain::Language;
use crate::locale::message;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::Style;

/// The field by which a form remembers that an earlier sending may have been stored.
pub(crate) const MAYBE_STORED: &str = "maybe-stored";

/// What is known of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was stored.
    NotStored,
    /// It may have been stored; the same token makes a repeat harmless.
    Unknown,
    /// Its form was sent before with other answers, which stand. Sent again, it is a sheet of its own.
    SentBefore,
}

impl Outcome {
    /// Keys of the messages that say what happened, what it means, what to do, and what the button says.
    fn keys(self) -> [&'static str; 4] {
        match self {
            Self::NotStored => ["resend-not-stored", "resend-not-stored-why", "resend-wait", "resend-send"],
            Self::Unknown => ["resend-unknown", "resend-unknown-why", "resend-wait", "resend-send"],
            Self::SentBefore => {
                ["error-conflict", "error-conflict-advice", "resend-anew", "resend-send-anew"]
            }
        }
    }
}

/// A form that holds everything that was typed, out of sight, and one button.
#[derive(Clone, Copy, Debug)]
pub struct ResendPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// Where it is sent, without `lang`.
    pub address: &'a str,
    /// The form's token: the one that was sent, or a new one for a sheet of its own.
    pub token: &'a str,
    /// What was typed, field by field; tokens in it do not count.
    pub typed: &'a [(String, String)],
    /// What is known of the sheet.
    pub outcome: Outcome,
    /// Whether the data are known to be made up.
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
                @if self.outcome == Outcome::Unknown { input type="hidden" name=(MAYBE_STORED) value="1"; }
                @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
                button { (self.say(button)) }
            }
        }
    }
}

impl Render for ResendPage<'_> {
    fn render(&self) -> Markup {
        let [title, why, advice, button] = self.outcome.keys();
        let title = self.say(title);
        let page = Page {
            language: self.language,
            title: &title,
            address: "",
            style: Style::Citizen,
            script: None,
            listed: false,
            illustrative: self.illustrative,
        };
        page.around(&html! {
            div.problem {
                h1 { strong { (title) } }
                p { (self.say(why)) }
                p { (self.say(advice)) }
                (self.form(button))
                @if self.outcome == Outcome::NotStored { p.hint { (self.say("resend-paper")) } }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::examples::HOSTILE;
    use crate::web::view::markup::{assert_sound, attributes, compressed_size, tags};

    #[test]
    fn it_keeps_everything_and_says_what_is_known() {
        let typed = [
            ("token", "old"),
            (MAYBE_STORED, "1"),
            ("settlement", "4"),
            ("comment", HOSTILE),
            (HOSTILE, "x"),
        ];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (language, outcome, words, fields) in [
            (Language::Vi, Outcome::NotStored, "chưa được lưu", 4),
            (Language::Vi, Outcome::Unknown, "chỉ được tính một lần", 5),
            (Language::Vi, Outcome::SentBefore, "Gửi thành phiếu mới", 4),
            (Language::En, Outcome::NotStored, "was not saved", 4),
            (Language::En, Outcome::Unknown, "counted only once", 5),
            (Language::En, Outcome::SentBefore, "Send as another form", 4),
        ] {
            let (address, token, illustrative) = ("/k/00000011", "abc", outcome == Outcome::SentBefore);
            let page = ResendPage { language, address, token, typed: &typed, outcome, illustrative };
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
