//! Who sends a request, by the cookie that signing in has set; and the token that their forms carry, which keeps other sites
//! from sending our forms in a reader's name.

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
/// As long as the session itself may last.
const LIFETIME: Duration = Duration::hours(12);

/// A signed-in member of staff. As a handler's argument it leads everybody else to the sign-in page.
pub(super) struct Person {
    pub(super) signed_in: SignedIn,
    /// What the forms of this session carry.
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
    /// Refuses a form that is not from a page of this session, and hands out the session's token.
    pub(super) fn expect_own_form(&self, request: &HttpRequest, csrf: &str) -> Result<&str, Failure> {
        expect_own_page(request)?;
        if same_secret(&self.csrf, csrf) { Ok(&self.token) } else { Err(Failure::ForeignForm) }
    }
}

/// The cookie that opens a session; it goes to our staff pages only and no script reads it.
pub(super) fn session_cookie(token: String, secure: bool) -> Cookie<'static> {
    cookie(SESSION, token, secure).max_age(LIFETIME).finish()
}

/// The cookie that ends it in the browser.
pub(super) fn ended_session_cookie(secure: bool) -> Cookie<'static> {
    cookie(SESSION, String::new(), secure).max_age(Duration::ZERO).finish()
}

/// A cookie of the staff pages, for as long as the browser is open.
pub(super) fn cookie(
    name: &'static str,
    value: String,
    secure: bool,
) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(name, value).path("/staff").http_only(true).secure(secure).same_site(SameSite::Lax)
}

/// Refuses a request that a page of another site has sent.
///
/// Browsers say where a form comes from (`Sec-Fetch-Site`, older ones `Origin`) and let no page change it.
pub(super) fn expect_own_page(request: &HttpRequest) -> Result<(), Failure> {
    let headers = request.headers();
    let own = match text(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match text(headers, ORIGIN.as_str()) {
            Some(origin) => is_host(origin, text(headers, HOST.as_str()).unwrap_or_default()),
            // Neither: no browser of the last ten years. The form's token still has to be right.
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

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub(super) fn same_secret(left: &str, right: &str) -> bool {
    !left.is_empty() && bool::from(left.as_bytes().ct_eq(right.as_bytes()))
}
