//! Sets the words of a poster: Vietnamese, and where it is asked for English right below it or beside it.

use super::Poster;
use super::block::Block;
use crate::documents::pdf::colours::{Colour, GREY};
use crate::documents::pdf::fitting::{Fitted, Style, fit};
use crate::documents::pdf::typefaces::{Typefaces, Weight};
use crate::domain::Language;
use crate::locale::{Argument, day, message, message_with};

/// Sets texts at a scale.
#[derive(Clone, Copy)]
pub(super) struct Typesetter {
    pub(super) typefaces: &'static Typefaces,
    /// Whether English stands beside Vietnamese.
    pub(super) bilingual: bool,
    /// By which all sizes of letters are multiplied.
    pub(super) scale: f32,
}

/// One line of regular letters that shrinks as far as it must.
pub(super) const fn line(size: f32) -> Style {
    Style { weight: Weight::Regular, largest: size, smallest: 0.6 * size, most_lines: 1, leading: 1.4 }
}

/// Regular letters that rather take a second line than shrink.
pub(super) const fn lines(size: f32) -> Style {
    Style { weight: Weight::Regular, largest: size, smallest: 0.94 * size, most_lines: 2, leading: 1.26 }
}

impl Typesetter {
    /// A text within `width`.
    pub(super) fn text(self, text: &str, style: Style, width: f32, colour: Colour) -> Block {
        if text.is_empty() {
            return Block::default();
        }
        Block::text(fit(text, style.scaled(self.scale), width, self.typefaces), colour)
    }

    /// A text each line of which stands half way along `width`, with a little air at both ends.
    pub(super) fn centred(self, text: &str, style: Style, width: f32, colour: Colour) -> Block {
        const AIR: f32 = 0.04;
        let fitted = fit(text, style.scaled(self.scale), (1.0 - 2.0 * AIR) * width, self.typefaces);
        fitted.lines.iter().fold(Block::default(), |above, line| {
            let wide = self.typefaces.get(fitted.weight).width(line) * fitted.size;
            let line = Fitted { lines: vec![line.clone()], width: wide, ..fitted.clone() };
            above.above(0.0, Block::text(line, colour).in_centre_of(width))
        })
    }

    /// A message, and below it its English twin where both are wanted.
    pub(super) fn message(self, key: &str, style: Style, colour: Colour, twin: Style, width: f32) -> Block {
        let vietnamese = self.text(&message(Language::Vi, key), style, width, colour);
        vietnamese.above(0.0, self.twin(&message(Language::En, key), twin, width))
    }

    /// A text in English; nothing where only Vietnamese is wanted.
    pub(super) fn twin(self, text: &str, style: Style, width: f32) -> Block {
        if self.bilingual { self.text(text, style, width, GREY) } else { Block::default() }
    }

    /// The languages, the one that comes first first.
    pub(super) fn languages(self) -> impl Iterator<Item = Language> {
        let english = self.bilingual.then_some(Language::En);
        std::iter::once(Language::Vi).chain(english)
    }
}

/// What tells this print from others, in small print: the code, the serial, the day.
pub(super) fn particulars(poster: &Poster, language: Language) -> [String; 3] {
    let code = [("code", Argument::from(poster.code.to_string()))];
    let serial = [("serial", Argument::from(poster.serial.as_str()))];
    let issued = [("day", Argument::from(day(language, poster.issued)))];
    [
        message_with(language, "poster-code", code),
        message_with(language, "poster-serial", serial),
        message_with(language, "poster-issued", issued),
    ]
}

/// The address as a hand types it: without the scheme, which every browser adds, and with the host, where case
/// means nothing, in small letters. In the code itself capitals make the symbol smaller.
pub(super) fn typed_address(url: &str) -> String {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    format!("{}{path}", host.to_ascii_lowercase())
}
