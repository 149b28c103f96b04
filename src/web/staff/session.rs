//! The session of a request, read from the cookie that signing in sets; and the CSRF check, a token in our
//! forms that keeps other sites from sending them in a reader's name.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use actix_web::{FromRequest, HttpRequest, web};
use subtle::ConstantTimeEq;
use url::Url;

use crate::app::SignedIn;
use crate::web::State;
use crate::web::error::Failure;

/// The cookie of a session.
const SESSION: &str = "hailong_session";
/// Maximum lifetime of a session.
const LIFETIME: Duration = Duration::hours(12);

/// A signed-in member of staff. As a handler's argument it redirects all other readers to the sign-in page.
pub(super) struct Person {
    pub(super) signed_in: SignedIn,
    /// The CSRF token in the forms of this session.
    pub(super) csrf: String,
    token: String,
}

impl FromRequest for Person {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<web::Data<State>>().cloned().ok_or(Failure::SignInFirst)?;
            let token = request
                .cookie(SESSION)
                .map(|cookie| cookie.value().to_owned())
                .ok_or(Failure::SignInFirst)?;
            let signed_in = state.app.signed_in(&token).await?.ok_or(Failure::SignInFirst)?;
            let csrf = state.tokens.form_secret("session", &token);
            Ok(Self { signed_in, csrf, token })
        })
    }
}

impl Person {
    /// Refuses a form that is not from a page of this session; otherwise returns the session's token.
    pub(super) fn expect_own_form(&self, request: &HttpRequest, csrf: &str) -> Result<&str, Failure> {
        expect_own_page(request)?;
        if same_secret(&self.csrf, csrf) { Ok(&self.token) } else { Err(Failure::ForeignForm) }
    }
}

/// The cookie that starts a session; it is sent to our staff pages only and hidden from scripts.
pub(super) fn session_cookie(token: String, secure: bool) -> Cookie<'static> {
    cookie(SESSION, token, secure).max_age(LIFETIME).finish()
}

/// The cookie that ends the session in the browser.
pub(super) fn ended_session_cookie(secure: bool) -> Cookie<'static> {
    cookie(SESSION, String::new(), secure).max_age(Duration::ZERO).finish()
}

/// A cookie of the staff pages that lasts until the browser is closed.
pub(super) fn cookie(
    name: &'static str,
    value: String,
    secure: bool,
) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(name, value).path("/staff").http_only(true).secure(secure).same_site(SameSite::Lax)
}

/// Refuses a request that a page of another site has sent.
///
/// Browsers send the origin of a form (`Sec-Fetch-Site`, older ones `Origin`), and pages cannot change it.
pub(super) fn expect_own_page(request: &HttpRequest) -> Result<(), Failure> {
    let headers = request.headers();
    let own = match text(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match text(headers, ORIGIN.as_str()) {
            Some(origin) => is_host(origin, text(headers, HOST.as_str()).unwrap_or_default()),
            // Browsers of the last ten years send one of them. The form's token is still checked.
            None => true,
        },
    };
    if own { Ok(()) } else { Err(Failure::ForeignForm) }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn is_host(origin: &str, host: &str) -> bool {
    Url::parse(origin).is_ok_and(|origin| {
        let authority = match (origin.host_str(), origin.port()) {
            (Some(name), Some(port)) => format!("{name}:{port}"),
            (Some(name), None) => name.to_owned(),
            (None, _) => return false,
        };
        authority.eq_ignore_ascii_case(host)
    })
}

/// Whether two secrets are equal, in constant time: the duration does not reveal how many characters match.
pub(super) fn same_secret(left: &str, right: &str) -> bool {
    !left.is_empty() && bool::from(left.as_bytes().ct_eq(right.as_bytes()))
}
