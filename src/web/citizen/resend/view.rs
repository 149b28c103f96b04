//! The page of an overloaded server or a database that is away: honest, small, and with all that was typed in it, so
//! that one touch sends it again. It asks nothing of the database.

use maud::{Markup, Render, html};

use crate::domain::Language;
use crate::locale::message;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::Style;

/// What is known of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was stored.
    NotStored,
    /// It may have been stored; the same token makes a repeat harmless.
    Unknown,
}

impl Outcome {
    /// The beginning of its messages' keys.
    fn key(self) -> &'static str {
        match self {
            Self::NotStored => "resend-not-stored",
            Self::Unknown => "resend-unknown",
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
    /// What was typed, field by field, the token included.
    pub typed: &'a [(String, String)],
    /// What is known of the sheet.
    pub outcome: Outcome,
}

impl ResendPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn form(&self) -> Markup {
        html! {
            form.survey method="post" action=(with_language(self.address, self.language)) {
                @for (name, value) in self.typed {
                    input type="hidden" name=(name) value=(value);
                }
                button { (self.say("resend-send")) }
            }
        }
    }
}

impl Render for ResendPage<'_> {
    fn render(&self) -> Markup {
        let title = self.say(self.outcome.key());
        let page = Page {
            language: self.language,
            title: &title,
            address: "",
            style: Style::Citizen,
            script: None,
            listed: false,
            illustrative: false,
        };
        page.around(&html! {
            div.problem {
                h1 { strong { (title) } }
                p { (self.say(&format!("{}-why", self.outcome.key()))) }
                p { (self.say("resend-wait")) }
                (self.form())
                p.hint { (self.say("resend-paper")) }
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
        let typed = [("token", "abc"), ("settlement", "4"), ("comment", HOSTILE), (HOSTILE, "x")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (language, outcome, words) in [
            (Language::Vi, Outcome::NotStored, "chưa được lưu"),
            (Language::Vi, Outcome::Unknown, "chỉ được tính một lần"),
            (Language::En, Outcome::NotStored, "was not saved"),
            (Language::En, Outcome::Unknown, "counted only once"),
        ] {
            let page = ResendPage { language, address: "/k/00000011", typed: &typed, outcome }.render();
            assert_sound(&page);
            assert!(compressed_size(&page) < 6_000);
            assert!(page.0.contains(words), "{}", page.0);
            let kept: Vec<_> =
                tags(&page.0, "input").into_iter().flat_map(|input| attributes(input, "value")).collect();
            assert!(!page.0.contains("hreflang"), "a link would lead away from what was typed");
            assert_eq!(kept.len(), 4);
            assert_eq!(kept[..2], ["abc", "4"]);
            assert!(tags(&page.0, "form")[0].contains(&format!("action=\"/k/00000011?lang={language}\"")));
        }
    }
}
