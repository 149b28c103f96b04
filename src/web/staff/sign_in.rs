//! Signing in and out, `/staff/sign-in`.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, Render, html};
use rand::Rng;
use secrecy::SecretString;
use serde::Deserialize;

use super::narrow_page::narrow_page;
use crate::app::{AppError, SignInAttempt, SignInOutcome};
use crate::domain::{EmailAddress, Language};
use crate::locale::{message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::own_page::expect_own_page;
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::staff::kept_form;
use crate::web::staff::session::{
    BROWSER, BareForm, SessionHolder, agent_of, browser_cookie, cookie, cookie_value, ended_session_cookie,
    prefix_of, same_secret, session_cookie,
};
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// The cookie that ties the sign-in form to the browser that requested it, so that no other site can sign a
/// reader in.
const VISITOR: &str = "hailong_visitor";

/// What was done before the form is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInParameters {
    done: String,
}

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
pub(super) async fn show(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    asked: web::Query<SignInParameters>,
) -> HttpResponse {
    let notice = match asked.done.as_str() {
        "password" => Some(Notice::done(reader.language, "sign-in-password-set")),
        "kept" => Some(Notice::fault(reader.language, "sign-in-kept")),
        "ended" => Some(Notice::fault(reader.language, "sign-in-too-many")),
        _ => None,
    };
    sign_in_page(&state, &request, reader.language, StatusCode::OK, "", notice)
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
    let again = |status, fault| {
        let fault = Some(Notice::fault(reader.language, fault));
        Ok(sign_in_page(&state, &request, reader.language, status, &email, fault))
    };
    if !is_of_own_page(&state, &request, &csrf) {
        return again(StatusCode::FORBIDDEN, "sign-in-expired");
    }
    let Ok(address) = email.parse::<EmailAddress>() else {
        return again(StatusCode::UNAUTHORIZED, "sign-in-refused");
    };
    let attempt = SignInAttempt {
        known_browser: known_browser(&state, &request, &address),
        email: address,
        password,
        prefix: prefix_of(&request),
        agent: agent_of(&request),
    };
    match state.app.sign_in(attempt).await? {
        // Does not say whether address or password is wrong.
        SignInOutcome::Refused => again(StatusCode::UNAUTHORIZED, "sign-in-refused"),
        SignInOutcome::TooMany(wait) => {
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, "sign-in-too-many")?;
            let seconds = HeaderValue::from(wait.num_seconds().max(1));
            response.headers_mut().insert(RETRY_AFTER, seconds);
            Ok(response)
        }
        SignInOutcome::SignedIn(token) => signed_in(&state, &request, reader.language, token).await,
    }
}

/// The answer to a person who has signed in: the cookies, and where to go in which language. The mark of the
/// browser is renewed with every way of signing in, because the form that the browser keeps belongs to the account
/// in it.
pub(super) async fn signed_in(
    state: &State,
    request: &HttpRequest,
    language: Language,
    token: String,
) -> Result<HttpResponse, Failure> {
    let member = state.app.signed_in(&token, prefix_of(request)).await?.ok_or(Failure::SignInFirst)?;
    let account: EmailAddress = member.email.parse().map_err(AppError::internal)?;
    let mut response = kept_form::first_page(request, state, member.language.unwrap_or(language));
    let browser = known_browser(state, request, &account).unwrap_or_else(random_id);
    let mark = browser_mark(state, &browser, &account);
    // The values are base64url, so every cookie can hold them.
    for cookie in [session_cookie(token, state.secure), browser_cookie(mark, state.secure)] {
        response.add_cookie(&cookie).map_err(AppError::internal)?;
    }
    Ok(response)
}

/// Whether a form that was sent without a session has the token of this browser's sign-in page.
pub(super) fn is_of_own_page(state: &State, request: &HttpRequest, csrf: &str) -> bool {
    let visitor = cookie_value(request, VISITOR, state.secure).unwrap_or_default();
    !visitor.is_empty() && same_secret(&state.tokens.form_secret("visitor", &visitor), csrf)
}

/// What the cookie of a browser says after signing in: its id, and a proof that it signed in to this account.
fn browser_mark(state: &State, browser: &str, account: &EmailAddress) -> String {
    let proof = state.tokens.form_secret("browser", &format!("{browser} {account}"));
    format!("{browser}.{proof}")
}

/// The id of a browser that signed in to this account before.
fn known_browser(state: &State, request: &HttpRequest, account: &EmailAddress) -> Option<String> {
    let mark = cookie_value(request, BROWSER, state.secure)?;
    let (browser, _) = mark.split_once('.')?;
    same_secret(&browser_mark(state, browser, account), &mark).then(|| browser.to_owned())
}

pub(super) fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

/// `POST /staff/sign-out`
pub(super) async fn leave(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    SessionHolder(person): SessionHolder,
    sent: web::Form<BareForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    state.app.sign_out(&person.member).await?;
    let mut response = see_other(&with_language("/staff/sign-in", reader.language));
    response.add_cookie(&ended_session_cookie(state.secure)).map_err(AppError::internal)?;
    Ok(response)
}

/// The sign-in page.
pub(super) fn sign_in_page(
    state: &State,
    request: &HttpRequest,
    language: Language,
    status: StatusCode,
    email: &str,
    notice: Option<Notice>,
) -> HttpResponse {
    let known = cookie_value(request, VISITOR, state.secure).filter(|value| !value.is_empty());
    let visitor = known.clone().unwrap_or_else(random_id);
    let csrf = state.tokens.form_secret("visitor", &visitor);
    let provider = state.app.provider_name();
    let page = SignInPage { language, email, csrf: &csrf, notice, provider };
    let mut response = private_page(status, &page);
    if known.is_none() {
        // If the cookie cannot be set, the form is later refused as expired.
        let _ = response.add_cookie(&cookie(VISITOR, visitor, state.secure).finish());
    }
    response
}

/// The sign-in page.
#[derive(Clone, Debug)]
pub struct SignInPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The e-mail address typed before.
    pub email: &'a str,
    /// The CSRF token.
    pub csrf: &'a str,
    /// What the page says about what was done before.
    pub notice: Option<Notice>,
    /// What people call the OpenID Connect provider, if there is one.
    pub provider: Option<&'a str>,
}

impl SignInPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn form(&self) -> Markup {
        let described = matches!(self.notice, Some(Notice::Fault(_))).then_some("fault");
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

    fn other_way(&self, provider: &str) -> Markup {
        html! {
            p.or { (self.say("sign-in-or")) }
            form method="post" action=(with_language("/staff/oidc", self.language)) {
                input type="hidden" name="csrf" value=(self.csrf);
                button.other-way {
                    (message_with(self.language, "sign-in-with", [("name", provider.into())]))
                }
            }
        }
    }
}

impl Render for SignInPage<'_> {
    fn render(&self) -> Markup {
        narrow_page(
            self.language,
            &self.say("sign-in-title"),
            "/staff/sign-in",
            &html! {
                p { (self.say("sign-in-who")) }
                @if let Some(notice) = &self.notice { (notice) }
                (self.form())
                @if let Some(provider) = self.provider { (self.other_way(provider)) }
            },
        )
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
                let notice = fault.map(|fault| Notice::fault(language, fault));
                for provider in [None, Some(HOSTILE)] {
                    let notice = notice.clone();
                    let page = SignInPage { language, email: HOSTILE, csrf: HOSTILE, notice, provider };
                    let page = page.render();
                    assert_sound(&page);
                    assert_eq!(tags(&page.0, "form").len(), if provider.is_some() { 2 } else { 1 });
                }
            }
        }
    }

    #[test]
    fn it_keeps_the_address_but_never_the_password() {
        let (language, notice, provider) = (Language::Vi, None, None);
        let page = SignInPage { language, email: "lan@example.vn", csrf: "x", notice, provider };
        let page = page.render().0;
        let fields = tags(&page, "input");
        assert!(fields.iter().any(|field| field.contains("value=\"lan@example.vn\"")));
        assert!(fields.iter().all(|field| !field.contains("\"password\"") || !field.contains("value=")));
    }
}
