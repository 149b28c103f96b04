//! Signing in with OpenID Connect: `/staff/oidc` sends a person to the provider, who sends them back to
//! `/staff/oidc/callback`.

use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use secrecy::SecretString;
use serde::Deserialize;

use super::narrow_page::narrow_page;
use super::session::{BareForm, agent_of, cookie, cookie_value, prefix_of, same_secret};
use super::sign_in::{is_of_own_page, random_id, sign_in_page, signed_in};
use crate::app::{AppError, OidcAttempt, OidcOutcome, OidcRefusal};
use crate::domain::Language;
use crate::locale::{Argument, message_with};
use crate::oidc::SignInSecrets;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::own_page::expect_own_page;
use crate::web::pages::private_page;
use crate::web::reader::Reader;
use crate::web::view::forms::Notice;

/// The cookie of a sign-in that has begun.
const BEGUN: &str = "hailong_oidc";
/// How long a person may stay at the provider, in seconds.
const LIFETIME: i64 = 600;

/// A sign-in that has begun. The cookie holds no secret: the secrets are computed from it with the server's key, so
/// that nobody can make a cookie that fits to a `state`, and every server with the key can read it.
struct BegunSignIn(String);

impl BegunSignIn {
    fn new(language: Language, now: i64) -> Self {
        Self(format!("{language}.{now}.{}", random_id()))
    }

    /// The sign-in of the request's cookie and its language, unless it began too long ago.
    fn of(request: &HttpRequest, secure: bool, now: i64) -> Option<(Self, Language)> {
        let value = cookie_value(request, BEGUN, secure)?;
        let mut parts = value.split('.');
        let language = parts.next()?.parse().ok()?;
        let began: i64 = parts.next()?.parse().ok()?;
        let is_open = (0..=LIFETIME).contains(&now.checked_sub(began)?);
        is_open.then_some((Self(value), language))
    }

    fn secrets(&self, state: &State) -> SignInSecrets {
        let secret = |purpose: &str| state.tokens.form_secret(purpose, &self.0);
        SignInSecrets {
            state: secret("oidc-state"),
            nonce: secret("oidc-nonce"),
            // A verifier has at least 43 characters.
            verifier: secret("oidc-verifier-1") + &secret("oidc-verifier-2"),
        }
    }

    fn cookie(self, secure: bool) -> Cookie<'static> {
        cookie(BEGUN, self.0, secure).max_age(Duration::seconds(LIFETIME)).finish()
    }
}

/// `POST /staff/oidc`
pub(super) async fn send_to_provider(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    sent: web::Form<BareForm>,
) -> Result<HttpResponse, Failure> {
    expect_own_page(&request)?;
    let language = reader.language;
    if !is_of_own_page(&state, &request, &sent.csrf) {
        let fault = Some(Notice::fault(language, "sign-in-expired"));
        return Ok(sign_in_page(&state, &request, language, StatusCode::FORBIDDEN, "", fault));
    }
    let Some(name) = state.app.provider_name() else { return Err(Failure::NotFound) };
    let begun = BegunSignIn::new(language, state.app.clock().now().timestamp());
    let address = match state.app.provider_address(&begun.secrets(&state)).await {
        Ok(address) => address,
        Err(refusal) => return Ok(refused(&state, &request, language, &refusal)),
    };
    // Not a redirect: the policy of our pages forbids forms to lead to other sites, by redirects too.
    let mut response = private_page(StatusCode::OK, &LeavingPage { language, name, address: &address });
    let refresh = format!("0; url={address}").parse().map_err(AppError::internal)?;
    response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
    response.add_cookie(&begun.cookie(state.secure)).map_err(AppError::internal)?;
    Ok(response)
}

/// What the provider adds to the address.
#[derive(Deserialize)]
pub(super) struct CallbackParameters {
    #[serde(default)]
    state: String,
    code: Option<SecretString>,
    /// The provider's issuer.
    iss: Option<String>,
}

/// `GET /staff/oidc/callback`
pub(super) async fn come_back(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    asked: web::Query<CallbackParameters>,
) -> Result<HttpResponse, Failure> {
    if state.app.provider_name().is_none() {
        return Err(Failure::NotFound);
    }
    let now = state.app.clock().now().timestamp();
    let begun = BegunSignIn::of(&request, state.secure, now);
    let language = begun.as_ref().map_or(reader.language, |(_, language)| *language);
    let CallbackParameters { state: returned, code, iss } = asked.into_inner();
    let secrets = begun.map(|(begun, _)| begun.secrets(&state));
    let secrets = secrets.filter(|secrets| same_secret(&secrets.state, &returned));
    let outcome = match secrets.zip(code) {
        Some((secrets, code)) => {
            let (prefix, agent) = (prefix_of(&request), agent_of(&request));
            let attempt = OidcAttempt { code, issuer: iss, secrets, prefix, agent };
            state.app.sign_in_with_oidc(attempt).await?
        }
        None => OidcOutcome::Refused(OidcRefusal::Failed),
    };
    let mut response = match outcome {
        OidcOutcome::SignedIn(token) => signed_in(&state, &request, language, token).await?,
        OidcOutcome::Refused(refusal) => refused(&state, &request, language, &refusal),
    };
    let used = cookie(BEGUN, String::new(), state.secure).max_age(Duration::ZERO).finish();
    response.add_cookie(&used).map_err(AppError::internal)?;
    Ok(response)
}

/// The sign-in page, which says why the person was not signed in and has the form for the password.
fn refused(state: &State, request: &HttpRequest, language: Language, refusal: &OidcRefusal) -> HttpResponse {
    let status = match refusal {
        OidcRefusal::Away => StatusCode::SERVICE_UNAVAILABLE,
        OidcRefusal::Untrusted => StatusCode::BAD_GATEWAY,
        _ => StatusCode::FORBIDDEN,
    };
    let email = match refusal {
        OidcRefusal::Unknown(email) | OidcRefusal::Suspended(email) => email.as_str(),
        _ => "",
    };
    let name = Argument::from(state.app.provider_name().unwrap_or_default());
    let key = format!("oidc-{}", refusal.name());
    let text = message_with(language, &key, [("name", name), ("email", email.into())]);
    let mut response = sign_in_page(state, request, language, status, "", Some(Notice::Fault(text)));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, 60.into());
    }
    response
}

/// The page that is shown while the provider's page is loading.
#[derive(Clone, Copy, Debug)]
struct LeavingPage<'a> {
    language: Language,
    /// What people call the provider.
    name: &'a str,
    /// The address of its sign-in page.
    address: &'a str,
}

impl Render for LeavingPage<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message_with(self.language, key, [("name", self.name.into())]);
        let title = say("oidc-leaving");
        narrow_page(
            self.language,
            &title,
            "",
            &html! {
                p { (say("oidc-leaving-what")) }
                p { a href=(self.address) { (say("oidc-leaving-link")) } }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::assert_sound;

    #[test]
    fn the_page_that_leads_away_is_sound() {
        for language in Language::ALL {
            let page = LeavingPage { language, name: HOSTILE, address: "https://sso.example/auth?a=b&c=d" };
            assert_sound(&page.render());
        }
    }
}
