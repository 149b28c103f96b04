//! Precompressed templates: pages that are compressed once although they differ in one place, near their end,
//! for each view.
//!
//! A compressor at high quality takes tens of milliseconds for a page. A [`Precompressed`] page spends that
//! time once, on everything before the place that differs, the slot. Both formats allow uncompressed bytes to
//! follow: the value of the slot and the short rest of the page. Filling the slot then only copies bytes.
//!
//! As the value is never compressed, the size of a body reveals nothing about it: text that an attacker
//! injects into the page cannot be compared with a secret in the slot by observing sizes.

use std::io::{self, Write};

use ::brotli::{CompressorWriter, enc::BrotliEncoderParams};
use actix_web::HttpRequest;
use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding, Header};
use crc32fast::Hasher;
use flate2::{Compression, write::DeflateEncoder};

/// The highest quality, since each page is compressed once.
const BROTLI_QUALITY: i32 = 11;
/// 256 KiB: pages are smaller, and a larger window would only cost browsers memory.
const BROTLI_WINDOW_BITS: i32 = 18;
const BROTLI_BUFFER_BYTES: usize = 4096;
/// An empty meta-block that is the last one (RFC 7932, section 9.2).
const BROTLI_END: [u8; 1] = [3];
/// The header of a gzip member (RFC 1952): no name, no time, maximum compression, unknown system.
const GZIP_HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];

/// The coding that a request prefers among those in which pages are kept.
pub(crate) fn preferred_coding(request: &HttpRequest) -> ContentEncoding {
    let offered = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    match accepted.and_then(|accepted| accepted.negotiate(offered.iter())) {
        Some(Encoding::Known(coding)) => coding,
        _ => ContentEncoding::Identity,
    }
}

/// A page whose text before the slot was compressed beforehand.
#[derive(Debug)]
pub(crate) struct Precompressed {
    slot: usize,
    /// The text before the slot; in each coding all bytes before the value.
    plain: Box<[u8]>,
    gzip: Box<[u8]>,
    brotli: Box<[u8]>,
    /// The text after the slot.
    tail: Box<[u8]>,
    /// The checksum of the text before the slot, and the length of the whole, for the trailer of a gzip body.
    checksum: Hasher,
    length: u32,
}

impl Precompressed {
    /// Compresses `text`, which contains `slot` exactly once; every value for the slot has the same length.
    ///
    /// Slow: some tens of milliseconds for a page of 25 kB, nearly all of it for brotli. In async code it
    /// belongs on a blocking thread.
    ///
    /// Returns `None` if the slot is empty, absent or repeated, if more than 64 kB follow it, or if a
    /// compressor fails.
    #[must_use]
    pub(crate) fn prepare(text: &str, slot: &str) -> Option<Self> {
        // Searched from both ends, because overlapping occurrences are two as well.
        if slot.is_empty() || text.find(slot) != text.rfind(slot) {
            return None;
        }
        let (before, after) = text.split_once(slot)?;
        let uncompressed = u16::try_from(slot.len() + after.len()).ok()?;
        let mut checksum = Hasher::new();
        checksum.update(before.as_bytes());
        Some(Self {
            slot: slot.len(),
            plain: before.as_bytes().into(),
            gzip: start_of_gzip(before.as_bytes(), uncompressed).ok()?.into(),
            brotli: start_of_brotli(before.as_bytes(), uncompressed).ok()?.into(),
            tail: after.as_bytes().into(),
            checksum,
            length: u32::try_from(text.len()).ok()?,
        })
    }

    /// The body for `coding` with `value` in the slot, in one allocation of the exact size; `None` if the
    /// value's length in bytes differs from the slot's.
    ///
    /// The value is copied unchanged: the caller must escape HTML in it.
    #[must_use]
    pub(crate) fn fill(&self, coding: ContentEncoding, value: &str) -> Option<Vec<u8>> {
        if value.len() != self.slot {
            return None;
        }
        let (value, tail) = (value.as_bytes(), &*self.tail);
        let body = match coding {
            ContentEncoding::Gzip => {
                let mut checksum = self.checksum.clone();
                checksum.update(value);
                checksum.update(tail);
                let end = [checksum.finalize().to_le_bytes(), self.length.to_le_bytes()];
                [&self.gzip, value, tail, end.as_flattened()].concat()
            }
            ContentEncoding::Brotli => [&self.brotli, value, tail, &BROTLI_END].concat(),
            _ => [&self.plain, value, tail].concat(),
        };
        Some(body)
    }
}

/// The compressed text, and the header of a final stored block of `length` bytes (RFC 1951, section 3.2.4).
fn start_of_gzip(text: &[u8], length: u16) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(GZIP_HEADER.to_vec(), Compression::best());
    encoder.write_all(text)?;
    // Ends at a byte boundary.
    encoder.flush()?;
    let [low, high] = length.to_le_bytes();
    Ok([encoder.get_ref().as_slice(), &[1, low, high, !low, !high]].concat())
}

/// The compressed text, and the header of an uncompressed meta-block of `length` bytes (RFC 7932, section
/// 9.2). From the lowest bit: not the last (1 bit), four nibbles of length (2), the length less one (16),
/// uncompressed (1), padding.
fn start_of_brotli(text: &[u8], length: u16) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: text.len(),
        ..Default::default()
    };
    let mut encoder = CompressorWriter::with_params(Vec::new(), BROTLI_BUFFER_BYTES, &parameters);
    encoder.write_all(text)?;
    // Ends at a byte boundary.
    encoder.flush()?;
    let [low, middle, high, _] = (u32::from(length.saturating_sub(1)) << 3 | 1 << 19).to_le_bytes();
    Ok([encoder.get_ref().as_slice(), &[low, middle, high]].concat())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use ::brotli::Decompressor;
    use flate2::{read::GzDecoder, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    const CODINGS: [ContentEncoding; 3] =
        [ContentEncoding::Identity, ContentEncoding::Gzip, ContentEncoding::Brotli];
    const SLOT: &str = "3fXh0Zk-2wQ_bV9sYtRmLpJ7cUgNd8eAa1iOoT5KxyE";
    const VALUE: &str = "q7Zk-2Xw_0bV9sYtRmLhJ3cPfGdN8eUa1iOoT5KxQyE";

    fn decoded(coding: ContentEncoding, mut body: &[u8]) -> String {
        let mut text = String::new();
        match coding {
            ContentEncoding::Gzip => GzDecoder::new(body).read_to_string(&mut text).unwrap(),
            ContentEncoding::Brotli => Decompressor::new(body, 4096).read_to_string(&mut text).unwrap(),
            _ => body.read_to_string(&mut text).unwrap(),
        };
        text
    }

    /// Fills the page in every coding and decodes each body with the ordinary decoders.
    fn fills(before: &str, after: &str, slot: &str, values: &[&str]) {
        let page = Precompressed::prepare(&format!("{before}{slot}{after}"), slot);
        let page = page.expect("the text contains the slot once");
        for (coding, value) in
            CODINGS.iter().flat_map(|coding| values.iter().map(move |value| (*coding, value)))
        {
            let body = page.fill(coding, value).unwrap();
            assert_eq!(decoded(coding, &body), format!("{before}{value}{after}"), "{coding:?}");
            assert_eq!(body.capacity(), body.len(), "{coding:?} leaves no spare room");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        ("(<[a-z]{1,6}>|[a-z ]{0,20}|\\PC{0,12}){0,12}", 0_usize..100)
            .prop_map(|(piece, times)| piece.repeat(times))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_coding_decodes_to_the_filled_page(
            before in text(),
            after in text(),
            slot in "[A-Za-z0-9_-]{43}",
            first in "[A-Za-z0-9_-]{43}",
            second in "[A-Za-z0-9_-]{43}",
        ) {
            fills(&before, &after, &slot, &[&first, &second]);
        }
    }

    #[test]
    fn values_that_also_occur_in_the_page_are_filled_in_like_others() {
        let around = format!("<p>{VALUE}</p><input name=\"token\" value=\"");
        fills(&around, &format!("\">{around}{VALUE}"), SLOT, &[VALUE, &"\"".repeat(43), &">".repeat(43)]);
    }

    #[test]
    fn the_slot_may_be_at_either_end_and_have_any_length() {
        for (before, after) in
            [("", ""), ("", ">"), ("<", ""), ("", "\"></form>"), ("<a href=\"", "\""), ("a", "bc")]
        {
            fills(before, after, SLOT, &[VALUE, SLOT]);
        }
        for length in [1, 2, 3, 13, 14, 100, 157, 158, 60_000] {
            fills("<i>slot</i><b title='", "'></b><i>slot</i>", &"%".repeat(length), &[&"x".repeat(length)]);
        }
    }

    #[test]
    fn a_slot_must_occur_exactly_once_and_near_the_end() {
        assert!(Precompressed::prepare("<b></b>", SLOT).is_none());
        assert!(Precompressed::prepare(&format!("{SLOT} {SLOT}"), SLOT).is_none());
        assert!(Precompressed::prepare("-xyxyx-", "xyx").is_none(), "occurrences that overlap are two");
        assert!(Precompressed::prepare("<b></b>", "").is_none());
        assert!(Precompressed::prepare("", "").is_none());
        let far = |bytes| Precompressed::prepare(&format!("%{}", "x".repeat(bytes)), "%");
        assert!(far(65_534).is_some() && far(65_535).is_none());
    }

    #[test]
    fn a_value_of_another_length_is_refused() {
        let page = Precompressed::prepare(&format!("<b>{SLOT}</b>"), SLOT).unwrap();
        for coding in CODINGS {
            for value in ["", &VALUE[1..], "é"] {
                assert_eq!(page.fill(coding, value), None);
            }
        }
    }

    #[test]
    fn bodies_are_hardly_larger_than_those_compressed_in_one_go() {
        let parts = (0..400).map(|n| format!("<p class=\"q{}\">Câu hỏi {n}</p>", n * n));
        let before = parts.collect::<Vec<_>>().concat();
        let tail = "\"><button>Gửi</button></form></body></html>";
        let filled = format!("{before}{VALUE}{tail}");
        let page = Precompressed::prepare(&format!("{before}{SLOT}{tail}"), SLOT).unwrap();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(filled.as_bytes()).unwrap();
        let mut brotli = CompressorWriter::new(Vec::new(), 4096, 11, 18);
        brotli.write_all(filled.as_bytes()).unwrap();
        let whole = [gzip.finish().unwrap().len(), brotli.into_inner().len()];
        for (coding, whole) in [ContentEncoding::Gzip, ContentEncoding::Brotli].into_iter().zip(whole) {
            let prepared = page.fill(coding, VALUE).unwrap().len();
            assert!(prepared <= whole + 120, "{coding:?}: {prepared} bytes, {whole} in one go");
        }
    }
}
