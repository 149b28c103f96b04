//! The reader of a request: their language, and the address of the page in the other language.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use url::form_urlencoded;

use crate::domain::Language;

/// What a page needs of its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reader {
    /// `lang` of the query; Vietnamese if it is none of ours. Ignores the browser's own setting: cheap phones
    /// are sold with English ones.
    pub language: Language,
    /// Path and query without `lang`.
    pub address: String,
}

impl Reader {
    /// Reads language and address from a request.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let mut language = None;
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            if name == "lang" {
                language = language.or(value.parse().ok());
            } else {
                rest.append_pair(&name, &value);
            }
        }
        let query = rest.finish();
        // Two slashes at the beginning would lead to another host.
        let path = format!("/{}", request.path().trim_start_matches(['/', '\\']));
        let address = if query.is_empty() { path } else { format!("{path}?{query}") };
        Self { language: language.unwrap_or_default(), address }
    }
}

impl FromRequest for Reader {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
