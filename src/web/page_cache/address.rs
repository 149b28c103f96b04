//! Which addresses are cached, and when two of them ask for the same page.

use actix_web::HttpRequest;
use actix_web::http::Method;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::domain::Language;
use crate::web::choice::ReportParameters;
use crate::web::reader::Reader;

/// Identifies a page in one version of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::web) struct PageKey([u8; 16]);

impl PageKey {
    /// The key of a request.
    pub(super) fn of_request(version: &str, request: &HttpRequest) -> Self {
        Self::of(version, request.path(), request.query_string(), Reader::of(request).language)
    }

    /// The key of an address. Ignores parameters that no public page reads, empty ones and their order, so
    /// that links with tracking parameters of social networks lead to the same page.
    pub(in crate::web) fn of(version: &str, path: &str, query: &str, language: Language) -> Self {
        // A query that cannot be read gets an error page, never the key of a good page.
        let read = serde_urlencoded::from_str::<ReportParameters>(query).ok();
        let read = read.and_then(|choice| serde_urlencoded::to_string(choice).ok());
        let query = read.as_deref().unwrap_or(query);
        let digest = Sha256::digest(format!("{version}\n{path}\n{query}\n{language}"));
        Self(digest.first_chunk().copied().unwrap_or_default())
    }
}

/// Whether the answer is the same for all readers.
pub(super) fn is_public(request: &HttpRequest) -> bool {
    let path = request.path();
    let scopes = ["/results/", "/charts/", "/api/v1/"];
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    is_reading && (path == "/" || scopes.iter().any(|scope| path.starts_with(scope)))
}

/// Whether the answer shows the number of responses in unpublished months: pages and JSON do, pictures and
/// files do not.
pub(super) fn shows_collecting(request: &HttpRequest) -> bool {
    let path = request.path();
    let name = path.rsplit('/').next().unwrap_or_default();
    !path.starts_with("/charts/") && name.rsplit_once('.').is_none_or(|(_, extension)| extension == "json")
}

/// Whether the address names an edition, whose figures never change.
pub(super) fn names_edition(request: &HttpRequest) -> bool {
    let path = request.path();
    let takes_edition = ["/results/", "/charts/"].iter().any(|scope| path.starts_with(scope));
    let mut parameters = form_urlencoded::parse(request.query_string().as_bytes());
    path.contains("/editions/")
        || takes_edition && parameters.any(|(name, value)| name == "edition" && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_ask_for_the_same_have_one_key() {
        let key = |query| PageKey::of("1", "/results/33", query, Language::Vi);
        assert_eq!(key("from=2024-11&to=2024-12"), key("to=2024-12&from=2024-11&fbclid=x&survey=&lang=vi"));
        for other in ["from=2024-11", "from=2024-12&to=2024-12", "from=2024-11&to=2024-12&edition=1"] {
            assert_ne!(key("from=2024-11&to=2024-12"), key(other), "{other}");
        }
        assert_ne!(key(""), PageKey::of("2", "/results/33", "", Language::Vi));
        assert_ne!(key(""), PageKey::of("1", "/results/33", "", Language::En));
        // A parameter given twice is an error, so it never has the key of a good page.
        assert_ne!(key("from=2024-11&from=2024-11"), key("from=2024-11"));
    }
}
