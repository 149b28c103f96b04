//! The gzip body: the value lies in a stored block (RFC 1951, section 3.2.4) between compressed ones.

use std::io::{self, Read, Write};

use crc32fast::Hasher;
use flate2::{Compression, read::GzDecoder, write::DeflateEncoder};

use super::page::{Halves, Page};

/// A member without name and time, compressed as well as possible, on no system in particular.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];

/// The lengths in the empty stored block with which a compressor ends a sync flush. Other lengths in their
/// place make it the block that holds the value.
const EMPTY: [u8; 4] = [0, 0, 0xFF, 0xFF];

/// A gzip member around the slot, and what its trailer is reckoned from.
#[derive(Debug)]
pub(super) struct Gzip {
    halves: Halves,
    sum_before: Hasher,
    sum_after: Hasher,
    length: u32,
}

impl Gzip {
    /// Compresses the page. `None` where its length does not fit the format, where the compressor fails, or
    /// where the result is not proven right.
    pub(super) fn prepare(page: &Page) -> Option<Self> {
        let length = u32::try_from(page.length()).ok()?;
        let halves = cut(page)?;
        let gzip = Self { halves, sum_before: sum(page.before()), sum_after: sum(page.after()), length };
        page.is_proven(|value| gzip.fill(value), decode).then_some(gzip)
    }

    /// The body; `value` is as long as the slot.
    pub(super) fn fill(&self, value: &str) -> Vec<u8> {
        let mut sum = self.sum_before.clone();
        sum.update(value.as_bytes());
        sum.combine(&self.sum_after);
        let trailer = u64::from(self.length) << 32 | u64::from(sum.finalize());
        self.halves.join(value, &trailer.to_le_bytes())
    }
}

fn sum(bytes: &[u8]) -> Hasher {
    let mut sum = Hasher::new();
    sum.update(bytes);
    sum
}

/// The header and the deflate stream on both sides of the slot.
fn cut(page: &Page) -> Option<Halves> {
    let length = u16::try_from(page.slot()).ok()?;
    let (start, end, stream) = deflate(page, &page.placeholder()?).ok()?;
    let mut before = HEADER.to_vec();
    before.extend(stream.get(..start)?.strip_suffix(&EMPTY)?);
    before.extend(length.to_le_bytes());
    before.extend((!length).to_le_bytes());
    Some(Halves::new(before, stream.get(end..)?.to_vec()))
}

/// The page as one deflate stream, and where in it the placeholder's blocks start and end. One stream and
/// not two, because the text after the slot then points back to the text before it.
fn deflate(page: &Page, placeholder: &[u8]) -> io::Result<(usize, usize, Vec<u8>)> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(page.before())?;
    encoder.flush()?;
    let start = encoder.get_ref().len();
    encoder.write_all(placeholder)?;
    encoder.flush()?;
    let end = encoder.get_ref().len();
    encoder.write_all(page.after())?;
    Ok((start, end, encoder.finish()?))
}

fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    GzDecoder::new(body).read_to_end(&mut text).ok()?;
    Some(text)
}
