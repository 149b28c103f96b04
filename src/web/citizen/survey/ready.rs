//! Survey pages that are rendered and compressed once for each channel, revision and language, and get a new
//! token for each view; and the answer to a browser that still has such a page.

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

/// The placeholder for the token: as long as a token, and different from any text in a page.
const TOKEN_PLACEHOLDER: &str = "TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_T";
/// Maximum pages in memory, about 25 MB: enough for the counters of a province, since most pages are never
/// requested in English.
const MAX_PAGES: NonZeroUsize = NonZeroUsize::new(600).unwrap();
/// A page younger than this may be reused: long enough for a reload on a bad line, too short for a visit on
/// the next day.
const YOUNG: Duration = Duration::minutes(10);
/// Timeout of the query whether a token was used; after it the page is sent anew.
const RECEIPT_TIMEOUT: std::time::Duration = std::time::Duration::from_millis(200);

type Key = (ChannelCode, Language);

/// A compressed page in which only the token is missing.
#[derive(Debug)]
pub(crate) struct ReadyPage {
    /// The channel from which the page was made.
    open: Arc<OpenChannel>,
    /// Identifies the page's text without the token: sixteen hexadecimal digits.
    fingerprint: String,
    body: Arc<Precompressed>,
}

impl ReadyPage {
    /// Renders and compresses a page. Reuses the compressed bytes of `before` if the text is unchanged.
    fn make(open: Arc<OpenChannel>, language: Language, before: Option<&Self>) -> Option<Self> {
        let text = SurveyPage::fresh(&open, language, TOKEN_PLACEHOLDER).render().into_string();
        let digest = Sha256::digest(text.as_bytes());
        let fingerprint = HEXLOWER.encode(digest.first_chunk::<8>()?);
        let body = match before.filter(|before| before.fingerprint == fingerprint) {
            Some(before) => Arc::clone(&before.body),
            None => Arc::new(Precompressed::prepare(&text, TOKEN_PLACEHOLDER)?),
        };
        Some(Self { open, fingerprint, body })
    }

    /// The body with this token in it; `None` if the token has another length than the placeholder.
    pub(crate) fn body(&self, coding: ContentEncoding, token: &str) -> Option<Vec<u8>> {
        self.body.fill(coding, token)
    }

    /// The entity tag of a view, from the page's text and its token. Weak, because the codings differ in
    /// their bytes.
    pub(super) fn tag(&self, token: &str) -> (HeaderName, EntityTag) {
        (ETAG, EntityTag::new_weak(format!("{}.{token}", self.fingerprint)))
    }

    /// The token of the page in the browser's cache, if it may be used again.
    ///
    /// A token is good for one response. So the answer is "not modified" only while the text is unchanged,
    /// the token is young, and no response was sent with it. Otherwise the next visitor with the same phone,
    /// or the same visitor after the next service, would get a form that is used up.
    pub(super) async fn cached_token(&self, request: &HttpRequest, state: &State) -> Option<String> {
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

/// The finished pages, and the keys of those that are being made.
#[derive(Debug)]
pub struct ReadyPages {
    pages: Mutex<LruCache<Key, Arc<ReadyPage>>>,
    pending: Mutex<HashSet<Key>>,
    /// Makes one page at a time, so that other processors stay free for requests.
    build_lock: tokio::sync::Mutex<()>,
}

impl Default for ReadyPages {
    fn default() -> Self {
        Self {
            pages: Mutex::new(LruCache::new(MAX_PAGES)),
            pending: Mutex::default(),
            build_lock: tokio::sync::Mutex::default(),
        }
    }
}

impl ReadyPages {
    /// Returns the page if it is finished. Otherwise starts making it in the background and returns `None`:
    /// compressing takes tens of milliseconds, too long for a request to wait.
    pub(crate) fn find(
        self: &Arc<Self>,
        open: &Arc<OpenChannel>,
        language: Language,
    ) -> Option<Arc<ReadyPage>> {
        let page = self.pages.lock().get(&(open.channel.code, language)).map(Arc::clone);
        let page = page.filter(|page| Arc::ptr_eq(&page.open, open));
        if page.is_none() {
            self.start_build(Arc::clone(open), language);
        }
        page
    }

    fn start_build(self: &Arc<Self>, open: Arc<OpenChannel>, language: Language) {
        let key = (open.channel.code, language);
        let mut pending = self.pending.lock();
        if pending.len() >= MAX_PAGES.get() || !pending.insert(key) {
            return;
        }
        let pages = Arc::clone(self);
        actix_web::rt::spawn(async move {
            let lock = pages.build_lock.lock().await;
            let before = pages.pages.lock().peek(&key).map(Arc::clone);
            let making = move || ReadyPage::make(open, language, before.as_deref());
            if let Ok(Some(page)) = actix_web::rt::task::spawn_blocking(making).await {
                pages.pages.lock().put(key, Arc::new(page));
            } else {
                // The page is still served: it is rendered for each view.
                tracing::warn!("a survey page could not be precompressed");
            }
            drop(lock);
            pages.pending.lock().remove(&key);
        });
    }
}
