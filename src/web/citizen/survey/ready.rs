//! Survey pages that are rendered and compressed once for each channel, revision and language, and then only filled
//! with a token for each view.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::HEXLOWER;
use maud::Render;
use sha2::{Digest, Sha256};

use super::view::SurveyPage;
use crate::app::OpenChannel;
use crate::domain::{ChannelCode, Language};
use crate::web::splice::{Coding, Splice};

/// Stands where the token will be; as long as one, and unlike anything that a page says.
const SLOT: &str = "TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_TOKEN_T";
/// Bounds memory, at some 25 MB: enough for the counters of a province, most of whose pages are never asked for in
/// English.
const MOST_PAGES: usize = 600;

type Key = (ChannelCode, Language);

/// A page that only wants a token.
#[derive(Debug)]
pub(crate) struct ReadyPage {
    /// From which it was made.
    open: Arc<OpenChannel>,
    /// Names what it says, whatever the token: sixteen characters.
    pub(crate) fingerprint: String,
    body: Arc<Splice>,
}

impl ReadyPage {
    /// The body with this token; `None` where it cannot be had in this coding.
    pub(crate) fn body(&self, coding: Coding, token: &str) -> Option<Vec<u8>> {
        self.body.fill(coding, token)
    }
}

/// All pages that are ready, and those that wait to be made.
#[derive(Debug, Default)]
pub struct ReadyPages {
    pages: Mutex<HashMap<Key, Arc<ReadyPage>>>,
    orders: Mutex<Orders>,
}

#[derive(Debug, Default)]
struct Orders {
    waiting: VecDeque<(Arc<OpenChannel>, Language)>,
    somebody_works: bool,
}

impl ReadyPages {
    /// The page, where it is ready. Otherwise it soon will be: compressing takes tens of milliseconds, for which
    /// nobody has to wait.
    pub(crate) fn find(
        self: &Arc<Self>,
        open: &Arc<OpenChannel>,
        language: Language,
    ) -> Option<Arc<ReadyPage>> {
        let page = lock(&self.pages).get(&(open.channel.code, language)).map(Arc::clone);
        if let Some(page) = page.filter(|page| Arc::ptr_eq(&page.open, open)) {
            return Some(page);
        }
        self.order(open, language);
        None
    }

    fn order(self: &Arc<Self>, open: &Arc<OpenChannel>, language: Language) {
        let mut orders = lock(&self.orders);
        let is_ordered = orders
            .waiting
            .iter()
            .any(|(other, of)| other.channel.code == open.channel.code && *of == language);
        if is_ordered || orders.waiting.len() >= MOST_PAGES {
            return;
        }
        orders.waiting.push_back((Arc::clone(open), language));
        if !orders.somebody_works {
            orders.somebody_works = true;
            let pages = Arc::clone(self);
            // One after the other, so that a processor is left for those who are waiting for an answer.
            actix_web::rt::task::spawn_blocking(move || pages.work());
        }
    }

    /// Makes what is ordered until nothing is.
    fn work(&self) {
        while let Some((open, language)) = self.next_order() {
            let key = (open.channel.code, language);
            let before = lock(&self.pages).get(&key).map(Arc::clone);
            // A page that cannot be made must not keep the others from being made.
            let made = catch_unwind(AssertUnwindSafe(|| make(open, language, before.as_deref())));
            let Ok(Some(page)) = made else { continue };
            let mut pages = lock(&self.pages);
            if pages.len() >= MOST_PAGES {
                // Any one: whoever misses it is served all the same.
                let some = pages.keys().next().copied();
                some.map(|some| pages.remove(&some));
            }
            pages.insert(key, Arc::new(page));
        }
    }

    fn next_order(&self) -> Option<(Arc<OpenChannel>, Language)> {
        let mut orders = lock(&self.orders);
        let next = orders.waiting.pop_front();
        orders.somebody_works = next.is_some();
        next
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A page that says the same as `before` takes over what was compressed then.
fn make(open: Arc<OpenChannel>, language: Language, before: Option<&ReadyPage>) -> Option<ReadyPage> {
    let text = SurveyPage::fresh(&open, language, SLOT).render().into_string();
    let digest = Sha256::digest(text.as_bytes());
    let fingerprint = HEXLOWER.encode(digest.first_chunk::<8>()?);
    let body = match before.filter(|before| before.fingerprint == fingerprint) {
        Some(before) => Arc::clone(&before.body),
        None => Arc::new(Splice::prepare(&text, SLOT)?),
    };
    for coding in [Coding::Gzip, Coding::Brotli] {
        if body.fill(coding, SLOT).is_none() {
            tracing::warn!(?coding, "a survey page cannot be compressed beforehand");
        }
    }
    Some(ReadyPage { open, fingerprint, body })
}
