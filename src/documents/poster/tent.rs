//! The table tent: an A4 page that is folded in the middle and stands on a desk, so that the citizen and the officer
//! see the same A5 face.

use super::a4;
use super::block::{Block, Column, Content, Gaps, settled};
use super::parts::{
    Foot, Head, PROMISES, contacts, foot, head, illustrative_mark, in_one_line, listed_promises, logo,
    symbol_square,
};
use super::qr_symbol::QrSymbol;
use super::typesetter::{Typesetter, line, typed_address};
use super::{Poster, Printing};
use crate::documents::pdf::colours::{GREY, INK};
use crate::documents::pdf::fitting::Style;
use crate::documents::pdf::typefaces::{Typefaces, Weight};
use crate::domain::Language;
use crate::locale::message;

/// A5 across, in points.
pub(super) const WIDTH: f32 = a4::WIDTH;
/// Half the page; the fold is its upper edge.
pub(super) const HEIGHT: f32 = a4::HEIGHT / 2.0;

const MARGIN: f32 = 36.0;
const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// Clear of the fold.
const TOP: f32 = 24.0;
const BOTTOM: f32 = HEIGHT - 22.0;
/// 5 cm, which a phone reads from across a desk.
const SYMBOL: f32 = 142.0;
/// The square of symbol and quiet zone, where there is room.
const SQUARE: f32 = 222.0;

const HEAD: Head = Head {
    name: Style { weight: Weight::Bold, largest: 30.0, smallest: 21.0, most_lines: 2, leading: 1.25 },
    label: Style { weight: Weight::SemiBold, largest: 16.0, smallest: 12.0, most_lines: 2, leading: 1.3 },
};
/// Width and height of the largest logo.
const LOGO: (f32, f32) = (96.0, 48.0);
const INVITATION: Style =
    Style { weight: Weight::SemiBold, largest: 19.0, smallest: 17.0, most_lines: 2, leading: 1.27 };
const ADDRESS: Style =
    Style { weight: Weight::SemiBold, largest: 15.0, smallest: 10.5, most_lines: 2, leading: 1.27 };
const ANSWER: Style =
    Style { weight: Weight::SemiBold, largest: 8.5, smallest: 7.6, most_lines: 2, leading: 1.25 };
const FOOT: Foot = Foot { lotus: 17.0, motto: 10.0, small: 6.2 };
const GAPS: Gaps = Gaps { least: 7.0, most: 22.0 };
/// Inside the part beside the code.
const BESIDE_GAPS: Gaps = Gaps { least: 3.0, most: 16.0 };

/// Puts one face together, from the corner of its half of the page.
pub(super) fn compose(
    poster: &Poster,
    symbol: &QrSymbol,
    printing: &Printing,
    typefaces: &'static Typefaces,
) -> Block {
    let setter = Typesetter { typefaces, bilingual: printing.bilingual, scale: 1.0 };
    let foot = foot(setter, poster, FOOT, CONTENT);
    let foot_top = BOTTOM - foot.height;
    let body = settled(foot_top - TOP, GAPS, |scale| {
        column(Typesetter { scale, ..setter }, poster, symbol, printing)
    });
    body.at((MARGIN, TOP)).with(foot.at((MARGIN, foot_top)))
}

fn column(setter: Typesetter, poster: &Poster, symbol: &QrSymbol, printing: &Printing) -> Column {
    let mut column = Column::default();
    column.add(0.0, illustrative_mark(setter, poster, 7.5).at_right_of(CONTENT));
    column.add(0.8, head(setter, poster, logo(printing, LOGO), HEAD, CONTENT));
    column.add(1.0, code_and_words(setter, poster, symbol));
    column.add(0.8, paper(setter));
    column.add(1.0, contacts(setter, &poster.contacts, 9.5, CONTENT));
    column.end(0.6);
    column
}

/// The code, and beside it what to do with it and what becomes of it.
fn code_and_words(setter: Typesetter, poster: &Poster, symbol: &QrSymbol) -> Block {
    const BETWEEN: f32 = 20.0;
    let code = symbol_square(symbol, SYMBOL, SQUARE * setter.scale);
    let room = CONTENT - code.width - BETWEEN;
    let mut words = Column::default();
    words.add(0.0, setter.message("poster-invitation", INVITATION, INK, line(12.0), room));
    words.add(0.7, listed_promises(setter, 11.5, room));
    words.add(1.0, answers(setter, room));
    let how = setter.message("poster-how", line(10.0), GREY, line(8.5), room);
    words.add(1.0, how.above(0.0, setter.text(&typed_address(&poster.url), ADDRESS, room, INK)));
    let words = words.settle(code.height, BESIDE_GAPS);
    code.before_level(BETWEEN, words)
}

/// The five answers in a row, from the best, each with its word below.
fn answers(setter: Typesetter, width: f32) -> Block {
    const RADIUS: f32 = 13.0;
    let cell = width / 5.0;
    (0..5_usize).rev().enumerate().fold(Block::default(), |row, (place, level)| {
        let face = Block::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS)).in_centre_of(cell);
        let word = |language| message(language, &format!("scale-{}", level + 1));
        let vietnamese = setter.centred(&word(Language::Vi), ANSWER, cell, INK);
        let english = Style { most_lines: 2, ..line(7.6) };
        let english = if setter.bilingual {
            setter.centred(&word(Language::En), english, cell, GREY)
        } else {
            Block::default()
        };
        row.with(face.above(2.0, vietnamese).above(0.0, english).at((place as f32 * cell, 0.0)))
    })
}

/// The way without a telephone; and where the face is not bilingual, all of it in one line of English.
fn paper(setter: Typesetter) -> Block {
    let paper = setter.message("poster-paper", line(11.0), INK, line(8.5), CONTENT);
    if setter.bilingual {
        return paper;
    }
    let keys = [&["poster-invitation"][..], &PROMISES[..]].concat();
    paper.above(1.0, setter.text(&in_one_line(&keys), line(8.0), CONTENT, GREY))
}
