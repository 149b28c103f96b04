//! Keeps other sites from sending our forms in a reader's name.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use subtle::ConstantTimeEq;
use url::Url;

use super::error::Failure;

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
