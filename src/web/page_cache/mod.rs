//! Public pages and files, kept as they were rendered and compressed: by the version of the data, address and language.
//!
//! What is published changes seldom and is read by many. A page is made once for all who ask for it at the same time,
//! kept while memory allows, and sent again only to readers who do not have it yet (`ETag`, `If-None-Match`). Only
//! successful answers to GET and HEAD under public addresses are kept; see [`middleware::serve_kept`].

mod address;
mod kept_page;
mod middleware;
mod shelf;

pub(super) use address::PageKey;
pub(super) use kept_page::KeptPage;
pub(super) use middleware::{MadeFrom, serve_kept};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use shelf::Shelf;

/// What became of a page that somebody was making.
#[derive(Clone, Debug)]
enum Made {
    /// Here it is.
    Page(Arc<KeptPage>),
    /// The answer is not one to be shared: everybody asks for themselves.
    Unshared,
    /// So much is on its way to readers that there is no memory for it.
    TooMuch,
}

/// All kept pages, and those that are being made.
#[derive(Debug, Default)]
pub(crate) struct PageCache {
    shelf: Mutex<Shelf>,
    making: Mutex<HashMap<PageKey, watch::Receiver<Option<Made>>>>,
}

/// What there is to do for a page.
enum Found<'a> {
    /// Nothing: here it is.
    Page(Arc<KeptPage>),
    /// Somebody is making it.
    Awaited(watch::Receiver<Option<Made>>),
    /// The caller makes it, for all who ask meanwhile.
    Ordered(Order<'a>),
}

impl PageCache {
    fn find_or_order(&self, key: PageKey) -> Found<'_> {
        // Held for both looks: an order ends after its page was put on the shelf.
        let mut making = lock(&self.making);
        if let Some(page) = lock(&self.shelf).find(&key) {
            return Found::Page(page);
        }
        if let Some(awaited) = making.get(&key) {
            return Found::Awaited(awaited.clone());
        }
        let (sender, receiver) = watch::channel(None);
        making.insert(key, receiver);
        Found::Ordered(Order { cache: self, key, sender })
    }

    /// Keeps a page for those who will ask for it. `false` where so much is on its way to slow readers that it must not be
    /// sent to one more.
    pub(super) fn keep(&self, key: PageKey, page: &Arc<KeptPage>) -> bool {
        lock(&self.shelf).put(key, page)
    }

    /// The fingerprint of the page with this key, where it was made before, even if it is no longer kept.
    fn fingerprint(&self, key: &PageKey) -> Option<kept_page::Fingerprint> {
        lock(&self.shelf).fingerprint(key)
    }
}

/// The right to make a page. Those who wait for it learn what has become of it; dropped before that, for example because
/// its reader has gone, the next of them makes it.
struct Order<'a> {
    cache: &'a PageCache,
    key: PageKey,
    sender: watch::Sender<Option<Made>>,
}

impl Order<'_> {
    /// Shares the page. `false` where there is no memory left to send it.
    fn fulfil(self, page: &Arc<KeptPage>) -> bool {
        let kept = self.cache.keep(self.key, page);
        let made = if kept { Made::Page(Arc::clone(page)) } else { Made::TooMuch };
        self.sender.send_replace(Some(made));
        kept
    }

    /// Says that the answer is not one to be shared.
    fn decline(self) {
        self.sender.send_replace(Some(Made::Unshared));
    }
}

impl Drop for Order<'_> {
    fn drop(&mut self) {
        lock(&self.cache.making).remove(&self.key);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
