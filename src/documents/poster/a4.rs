//! The poster for the wall: who asks, what is asked, the code beside the five answers, and the small print.

use super::block::{Block, Column, Content, Gaps, settled};
use super::parts::{
    Foot, Head, PROMISES, contacts, foot, head, illustrative_mark, in_one_line, logo, promises, symbol_square,
};
use super::qr_symbol::QrSymbol;
use super::typesetter::{Typesetter, line, lines, typed_address};
use super::{Poster, Printing};
use crate::documents::pdf::colours::{GREY, INK};
use crate::documents::pdf::fitting::Style;
use crate::documents::pdf::typefaces::{Typefaces, Weight};

/// A4 in points.
pub(super) const WIDTH: f32 = 595.276;
/// A4 in points.
pub(super) const HEIGHT: f32 = 841.89;

/// 18 mm on both sides: more than any office printer leaves white.
const MARGIN: f32 = 51.0;
const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// 9 cm, the least width of the symbol itself.
const SYMBOL: f32 = 255.2;
/// The square of symbol and quiet zone, unless a small symbol needs a larger one.
const SQUARE: f32 = 346.0;
/// Where the head begins.
const TOP: f32 = 54.0;
/// Where the small print ends.
const BOTTOM: f32 = 814.0;
/// Where the mark begins that the data are made up.
const MARK_TOP: f32 = 27.0;

const HEAD: Head = Head {
    name: Style { weight: Weight::Bold, largest: 46.0, smallest: 30.0, most_lines: 2, leading: 1.25 },
    label: Style { weight: Weight::SemiBold, largest: 22.0, smallest: 17.0, most_lines: 2, leading: 1.3 },
};
/// Width and height of the largest logo.
const LOGO: (f32, f32) = (124.0, 62.0);
const INVITATION: Style =
    Style { weight: Weight::SemiBold, largest: 29.0, smallest: 24.0, most_lines: 2, leading: 1.28 };
const ADDRESS: Style =
    Style { weight: Weight::SemiBold, largest: 23.0, smallest: 15.0, most_lines: 2, leading: 1.25 };
const ANSWER: Style =
    Style { weight: Weight::SemiBold, largest: 13.0, smallest: 11.5, most_lines: 2, leading: 1.22 };
const FOOT: Foot = Foot { lotus: 25.0, motto: 14.0, small: 8.0 };
const GAPS: Gaps = Gaps { least: 8.0, most: 40.0 };

/// Puts the page together.
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
    let mark = illustrative_mark(setter, poster, 10.5).at_right_of(CONTENT);
    let mark = mark.at((MARGIN, MARK_TOP));
    body.at((MARGIN, TOP)).with(mark).with(foot.at((MARGIN, foot_top)))
}

fn column(setter: Typesetter, poster: &Poster, symbol: &QrSymbol, printing: &Printing) -> Column {
    let mut column = Column::default();
    column.add(0.0, head(setter, poster, logo(printing, LOGO), HEAD, CONTENT));
    let invitation = setter.message("poster-invitation", INVITATION, INK, line(17.0), CONTENT);
    column.add(1.2, invitation.above(5.0 * setter.scale, promises(setter, 16.0, line(12.0), CONTENT)));
    column.add(1.0, code_and_answers(setter, symbol));
    let how = setter.message("poster-how", line(14.0), GREY, line(11.0), CONTENT);
    let address = setter.text(&typed_address(&poster.url), ADDRESS, CONTENT, INK);
    column.add(1.0, how.above(0.0, address));
    column.add(0.6, paper(setter));
    column.add(1.0, contacts(setter, &poster.contacts, 12.0, CONTENT));
    column.end(0.8);
    column
}

/// The way without a telephone; and where the page is not bilingual, all of it in one line of English.
fn paper(setter: Typesetter) -> Block {
    let paper = setter.message("poster-paper", line(14.0), INK, line(11.0), CONTENT);
    if setter.bilingual {
        return paper;
    }
    let keys = [&["poster-invitation"][..], &PROMISES[..]].concat();
    paper.above(2.0, setter.text(&in_one_line(&keys), line(10.5), CONTENT, GREY))
}

/// The five answers from the best, at the height of the code.
fn code_and_answers(setter: Typesetter, symbol: &QrSymbol) -> Block {
    const RADIUS: f32 = 19.5;
    const BETWEEN: f32 = 24.0;
    let code = symbol_square(symbol, SYMBOL, SQUARE * setter.scale);
    let side = code.height;
    let step = (side - 2.0 * RADIUS) / 4.0;
    let room = CONTENT - side - BETWEEN - 2.0 * RADIUS - 8.0;
    let answers = (0..5_usize).rev().enumerate().fold(Block::default(), |answers, (place, level)| {
        let face = Block::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS));
        let word = setter.message(&format!("scale-{}", level + 1), ANSWER, INK, lines(9.5), room);
        let middle = RADIUS + step * place as f32;
        let answer = face.before_level(8.0, word);
        let top = middle - answer.height / 2.0;
        answers.with(answer.at((0.0, top)))
    });
    code.before(BETWEEN, answers)
}
