//! Asking again for a survey page that the browser still has.
//!
//! A page holds a token, and a token is good for one sheet. So "you have it already" is only said while the page says
//! the same, its token is young, and nothing was sent with it; otherwise the next visitor with the same phone, or the
//! same one after the next service, would find a form that is used up.

use actix_web::HttpRequest;
use actix_web::http::header::{ETAG, EntityTag, Header, IfNoneMatch};
use chrono::Duration;

use super::ready::ReadyPage;
use crate::app::OpenChannel;
use crate::web::State;

/// A reload on a bad line, not tomorrow's visit.
const YOUNG: Duration = Duration::minutes(10);

const PATIENCE: std::time::Duration = std::time::Duration::from_millis(200);

/// The tag of a view: what the page says, and its token. Weak, because the codings differ in their bytes.
pub(super) fn tag(page: &ReadyPage, token: &str) -> (actix_web::http::header::HeaderName, EntityTag) {
    (ETAG, EntityTag::new_weak(format!("{}.{token}", page.fingerprint)))
}

/// The token of the page that the browser has, where that may be used again.
pub(super) async fn token_in_hand(
    request: &HttpRequest,
    state: &State,
    open: &OpenChannel,
    page: &ReadyPage,
) -> Option<String> {
    if !request.headers().contains_key(IfNoneMatch::name()) {
        return None;
    }
    let IfNoneMatch::Items(tags) = IfNoneMatch::parse(request).ok()? else { return None };
    let mut tokens =
        tags.iter().filter_map(|tag| tag.tag().strip_prefix(&page.fingerprint)?.strip_prefix('.'));
    let (token, id) =
        tokens.find_map(|token| Some((token.to_owned(), state.tokens.read(token, open.channel.id)?)))?;
    let age = state.app.clock().now() - id.made_at()?;
    if age >= YOUNG {
        return None;
    }
    // Where the database cannot tell at once, a new page is never wrong.
    let receipt = tokio::time::timeout(PATIENCE, state.app.receipt(id)).await;
    matches!(receipt, Ok(Ok(None))).then_some(token)
}
