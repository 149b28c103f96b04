//! The colours of print: white paper, text colours, one accent, and the five colours of the answers.

use krilla::color::{luma, rgb};
use krilla::paint::Paint;

/// An RGB colour with components from 0 to 255.
#[derive(Clone, Copy, Debug)]
pub(in crate::documents) struct Colour(u8, u8, u8);

/// Text.
pub(in crate::documents) const INK: Colour = Colour(0x1B, 0x1F, 0x24);
/// Secondary text.
pub(in crate::documents) const GREY: Colour = Colour(0x5A, 0x62, 0x6C);
/// Separating lines.
pub(in crate::documents) const HAIRLINE: Colour = Colour(0xD9, 0xD6, 0xCF);
/// Lotus red, the one accent.
pub(in crate::documents) const LOTUS: Colour = Colour(0xB5, 0x26, 0x1E);
/// The inner petals of the lotus.
pub(in crate::documents) const LOTUS_MIDDLE: Colour = Colour(0xD0, 0x6A, 0x62);
/// The outer petals of the lotus.
pub(in crate::documents) const LOTUS_LIGHT: Colour = Colour(0xE6, 0xAD, 0xA7);
/// Paper.
pub(in crate::documents) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
/// The answers from very dissatisfied to very satisfied.
pub(in crate::documents) const ANSWERS: [Colour; 5] = [
    Colour(0xB2, 0x42, 0x2D),
    Colour(0xE9, 0xA2, 0x7F),
    Colour(0xD9, 0xD6, 0xCF),
    Colour(0x7F, 0xB5, 0xC8),
    Colour(0x1F, 0x6F, 0x8B),
];

impl From<Colour> for Paint {
    fn from(Colour(red, green, blue): Colour) -> Self {
        rgb::Color::new(red, green, blue).into()
    }
}

/// Black as a single ink. A black mixed from four inks would blur the modules of the QR code.
pub(in crate::documents) fn pure_black() -> Paint {
    luma::Color::black().into()
}
