//! A page of stickers for one counter.
//!
//! All stickers of a page are alike: whoever cuts them hands the page to its counter and has nothing to sort, and a
//! sticker that is torn off has its spare. Eight make a page because two cuts by four need no ruler, only folding,
//! and sheets of 2 × 4 labels are sold everywhere.

use super::a4;
use super::block::{Block, Column, Gaps, settled};
use super::parts::{Head, head, illustrative_mark, logo, symbol_square};
use super::qr_symbol::QrSymbol;
use super::typesetter::{Typesetter, line, lines, particulars, typed_address};
use super::{Poster, Printing};
use crate::documents::pdf::colours::{GREY, INK};
use crate::documents::pdf::fitting::Style;
use crate::documents::pdf::typefaces::{Typefaces, Weight};

/// Stickers side by side.
pub(super) const COLUMNS: u8 = 2;
/// Stickers one below the other.
pub(super) const ROWS: u8 = 4;
/// 105 mm.
pub(super) const WIDTH: f32 = a4::WIDTH / 2.0;
/// 74 mm.
pub(super) const HEIGHT: f32 = a4::HEIGHT / 4.0;

/// 6 mm: a cut that strays, or the white edge of a printer, takes nothing away.
const MARGIN: f32 = 17.0;
const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// 3 cm, which a phone reads at arm's length.
const SYMBOL: f32 = 85.0;
/// The square of symbol and quiet zone, where there is room.
const SQUARE: f32 = 134.0;

const HEAD: Head = Head {
    name: Style { weight: Weight::Bold, largest: 15.0, smallest: 12.0, most_lines: 3, leading: 1.25 },
    label: Style { weight: Weight::SemiBold, largest: 10.5, smallest: 9.0, most_lines: 3, leading: 1.27 },
};
const INVITATION: Style =
    Style { weight: Weight::SemiBold, largest: 10.5, smallest: 10.0, most_lines: 3, leading: 1.27 };
const ADDRESS: Style =
    Style { weight: Weight::SemiBold, largest: 12.5, smallest: 9.0, most_lines: 2, leading: 1.25 };
const GAPS: Gaps = Gaps { least: 3.0, most: 12.0 };
/// Width and height of the largest logo.
const LOGO: (f32, f32) = (52.0, 22.0);

/// Puts one sticker together, from its corner.
pub(super) fn compose(
    poster: &Poster,
    symbol: &QrSymbol,
    printing: &Printing,
    typefaces: &'static Typefaces,
) -> Block {
    let setter = Typesetter { typefaces, bilingual: printing.bilingual, scale: 1.0 };
    let body = settled(HEIGHT - 2.0 * MARGIN, GAPS, |scale| {
        column(Typesetter { scale, ..setter }, poster, symbol, printing)
    });
    body.in_middle_of(HEIGHT - 2.0 * MARGIN).at((MARGIN, MARGIN))
}

fn column(setter: Typesetter, poster: &Poster, symbol: &QrSymbol, printing: &Printing) -> Column {
    let mut column = Column::default();
    column.add(0.0, code_and_words(setter, poster, symbol, printing));
    column.add(1.0, setter.text(&typed_address(&poster.url), ADDRESS, CONTENT, INK));
    let small = setter.languages().fold(Block::default(), |above, language| {
        let text = particulars(poster, language).join(" · ");
        above.above(0.0, setter.text(&text, line(6.4), CONTENT, GREY))
    });
    column.add(0.5, small);
    column
}

/// The code, and beside it whose it is and what to do.
fn code_and_words(setter: Typesetter, poster: &Poster, symbol: &QrSymbol, printing: &Printing) -> Block {
    const BETWEEN: f32 = 11.0;
    let code = symbol_square(symbol, SYMBOL, SQUARE * setter.scale);
    let room = CONTENT - code.width - BETWEEN;
    let mut words = Column::default();
    words.add(0.0, illustrative_mark(setter, poster, 5.5));
    // The logo stands above the name, which needs the little room there is.
    words.add(0.5, logo(printing, LOGO));
    words.add(0.5, head(setter, poster, Block::default(), HEAD, room));
    words.add(1.0, setter.message("poster-invitation", INVITATION, INK, lines(8.5), room));
    let words = words.settle(code.height, GAPS);
    code.before_level(BETWEEN, words)
}
