//! The memory of the page cache: pages kept within a limit of bytes, and pages that are only being sent.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Weak};

use lru::LruCache;

use super::PageKey;
use super::kept_page::{Fingerprint, KeptPage};

/// Maximum bytes of kept pages.
const CAPACITY: usize = 32 * 1024 * 1024;
/// Maximum bytes of one kept page: a larger one would displace hundreds of others.
const LARGEST: usize = CAPACITY / 16;
/// Maximum bytes of pages that are not kept, or no longer, while they are being sent. All readers of a page
/// share one copy.
const PASSING_CAPACITY: usize = 64 * 1024 * 1024;
/// Maximum fingerprints of pages, also of those no longer kept, at about 100 bytes each: a reader who has
/// such a page need not get it again.
const FINGERPRINTS: NonZeroUsize = NonZeroUsize::new(8_192).unwrap();

/// Pages by key; the least recently used are dropped first.
#[derive(Debug)]
pub(super) struct Shelf {
    pages: LruCache<PageKey, Arc<KeptPage>>,
    bytes: usize,
    passing: HashMap<PageKey, Weak<KeptPage>>,
    fingerprints: LruCache<PageKey, Fingerprint>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            pages: LruCache::unbounded(),
            bytes: 0,
            passing: HashMap::new(),
            fingerprints: LruCache::new(FINGERPRINTS),
        }
    }
}

impl Shelf {
    pub(super) fn find(&mut self, key: &PageKey) -> Option<Arc<KeptPage>> {
        let kept = self.pages.get(key).map(Arc::clone);
        kept.or_else(|| self.passing.get(key)?.upgrade())
    }

    pub(super) fn fingerprint(&mut self, key: &PageKey) -> Option<Fingerprint> {
        self.fingerprints.get(key).copied()
    }

    /// Keeps a page, or only registers it while it is being sent. Returns `false` if too much is being sent
    /// already.
    pub(super) fn put(&mut self, key: PageKey, page: &Arc<KeptPage>) -> bool {
        self.fingerprints.put(key, page.fingerprint());
        self.passing.retain(|_, page| page.strong_count() > 0);
        let passing: usize = self.passing.values().filter_map(Weak::upgrade).map(|page| page.weight()).sum();
        if passing + page.weight() > PASSING_CAPACITY {
            return false;
        }
        if page.weight() > LARGEST {
            self.passing.insert(key, Arc::downgrade(page));
            return true;
        }
        self.bytes += page.weight();
        if let Some(before) = self.pages.put(key, Arc::clone(page)) {
            self.bytes -= before.weight();
            self.passing.insert(key, Arc::downgrade(&before));
        }
        while self.bytes > CAPACITY
            && let Some((key, oldest)) = self.pages.pop_lru()
        {
            self.bytes -= oldest.weight();
            // It stays alive only while it is still being sent.
            self.passing.insert(key, Arc::downgrade(&oldest));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ContentEncoding, HeaderValue};
    use actix_web::web::Bytes;

    use super::*;
    use crate::app::ReportPool;

    fn page(bytes: usize) -> Arc<KeptPage> {
        Arc::new(KeptPage::new(HeaderValue::from_static("image/png"), None, Bytes::from(vec![7; bytes])))
    }

    fn key(number: usize) -> PageKey {
        PageKey::of("version", "/results/33", &format!("from={number}"), crate::domain::Language::Vi)
    }

    #[test]
    fn the_least_recently_used_pages_are_dropped() {
        let mut shelf = Shelf::default();
        for number in 0..40 {
            assert!(shelf.put(key(number), &page(1024 * 1024)));
            assert!(shelf.find(&key(0)).is_some(), "it is asked for all the time");
            assert!(shelf.bytes <= CAPACITY);
        }
        assert!(shelf.find(&key(1)).is_none() && shelf.find(&key(39)).is_some());
        assert!(shelf.fingerprint(&key(1)).is_some(), "who has it need not get it again");
    }

    #[actix_web::test]
    async fn a_large_page_is_shared_while_it_is_sent_and_not_kept() {
        let mut shelf = Shelf::default();
        let pack = page(LARGEST + 1);
        assert!(shelf.put(key(1), &pack));
        assert!(Arc::ptr_eq(&shelf.find(&key(1)).unwrap(), &pack));
        let pool = ReportPool::default();
        let response = pack.answer(ContentEncoding::Identity, &pool, "no-cache").await;
        drop(pack);
        assert!(shelf.find(&key(1)).is_some(), "its bytes are on their way");
        drop(response);
        assert!(shelf.find(&key(1)).is_none());
        assert_eq!(shelf.bytes, 0);
    }

    #[test]
    fn a_dropped_page_counts_while_it_is_sent() {
        let mut shelf = Shelf::default();
        let sent: Vec<_> = (0..200).map(|number| (key(number), page(1024 * 1024))).collect();
        let taken = sent.iter().take_while(|(key, page)| shelf.put(*key, page)).count();
        assert!(taken * 1024 * 1024 <= CAPACITY + PASSING_CAPACITY, "{taken}");
        assert!(shelf.find(&key(0)).is_some(), "whoever asks for the same gets the same copy");
        drop(sent);
        assert!(shelf.put(key(200), &page(1024 * 1024)));
    }

    #[test]
    fn no_more_is_sent_at_once_than_memory_allows() {
        let mut shelf = Shelf::default();
        let sizes = PASSING_CAPACITY / (4 * 1024 * 1024);
        let sent: Vec<_> = (0..=sizes).map(|number| (key(number), page(4 * 1024 * 1024))).collect();
        let taken = sent.iter().filter(|(key, page)| shelf.put(*key, page)).count();
        assert!(taken < sizes + 1, "{taken}");
        drop(sent);
        assert!(shelf.put(key(0), &page(4 * 1024 * 1024)));
    }
}
