//! The page cache: public pages and files, rendered and compressed, by version of the data, address and
//! language.
//!
//! Published pages change seldom and have many readers. A page is made once for all who request it at the
//! same time, kept while memory allows, and sent again only to readers who do not have it yet (`ETag`,
//! `If-None-Match`). Only successful answers to GET and HEAD under public addresses are kept; see
//! [`middleware::serve_kept`].

mod address;
mod kept_page;
mod made_from;
mod middleware;
mod shelf;

pub(super) use address::PageKey;
pub(super) use kept_page::KeptPage;
pub(super) use made_from::MadeFrom;
pub(super) use middleware::serve_kept;

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::OnceCell;

use shelf::Shelf;

/// The outcome of making a page.
#[derive(Clone, Debug)]
enum Made {
    /// The page.
    Page(Arc<KeptPage>),
    /// The response must not be shared: every waiting request calls the handler itself.
    Unshared,
    /// The pages being sent already take all memory for it.
    TooMuch,
}

/// All cached pages, and those that are being made.
#[derive(Debug, Default)]
pub(crate) struct PageCache {
    shelf: Mutex<Shelf>,
    /// The requests that wait for a page own its outcome.
    making: Mutex<HashMap<PageKey, Weak<OnceCell<Made>>>>,
}

impl PageCache {
    /// The cached page; or, if there is none, the cell in which it is made for all who request it meanwhile.
    fn find(&self, key: PageKey) -> Result<Arc<KeptPage>, Arc<OnceCell<Made>>> {
        // Locked for both lookups: a page enters the cache before its cell is dropped.
        let mut making = self.making.lock();
        if let Some(page) = self.shelf.lock().find(&key) {
            return Ok(page);
        }
        if let Some(cell) = making.get(&key).and_then(Weak::upgrade) {
            return Err(cell);
        }
        making.retain(|_, cell| cell.strong_count() > 0);
        let cell = Arc::new(OnceCell::new());
        making.insert(key, Arc::downgrade(&cell));
        Err(cell)
    }

    /// Caches a page. Returns `false` if the pages being sent to slow readers leave no memory to send another
    /// one.
    pub(super) fn keep(&self, key: PageKey, page: &Arc<KeptPage>) -> bool {
        self.shelf.lock().put(key, page)
    }

    /// The fingerprint of the page with this key if it was made before, even if it is no longer cached.
    fn fingerprint(&self, key: &PageKey) -> Option<kept_page::Fingerprint> {
        self.shelf.lock().fingerprint(key)
    }
}
