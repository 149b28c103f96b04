//! One cached page or file: its bytes in each coding that was requested, and the fingerprint of its content.

use std::io::Write;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, ContentEncoding, ETAG, EntityTag, HeaderValue, IfNoneMatch, VARY,
};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use crate::app::ReportPool;
use crate::web::paced_body::paced_body;

/// Between the speed of 1 and the density of 11. A page of 50 kB takes some milliseconds, once.
const BROTLI_QUALITY: i32 = 6;
/// Bytes that a cache entry takes in addition to its content.
const OVERHEAD: usize = 512;

/// Identifies a page's content: pages with the same fingerprint have the same bytes.
pub(super) type Fingerprint = [u8; 12];

/// A page that may be sent to any reader.
#[derive(Debug)]
pub(in crate::web) struct KeptPage {
    content_type: HeaderValue,
    disposition: Option<HeaderValue>,
    fingerprint: Fingerprint,
    plain: Bytes,
    gzip: OnceCell<Bytes>,
    brotli: OnceCell<Bytes>,
}

impl KeptPage {
    /// A page of these bytes.
    pub(in crate::web) fn new(
        content_type: HeaderValue,
        disposition: Option<HeaderValue>,
        plain: Bytes,
    ) -> Self {
        let digest = Sha256::digest(&plain);
        let fingerprint = digest.first_chunk().copied().unwrap_or_default();
        let (gzip, brotli) = (OnceCell::new(), OnceCell::new());
        Self { content_type, disposition, fingerprint, plain, gzip, brotli }
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Maximum bytes of memory that the page takes; compressed texts take a third of their length in each
    /// coding.
    pub(super) fn weight(&self) -> usize {
        let compressed = if self.is_text() { self.plain.len() * 2 / 3 } else { 0 };
        self.plain.len() + compressed + OVERHEAD
    }

    /// Whether the content should be compressed: pictures, PDF, ZIP and XLSX files are already.
    fn is_text(&self) -> bool {
        let kind = self.content_type.as_bytes();
        ["text/", "application/json", "image/svg"].iter().any(|text| kind.starts_with(text.as_bytes()))
    }

    /// The response in the coding that a reader prefers. Compresses at the first request for a coding; sends
    /// the plain bytes if the report pool is too busy for that.
    pub(super) async fn answer(
        self: &Arc<Self>,
        preferred: ContentEncoding,
        pool: &ReportPool,
        cache_control: &'static str,
    ) -> HttpResponse {
        let (coding, bytes) = self.coded(preferred, pool).await;
        let mut response = HttpResponse::Ok();
        response.content_type(self.content_type.clone()).insert_header((CACHE_CONTROL, cache_control));
        response.insert_header((ETAG, tag(self.fingerprint, coding)));
        if let Some(disposition) = &self.disposition {
            response.insert_header((CONTENT_DISPOSITION, disposition.clone()));
        }
        if self.is_text() {
            response.insert_header((VARY, "Accept-Encoding"));
        }
        if coding != ContentEncoding::Identity {
            response.insert_header(coding);
        }
        let held = HeldBytes { bytes, _page: Arc::clone(self) };
        response.body(paced_body(Bytes::from_owner(held)))
    }

    async fn coded(&self, coding: ContentEncoding, pool: &ReportPool) -> (ContentEncoding, Bytes) {
        let (kept, pack): (_, fn(&[u8]) -> Bytes) = match coding {
            ContentEncoding::Gzip if self.is_text() => (&self.gzip, gzip),
            ContentEncoding::Brotli if self.is_text() => (&self.brotli, brotli),
            _ => return (ContentEncoding::Identity, self.plain.clone()),
        };
        let plain = self.plain.clone();
        let packed = kept.get_or_try_init(|| pool.run(move || pack(&plain))).await;
        match packed {
            Ok(packed) if !packed.is_empty() => (coding, packed.clone()),
            _ => (ContentEncoding::Identity, self.plain.clone()),
        }
    }
}

/// Bytes that are being sent to a reader. They keep their page alive, so that the cache finds it for other
/// readers and counts its memory.
struct HeldBytes {
    bytes: Bytes,
    _page: Arc<KeptPage>,
}

impl AsRef<[u8]> for HeldBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A strong tag: each coding of a page has its own.
fn tag(fingerprint: Fingerprint, coding: ContentEncoding) -> EntityTag {
    let fingerprint = data_encoding::HEXLOWER.encode(&fingerprint);
    EntityTag::new_strong(format!("{fingerprint}-{}", coding.as_str()))
}

/// The tag in `If-None-Match` that belongs to the page with this fingerprint.
pub(super) fn tag_in_hand(asked: &IfNoneMatch, fingerprint: Fingerprint) -> Option<EntityTag> {
    let IfNoneMatch::Items(tags) = asked else { return None };
    let ours = [ContentEncoding::Identity, ContentEncoding::Gzip, ContentEncoding::Brotli]
        .map(|coding| tag(fingerprint, coding));
    ours.into_iter().find(|ours| tags.iter().any(|tag| tag.weak_eq(ours)))
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(plain).and_then(|()| encoder.finish());
    packed.unwrap_or_default().into()
}

fn brotli(plain: &[u8]) -> Bytes {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: 18, ..Default::default() };
    let mut packed = Vec::new();
    match brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters) {
        Ok(_) => packed.into(),
        Err(_) => Bytes::new(),
    }
}
