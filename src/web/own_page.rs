//! Whether a form comes from one of our own pages. Browsers say so in headers that pages cannot change.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use url::Url;

use super::error::Failure;

/// Whether the browser says that our own page, or the reader directly, started a request; `None` from browsers
/// older than 2023, which do not say it.
pub(super) fn is_from_own_page(request: &HttpRequest) -> Option<bool> {
    text(request.headers(), "sec-fetch-site").map(|site| matches!(site, "same-origin" | "none"))
}

/// Refuses a request that a page of another site has sent.
///
/// Browsers send the origin of a form (`Sec-Fetch-Site`, older ones `Origin`), and pages cannot change it.
pub(super) fn expect_own_page(request: &HttpRequest) -> Result<(), Failure> {
    let headers = request.headers();
    let own = match is_from_own_page(request) {
        Some(own) => own,
        None => match text(headers, ORIGIN.as_str()) {
            Some(origin) => is_host(origin, text(headers, HOST.as_str()).unwrap_or_default()),
            // Browsers of the last ten years send one of them. The form's token is still checked.
            None => true,
        },
    };
    if own { Ok(()) } else { Err(Failure::ForeignForm) }
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
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
