//! The sign-in form of staff.

use maud::{Markup, Render, html};

use crate::domain::Language;
use crate::locale::message;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::Style;

/// Why the form stands there again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFault {
    /// Address or password is wrong; which of them is nobody's business.
    Refused,
    /// Too many attempts; waiting helps.
    TooManyAttempts,
    /// The form was open for too long.
    Expired,
}

impl SignInFault {
    fn key(self) -> &'static str {
        match self {
            Self::Refused => "sign-in-refused",
            Self::TooManyAttempts => "sign-in-too-many",
            Self::Expired => "sign-in-expired",
        }
    }
}

/// The sign-in page.
#[derive(Clone, Copy, Debug)]
pub struct SignInPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The address typed before.
    pub email: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// Why it stands there again.
    pub fault: Option<SignInFault>,
}

impl SignInPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn form(&self) -> Markup {
        let described = self.fault.map(|_| "sign-in-fault");
        html! {
            form.stack method="post" action=(with_language("/staff/sign-in", self.language)) {
                input type="hidden" name="csrf" value=(self.csrf);
                p {
                    label for="email" { (self.say("sign-in-email")) }
                    input.field #email type="email" name="email" value=(self.email) required
                        autocomplete="username" aria-describedby=[described];
                }
                p {
                    label for="password" { (self.say("sign-in-password")) }
                    input.field #password type="password" name="password" required
                        autocomplete="current-password" aria-describedby=[described];
                }
                button { (self.say("sign-in-send")) }
            }
        }
    }
}

impl Render for SignInPage<'_> {
    fn render(&self) -> Markup {
        let page = Page {
            language: self.language,
            title: &self.say("sign-in-title"),
            address: "/staff/sign-in",
            style: Style::Office,
            listed: false,
            illustrative: false,
        };
        page.around(&html! {
            div.narrow {
                h1 { (self.say("sign-in-title")) }
                p { (self.say("sign-in-who")) }
                @if let Some(fault) = self.fault {
                    div.summary #sign-in-fault role="alert" { p { (self.say(fault.key())) } }
                }
                (self.form())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::examples::HOSTILE;
    use crate::web::view::markup::{assert_sound, tags};

    #[test]
    fn it_is_sound_whatever_went_wrong() {
        let faults = [SignInFault::Refused, SignInFault::TooManyAttempts, SignInFault::Expired];
        for language in Language::ALL {
            for fault in faults.map(Some).into_iter().chain([None]) {
                assert_sound(&SignInPage { language, email: HOSTILE, csrf: HOSTILE, fault }.render());
            }
        }
    }

    #[test]
    fn it_keeps_the_address_but_never_the_password() {
        let page = SignInPage { language: Language::Vi, email: "lan@example.vn", csrf: "x", fault: None };
        let page = page.render().0;
        let fields = tags(&page, "input");
        assert!(fields.iter().any(|field| field.contains("value=\"lan@example.vn\"")));
        assert!(fields.iter().all(|field| !field.contains("\"password\"") || !field.contains("value=")));
    }
}
