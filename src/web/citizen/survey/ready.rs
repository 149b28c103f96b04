//! Survey pages that are rendered and compressed once for each channel, revision and language, and then only filled
//! with a token for each view; and what to answer to a browser that still has one.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{ContentEncoding, ETAG, EntityTag, Header, HeaderName, IfNoneMatch};
use chrono::Duration;
use data_encoding::HEXLOWER;
use lru::LruCache;
use maud::Render;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use super::view::SurveyPage;
use crate::app::OpenChannel;
use crate::domain::{ChannelCode, Language};
use crate::web::State;
use crate::web::precompressed::Precompressed;

/// Stands where the token will be; as long as one, and unlike anything that a page says.
const SLOT: &str = "TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_T";
/// Bounds memory, at some 25 MB: enough for the counters of a province, most of whose pages are never asked for in
/// English.
const MOST_PAGES: NonZeroUsize = NonZeroUsize::new(600).unwrap();
/// A page younger than this may be used again: a reload on a bad line, not tomorrow's visit.
const YOUNG: Duration = Duration::minutes(10);
/// Where the database does not tell by then whether a token was used, the page is sent anew.
const RECEIPT_TIMEOUT: std::time::Duration = std::time::Duration::from_millis(200);

type Key = (ChannelCode, Language);

/// A page that only wants a token.
#[derive(Debug)]
pub(crate) struct ReadyPage {
    /// From which it was made.
    open: Arc<OpenChannel>,
    /// Names what it says, whatever the token: sixteen characters.
    fingerprint: String,
    body: Arc<Precompressed>,
}

impl ReadyPage {
    /// A page that says the same as `before` takes over what was compressed then.
    fn make(open: Arc<OpenChannel>, language: Language, before: Option<&Self>) -> Option<Self> {
        let text = SurveyPage::fresh(&open, language, SLOT).render().into_string();
        let digest = Sha256::digest(text.as_bytes());
        let fingerprint = HEXLOWER.encode(digest.first_chunk::<8>()?);
        let body = match before.filter(|before| before.fingerprint == fingerprint) {
            Some(before) => Arc::clone(&before.body),
            None => Arc::new(Precompressed::prepare(&text, SLOT)?),
        };
        Some(Self { open, fingerprint, body })
    }

    /// The body with this token; `None` where it is no token.
    pub(crate) fn body(&self, coding: ContentEncoding, token: &str) -> Option<Vec<u8>> {
        self.body.fill(coding, token)
    }

    /// The tag of a view: what the page says, and its token. Weak, because the codings differ in their bytes.
    pub(super) fn tag(&self, token: &str) -> (HeaderName, EntityTag) {
        (ETAG, EntityTag::new_weak(format!("{}.{token}", self.fingerprint)))
    }

    /// The token of the page that the browser has, where that may be used again.
    ///
    /// A token is good for one response. So "you have it already" is only said while the page says the same, its token
    /// is young, and nothing was sent with it; otherwise the next visitor with the same phone, or the same one after the
    /// next service, would find a form that is used up.
    pub(super) async fn token_in_hand(&self, request: &HttpRequest, state: &State) -> Option<String> {
        if !request.headers().contains_key(IfNoneMatch::name()) {
            return None;
        }
        let IfNoneMatch::Items(tags) = IfNoneMatch::parse(request).ok()? else { return None };
        let mut tokens =
            tags.iter().filter_map(|tag| tag.tag().strip_prefix(&self.fingerprint)?.strip_prefix('.'));
        let channel = self.open.channel.id;
        let (token, id) =
            tokens.find_map(|token| Some((token.to_owned(), state.tokens.read(token, channel)?)))?;
        let age = state.app.clock().now() - id.made_at()?;
        if age >= YOUNG {
            return None;
        }
        let receipt = tokio::time::timeout(RECEIPT_TIMEOUT, state.app.receipt(id)).await;
        matches!(receipt, Ok(Ok(None))).then_some(token)
    }
}

/// All pages that are ready, and those that are being made.
#[derive(Debug)]
pub struct ReadyPages {
    pages: Mutex<LruCache<Key, Arc<ReadyPage>>>,
    ordered: Mutex<HashSet<Key>>,
    /// One page after the other is made, so that a processor is left for those who are waiting for an answer.
    turn: tokio::sync::Mutex<()>,
}

impl Default for ReadyPages {
    fn default() -> Self {
        Self {
            pages: Mutex::new(LruCache::new(MOST_PAGES)),
            ordered: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl ReadyPages {
    /// The page, where it is ready. Otherwise it soon will be: compressing takes tens of milliseconds, for which
    /// nobody has to wait.
    pub(crate) fn find(
        self: &Arc<Self>,
        open: &Arc<OpenChannel>,
        language: Language,
    ) -> Option<Arc<ReadyPage>> {
        let page = self.pages.lock().get(&(open.channel.code, language)).map(Arc::clone);
        let page = page.filter(|page| Arc::ptr_eq(&page.open, open));
        if page.is_none() {
            self.order(Arc::clone(open), language);
        }
        page
    }

    fn order(self: &Arc<Self>, open: Arc<OpenChannel>, language: Language) {
        let key = (open.channel.code, language);
        let mut ordered = self.ordered.lock();
        if ordered.len() >= MOST_PAGES.get() || !ordered.insert(key) {
            return;
        }
        let pages = Arc::clone(self);
        actix_web::rt::spawn(async move {
            let turn = pages.turn.lock().await;
            let before = pages.pages.lock().peek(&key).map(Arc::clone);
            let making = move || ReadyPage::make(open, language, before.as_deref());
            if let Ok(Some(page)) = actix_web::rt::task::spawn_blocking(making).await {
                pages.pages.lock().put(key, Arc::new(page));
            } else {
                // It is served all the same, as it is rendered for each view.
                tracing::warn!("a survey page cannot be compressed beforehand");
            }
            drop(turn);
            pages.ordered.lock().remove(&key);
        });
    }
}
