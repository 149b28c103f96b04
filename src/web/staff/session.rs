//! Who sends a request, by the cookie that signing in has set; and the token that their forms carry.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::app::SignedIn;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::guard::{expect_own_page, same_secret};

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
