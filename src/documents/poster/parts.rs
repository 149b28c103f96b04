//! The parts that posters of more than one size are made of.

use super::block::{Block, Content};
use super::logo::Logo;
use super::pictures::{LOTUS_SPREAD, VIEWFINDER};
use super::qr_symbol::{QUIET_ZONE, QrSymbol};
use super::typesetter::{Typesetter, line, lines, particulars};
use super::{Poster, Printing};
use crate::documents::pdf::colours::{GREY, INK, LOTUS};
use crate::documents::pdf::fitting::{Style, fit};
use crate::documents::pdf::typefaces::Weight;
use crate::domain::{Contact, Language};
use crate::locale::message;

/// What the promises are, in their order.
pub(super) const PROMISES: [&str; 3] = ["poster-time", "poster-anonymous", "poster-confidential"];
/// So many contacts are shown; a longer list is for the notice board.
const MOST_CONTACTS: usize = 4;
/// A longer title is cut, so that the number behind it is never.
const LONGEST_DUTY: usize = 100;

/// How the head of a print is set.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) name: Style,
    pub(super) label: Style,
}

/// Unit and counter, and the logo in the corner right of them.
pub(super) fn head(setter: Typesetter, poster: &Poster, logo: Block, look: Head, width: f32) -> Block {
    const BETWEEN: f32 = 14.0;
    let room = if logo.is_empty() { width } else { width - logo.width - BETWEEN };
    let name = setter.text(&poster.unit_name, look.name, room, INK);
    let names = name.above(0.0, setter.text(&poster.label, look.label, room, LOTUS));
    if logo.is_empty() { names } else { names.with(logo.at_right_of(width)) }
}

/// The logo, where there is one, as large as its slot allows.
pub(super) fn logo(printing: &Printing, slot: (f32, f32)) -> Block {
    let picture = |logo: &Logo| Block::of(Content::Logo, logo.within(slot));
    printing.logo.as_ref().map(picture).unwrap_or_default()
}

/// That the data are made up, in a frame.
pub(super) fn illustrative_mark(setter: Typesetter, poster: &Poster, size: f32) -> Block {
    if !poster.illustrative {
        return Block::default();
    }
    let style = Style { weight: Weight::SemiBold, ..line(size) };
    let text = fit(&message(Language::Vi, "illustrative"), style, f32::MAX, setter.typefaces);
    let extent = (text.width + 1.9 * size, 1.9 * size);
    Block::of(Content::Mark(text), extent)
}

/// The square of the QR code with a symbol of at least `symbol_width`, and as large as `side` in any case.
pub(super) fn symbol_square(symbol: &QrSymbol, symbol_width: f32, side: f32) -> Block {
    let modules = f32::from(symbol.width);
    let least = symbol_width * (modules + 2.0 * QUIET_ZONE) / modules / (1.0 - 2.0 * VIEWFINDER);
    let side = side.max(least);
    Block::of(Content::Symbol, (side, side))
}

/// The promises in one line, parted by red dots; in English below it.
pub(super) fn promises(setter: Typesetter, size: f32, twin: Style, width: f32) -> Block {
    let row = |size: f32| {
        PROMISES.iter().fold(Block::default(), |row, key| {
            let promise =
                fit(&message(Language::Vi, key), line(size).scaled(setter.scale), width, setter.typefaces);
            let promise = Block::text(promise, INK);
            let dot = if row.is_empty() { Block::default() } else { Block::dot(size, promise.height) };
            row.before(0.62 * size, dot).before(0.62 * size, promise)
        })
    };
    let full = row(size);
    // All of it is in proportion to the size, so that one step makes it fit.
    let fitting = if full.width > width { row(0.998 * size * width / full.width) } else { full };
    fitting.above(0.0, setter.twin(&in_one_line(&PROMISES), twin, width))
}

/// The promises one below the other, each with its English twin beside it.
pub(super) fn listed_promises(setter: Typesetter, size: f32, width: f32) -> Block {
    PROMISES.iter().fold(Block::default(), |list, key| {
        let promise = setter.text(&message(Language::Vi, key), line(size), width - size, INK);
        let room = width - promise.width - 2.0 * size;
        let twin = setter.twin(&message(Language::En, key), line(0.85 * size), room);
        let dot = Block::dot(size * setter.scale, promise.height);
        list.above(0.0, dot.before_level(0.5 * size, promise).before_level(0.6 * size, twin))
    })
}

/// Messages in English, one after the other.
pub(super) fn in_one_line(keys: &[&str]) -> String {
    keys.iter().map(|key| message(Language::En, key)).collect::<Vec<_>>().join(" · ")
}

/// Who is responsible: name, title and number, in two columns; nothing where nobody was imported.
pub(super) fn contacts(setter: Typesetter, contacts: &[Contact], size: f32, width: f32) -> Block {
    const BETWEEN: f32 = 22.0;
    let columns = if contacts.len() > 1 { 2 } else { 1 };
    let cell = (width - BETWEEN * (columns as f32 - 1.0)) / columns as f32;
    let shown = contacts.get(..MOST_CONTACTS.min(contacts.len())).unwrap_or(contacts);
    let rows = shown.chunks(columns).fold(Block::default(), |rows, pair| {
        let row = pair.iter().enumerate().map(|(column, one)| {
            contact(setter, one, size, cell).at((column as f32 * (cell + BETWEEN), 0.0))
        });
        rows.above(0.5 * size, row.fold(Block::default(), Block::with))
    });
    if rows.is_empty() {
        return rows;
    }
    let title = Style { weight: Weight::SemiBold, ..line(0.92 * size) };
    let title_of = |language| message(language, "poster-contacts");
    let heading = setter.text(&title_of(Language::Vi), title, width / 2.0, LOTUS);
    let twin = setter.twin(&title_of(Language::En), line(0.92 * size), width / 2.0 - size);
    heading.before_level(0.6 * size, twin).above(0.1 * size, rows)
}

fn contact(setter: Typesetter, contact: &Contact, size: f32, width: f32) -> Block {
    let name = Style { weight: Weight::SemiBold, ..lines(size) };
    let duty: String = contact.duty.chars().take(LONGEST_DUTY).collect();
    // A number is never broken between two lines.
    let telephone = contact.telephone.replace(' ', "\u{a0}");
    let details = format!("{duty} · {telephone}");
    let name = setter.text(&contact.name, name, width, INK);
    name.above(0.0, setter.text(&details, lines(0.92 * size), width, GREY))
}

/// How the foot of a print is set.
#[derive(Clone, Copy)]
pub(super) struct Foot {
    /// The height of the lotus.
    pub(super) lotus: f32,
    /// The size of the motto.
    pub(super) motto: f32,
    /// The size of the small print.
    pub(super) small: f32,
}

/// The motto beside the lotus, and at the right the small print.
pub(super) fn foot(setter: Typesetter, poster: &Poster, look: Foot, width: f32) -> Block {
    let setter = Typesetter { scale: 1.0, ..setter };
    let small = |language| {
        let lines =
            particulars(poster, language).map(|text| setter.text(&text, line(look.small), width, GREY));
        lines.into_iter().fold(Block::default(), |above, line| above.above(0.0, line))
    };
    let small = setter
        .languages()
        .map(small)
        .fold(Block::default(), |left, right| left.before(1.4 * look.small, right));
    let lotus = Block::of(Content::Lotus, (2.0 * LOTUS_SPREAD * look.lotus, look.lotus));
    let room = width - small.width - lotus.width - 2.6 * look.motto;
    let motto = Style { weight: Weight::SemiBold, most_lines: 2, ..line(look.motto) };
    let motto = setter.message("poster-motto", motto, LOTUS, line(0.75 * look.motto), room);
    let left = lotus.before_level(0.85 * look.motto, motto);
    let height = left.height.max(small.height);
    let foot = left.in_middle_of(height).with(small.in_middle_of(height).at_right_of(width));
    Block::of(Content::Rule, (width, 0.0)).above(0.6 * look.motto, foot)
}
