//! A page cut at its slot, what stands in for the slot while it is compressed, and the proof of the result.

use std::iter;

/// Bytes that no UTF-8 text contains, so that no match from the text can lead into the slot. Their number
/// is a prime; [`Page::placeholder`] relies on that.
const FOREIGN: [u8; 13] = [0xC0, 0xC1, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF];

/// A text around a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    before: &'a str,
    slot: usize,
    after: &'a str,
}

impl<'a> Page<'a> {
    /// Cuts `text` at the only place where `slot` stands.
    pub(super) fn around(text: &'a str, slot: &str) -> Option<Self> {
        // Searched from both ends, because occurrences that overlap are two as well.
        if slot.is_empty() || text.find(slot) != text.rfind(slot) {
            return None;
        }
        let (before, after) = text.split_once(slot)?;
        Some(Self { before, slot: slot.len(), after })
    }

    /// The text before the slot.
    pub(super) fn before(&self) -> &'a [u8] {
        self.before.as_bytes()
    }

    /// The length of the slot in bytes.
    pub(super) fn slot(&self) -> usize {
        self.slot
    }

    /// The text after the slot.
    pub(super) fn after(&self) -> &'a [u8] {
        self.after.as_bytes()
    }

    /// The length in bytes with the slot filled.
    pub(super) fn length(&self) -> usize {
        self.before.len() + self.slot + self.after.len()
    }

    /// The page uncompressed.
    pub(super) fn halves(&self) -> Halves {
        Halves::new(self.before().to_vec(), self.after().to_vec())
    }

    /// What a compressor is fed in place of the slot: bytes foreign to the text in which no two neighbours
    /// come in the same order again. So nothing in it can be told by pointing back, nor does the text after
    /// it point into it, and the compressor goes on as it would have after bytes that are only copied.
    ///
    /// `None` where the slot is longer than the 157 bytes for which there are such pairs.
    pub(super) fn placeholder(&self) -> Option<Vec<u8>> {
        // Thirteen steps of one width meet each byte once, because thirteen is a prime; the next width then
        // makes other pairs.
        let widths = (1..FOREIGN.len()).flat_map(|width| iter::repeat_n(width, FOREIGN.len()));
        let places = iter::once(0).chain(widths).scan(0, |place, width| {
            *place = (*place + width) % FOREIGN.len();
            Some(*place)
        });
        let bytes: Vec<u8> = places.filter_map(|place| FOREIGN.get(place).copied()).take(self.slot).collect();
        (bytes.len() == self.slot).then_some(bytes)
    }

    /// Whether what `fill` makes is decoded by `decode` to the page, whatever the value.
    ///
    /// Two values are enough. They differ in every byte, so that a byte elsewhere that was copied out of the
    /// slot comes out wrong with one of them at least; and copying is all that a decoder does with the bytes
    /// of an uncompressed block, once brotli's literals are kept from following them.
    pub(super) fn is_proven(
        &self,
        fill: impl Fn(&str) -> Vec<u8>,
        decode: impl Fn(&[u8]) -> Option<Vec<u8>>,
    ) -> bool {
        let plain = self.halves();
        ["0", "z"].iter().all(|byte| {
            let value = byte.repeat(self.slot);
            decode(&fill(&value)).is_some_and(|text| text == plain.join(&value, &[]))
        })
    }
}

/// The bytes of a body on both sides of the value.
#[derive(Debug)]
pub(super) struct Halves {
    before: Box<[u8]>,
    after: Box<[u8]>,
}

impl Halves {
    pub(super) fn new(before: Vec<u8>, after: Vec<u8>) -> Self {
        Self { before: before.into_boxed_slice(), after: after.into_boxed_slice() }
    }

    /// The whole body, with `end` behind it.
    pub(super) fn join(&self, value: &str, end: &[u8]) -> Vec<u8> {
        [&self.before, value.as_bytes(), &self.after, end].concat()
    }
}
