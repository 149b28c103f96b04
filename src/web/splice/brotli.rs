//! The brotli body: the value lies in an uncompressed meta-block (RFC 7932, section 9.2) between
//! compressed ones.

use std::io::{self, Read, Write};

use ::brotli::{CompressorWriter, Decompressor, enc::BrotliEncoderParams};

use super::page::{Halves, Page};

/// The best there is; it is paid once.
const QUALITY: i32 = 11;

/// Pages are smaller than this window of 256 KiB, and a larger one would only cost browsers memory.
const WINDOW_BITS: i32 = 18;

const BUFFER_BYTES: usize = 4096;

/// How many bytes of the text after the slot go into the value's meta-block. A literal is coded by the two
/// bytes before it, and those must be the same in every view.
const GUARD: usize = 2;

/// Compresses the page. `None` where the compressor fails, or where the result is not proven right.
pub(super) fn prepare(page: &Page) -> Option<Halves> {
    let halves = cut(page)?;
    page.is_proven(|value| halves.join(value, &[]), decode).then_some(halves)
}

/// The stream on both sides of the slot.
fn cut(page: &Page) -> Option<Halves> {
    let (guard, rest) = page.after().split_at_checked(GUARD.min(page.after().len()))?;
    let middle = [&page.placeholder()?, guard].concat();
    let (start, end, stream) = compress(page.before(), &middle, rest).ok()?;
    let mut before = stream.get(..start)?.to_vec();
    before.extend(uncompressed_header(middle.len())?);
    let mut after = guard.to_vec();
    after.extend(stream.get(end..)?);
    Some(Halves::new(before, after))
}

/// The three parts as one stream, and where in it those of the middle part start and end. One stream and
/// not two, because the last part then points back to the first.
fn compress(first: &[u8], middle: &[u8], last: &[u8]) -> io::Result<(usize, usize, Vec<u8>)> {
    let length = first.len() + middle.len() + last.len();
    let parameters =
        BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW_BITS, size_hint: length, ..Default::default() };
    let mut encoder = CompressorWriter::with_params(Vec::new(), BUFFER_BYTES, &parameters);
    encoder.write_all(first)?;
    encoder.flush()?;
    let start = encoder.get_ref().len();
    encoder.write_all(middle)?;
    encoder.flush()?;
    let end = encoder.get_ref().len();
    encoder.write_all(last)?;
    Ok((start, end, encoder.into_inner()))
}

/// The header of an uncompressed meta-block that starts and ends at a byte boundary. From the lowest bit:
/// not the last (1 bit), four nibbles of length (2), the length less one (16), uncompressed (1), padding.
fn uncompressed_header(length: usize) -> Option<[u8; 3]> {
    let length = u16::try_from(length.checked_sub(1)?).ok()?;
    let [low, middle, high, _] = (u32::from(length) << 3 | 1 << 19).to_le_bytes();
    Some([low, middle, high])
}

fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    Decompressor::new(body, BUFFER_BYTES).read_to_end(&mut text).ok()?;
    Some(text)
}
