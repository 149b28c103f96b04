//! Public pages and files, kept as they were rendered and compressed: by the version of the data, address and language.
//!
//! What is published changes seldom and is read by many. A page is made once for all who ask for it at the same time,
//! kept while memory allows, and sent again only to readers who do not have it yet (`ETag`, `If-None-Match`). Only
//! successful answers to GET and HEAD under public addresses are kept; see [`middleware::serve_kept`].

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
    /// What becomes of a page is held by those who wait for it.
    making: Mutex<HashMap<PageKey, Weak<OnceCell<Made>>>>,
}

impl PageCache {
    /// The page with this key; or, where there is none, the cell in which it is made for all who ask meanwhile.
    fn find(&self, key: PageKey) -> Result<Arc<KeptPage>, Arc<OnceCell<Made>>> {
        // Held for both looks: a page is put on the shelf before its cell is dropped.
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

    /// Keeps a page for those who will ask for it. `false` where so much is on its way to slow readers that it must not be
    /// sent to one more.
    pub(super) fn keep(&self, key: PageKey, page: &Arc<KeptPage>) -> bool {
        self.shelf.lock().put(key, page)
    }

    /// The fingerprint of the page with this key, where it was made before, even if it is no longer kept.
    fn fingerprint(&self, key: &PageKey) -> Option<kept_page::Fingerprint> {
        self.shelf.lock().fingerprint(key)
    }
}
