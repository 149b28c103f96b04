//! The session of a request, read from the cookie that signing in sets; and the CSRF check, a token in our
//! forms that keeps other sites from sending them in a reader's name.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieBuilder, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use crate::app::{Member, SecondFactor};
use crate::domain::AddressPrefix;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::own_page::{expect_own_page, text};

/// The cookie of a session.
const SESSION: &str = "hailong_session";
/// The cookie of a browser that signed in before.
pub(super) const BROWSER: &str = "hailong_browser";
/// Maximum lifetime of a session.
const LIFETIME: Duration = Duration::hours(12);

/// A signed-in member of staff. As a handler's argument it redirects all other readers to the sign-in page.
pub(super) struct Person {
    pub(super) member: Member,
    /// The CSRF token in the forms of this session.
    pub(super) csrf: String,
}

/// A member of staff who may not have given the second factor yet. For the pages that ask for it.
pub(super) struct SessionHolder(pub(super) Person);

/// The result of reading a session.
type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl FromRequest for SessionHolder {
    type Error = Failure;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<web::Data<State>>().cloned().ok_or(Failure::SignInFirst)?;
            let token = cookie_value(&request, SESSION, state.secure).ok_or(Failure::SignInFirst)?;
            let prefix = prefix_of(&request);
            let member = state.app.signed_in(&token, prefix).await?.ok_or(Failure::SignInFirst)?;
            let csrf = state.tokens.form_secret("session", &token);
            Ok(Self(Person { member, csrf }))
        })
    }
}

impl FromRequest for Person {
    type Error = Failure;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let holder = SessionHolder::from_request(request, payload);
        Box::pin(async move {
            let SessionHolder(person) = holder.await?;
            match person.member.second_factor {
                SecondFactor::Complete => Ok(person),
                SecondFactor::CodeNeeded | SecondFactor::SetupNeeded => Err(Failure::SecondFactorFirst),
            }
        })
    }
}

/// A form that has a button and no inputs.
#[derive(Deserialize)]
pub(super) struct BareForm {
    /// The CSRF token.
    #[serde(default)]
    pub(super) csrf: String,
}

impl Person {
    /// Refuses a form that is not from a page of this session.
    pub(super) fn expect_own_form(&self, request: &HttpRequest, csrf: &str) -> Result<(), Failure> {
        expect_own_page(request)?;
        if same_secret(&self.csrf, csrf) { Ok(()) } else { Err(Failure::ForeignForm) }
    }
}

/// The network from which a request came. A proxy on this machine says whose request it forwards; what others
/// say is not believed.
pub(super) fn prefix_of(request: &HttpRequest) -> Option<AddressPrefix> {
    let peer = request.peer_addr()?.ip();
    let forwarded = text(request.headers(), "x-forwarded-for").filter(|_| peer.is_loopback());
    // Proxies append; only the last address is the one that ours has seen.
    let client = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    Some(AddressPrefix::of(client.unwrap_or(peer)))
}

/// Browser and system of a request, as `Firefox · Windows`: enough to tell one's own sessions apart.
pub(super) fn agent_of(request: &HttpRequest) -> String {
    /// What a browser's header contains, and its name. Most contain the names of others too, so the first match
    /// counts.
    const BROWSERS: [(&str, &str); 6] = [
        ("Zalo", "Zalo"),
        ("Edg", "Edge"),
        ("coc_coc", "Cốc Cốc"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let header = text(request.headers(), "user-agent").unwrap_or_default();
    let found = |known: [(&str, &'static str); 6]| {
        known.into_iter().find(|(part, _)| header.contains(part)).map(|(_, name)| name)
    };
    let parts: Vec<&str> = [found(BROWSERS), found(SYSTEMS)].into_iter().flatten().collect();
    if parts.is_empty() { "?".to_owned() } else { parts.join(" · ") }
}

/// The cookie that starts a session; it is hidden from scripts and from other sites.
pub(super) fn session_cookie(token: String, secure: bool) -> Cookie<'static> {
    cookie(SESSION, token, secure).max_age(LIFETIME).finish()
}

/// The cookie by which a browser is known at the next sign-in, so that strangers' failed attempts do not delay
/// it. It opens nothing by itself.
pub(super) fn browser_cookie(mark: String, secure: bool) -> Cookie<'static> {
    cookie(BROWSER, mark, secure).max_age(Duration::days(365)).finish()
}

/// The cookie that ends the session in the browser.
pub(super) fn ended_session_cookie(secure: bool) -> Cookie<'static> {
    cookie(SESSION, String::new(), secure).max_age(Duration::ZERO).finish()
}

/// A cookie of the staff pages that lasts until the browser is closed. Behind TLS its name begins with
/// `__Host-`: browsers accept such cookies only from this host and never from a page without TLS.
pub(super) fn cookie(name: &str, value: String, secure: bool) -> CookieBuilder<'static> {
    let name = cookie_name(name, secure);
    Cookie::build(name, value).path("/").http_only(true).secure(secure).same_site(SameSite::Lax)
}

/// The value of a cookie that [`cookie`] made.
pub(super) fn cookie_value(request: &HttpRequest, name: &str, secure: bool) -> Option<String> {
    request.cookie(&cookie_name(name, secure)).map(|cookie| cookie.value().to_owned())
}

fn cookie_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// Whether two secrets are equal, in constant time: the duration does not reveal how many characters match.
pub(super) fn same_secret(left: &str, right: &str) -> bool {
    !left.is_empty() && bool::from(left.as_bytes().ct_eq(right.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_tls_cookies_are_bound_to_this_host() {
        let secure = session_cookie("token".to_owned(), true).to_string();
        let expected = "__Host-hailong_session=token; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=43200";
        assert_eq!(secure, expected);
        let plain = ended_session_cookie(false).to_string();
        assert_eq!(plain, "hailong_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }
}
