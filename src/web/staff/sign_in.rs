//! Signing in and out, `/staff/sign-in`.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, Render, html};
use rand::Rng;
use secrecy::SecretString;
use serde::Deserialize;

use crate::app::SignInOutcome;
use crate::domain::Language;
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::staff::session::{
    Person, cookie, ended_session_cookie, expect_own_page, same_secret, session_cookie,
};
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// The cookie that ties the sign-in form to the browser that requested it, so that no other site can sign a
/// reader in.
const VISITOR: &str = "hailong_visitor";

/// The fields of the sign-in form.
#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
}

/// `GET /staff/sign-in`
pub(super) async fn show(state: web::Data<State>, request: HttpRequest, reader: Reader) -> HttpResponse {
    form(&state, &request, &reader, StatusCode::OK, "", None)
}

/// `POST /staff/sign-in`
pub(super) async fn send(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    credentials: web::Form<Credentials>,
) -> Result<HttpResponse, Failure> {
    expect_own_page(&request)?;
    let Credentials { csrf, email, password } = credentials.into_inner();
    let again = |status, fault| Ok(form(&state, &request, &reader, status, &email, Some(fault)));
    let visitor = request.cookie(VISITOR).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    if visitor.is_empty() || !same_secret(&state.tokens.form_secret("visitor", &visitor), &csrf) {
        return again(StatusCode::FORBIDDEN, "sign-in-expired");
    }
    match state.app.sign_in(&email, password).await? {
        // Does not say whether address or password is wrong.
        SignInOutcome::Refused => again(StatusCode::UNAUTHORIZED, "sign-in-refused"),
        SignInOutcome::TooMany => again(StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many"),
        SignInOutcome::SignedIn(token) => {
            let mut response = see_other(&with_language("/staff/", reader.language));
            // The value is base64url, so every cookie can hold it.
            response
                .add_cookie(&session_cookie(token, state.secure))
                .map_err(crate::app::AppError::internal)?;
            Ok(response)
        }
    }
}

/// The fields of the sign-out form.
#[derive(Deserialize)]
pub(super) struct SignOut {
    #[serde(default)]
    csrf: String,
}

/// `POST /staff/sign-out`
pub(super) async fn leave(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    person: Person,
    sent: web::Form<SignOut>,
) -> Result<HttpResponse, Failure> {
    let token = person.expect_own_form(&request, &sent.csrf)?;
    state.app.sign_out(token).await?;
    let mut response = see_other(&with_language("/staff/sign-in", reader.language));
    response.add_cookie(&ended_session_cookie(state.secure)).map_err(crate::app::AppError::internal)?;
    Ok(response)
}

fn form(
    state: &State,
    request: &HttpRequest,
    reader: &Reader,
    status: StatusCode,
    email: &str,
    fault: Option<&str>,
) -> HttpResponse {
    let known =
        request.cookie(VISITOR).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty());
    let visitor = known.clone().unwrap_or_else(|| {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        BASE64URL_NOPAD.encode(&bytes)
    });
    let csrf = state.tokens.form_secret("visitor", &visitor);
    let mut response =
        private_page(status, &SignInPage { language: reader.language, email, csrf: &csrf, fault });
    if known.is_none() {
        // If the cookie cannot be set, the form is later refused as expired.
        let _ = response.add_cookie(&cookie(VISITOR, visitor, state.secure).finish());
    }
    response
}

/// The sign-in page.
#[derive(Clone, Copy, Debug)]
pub struct SignInPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The e-mail address typed before.
    pub email: &'a str,
    /// The CSRF token.
    pub csrf: &'a str,
    /// The key of the message that says why the page is shown again.
    pub fault: Option<&'a str>,
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
            style: StyleSheet::Office,
            listed: false,
            illustrative: false,
        };
        page.around(&html! {
            div.narrow {
                h1 { (self.say("sign-in-title")) }
                p { (self.say("sign-in-who")) }
                @if let Some(fault) = self.fault {
                    div.summary #sign-in-fault role="alert" { p { (self.say(fault)) } }
                }
                (self.form())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn it_is_sound_with_and_without_a_fault() {
        let faults = ["sign-in-refused", "sign-in-too-many", "sign-in-expired"];
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
