//! The three faces that are printed. The poster for the wall: who asks, what is asked, the code beside the five
//! answers, and the small print. The table tent: an A4 page that is folded in the middle and stands on a desk, so that
//! the citizen and the officer see the same A5 face. The sticker, of which a page has eight for one counter.
//!
//! All stickers of a page are alike: whoever cuts them hands the page to its counter and has nothing to sort, and a
//! sticker that is torn off has its spare. Eight make a page because two cuts by four need no ruler, only folding,
//! and sheets of 2 × 4 labels are sold everywhere.

use super::PosterSize;
use super::block::{Block, Column, Content, Gaps, settled};
use super::parts::{PROMISES, Setter, in_one_line};
use crate::documents::pdf::colours::{GREY, INK};
use crate::documents::pdf::fitting::{Style, line, lines, semi_bold};
use crate::documents::pdf::typefaces::Weight;
use crate::locale::message;

/// Width and height of A4 in points.
pub(super) const PAGE: (f32, f32) = (595.276, 841.89);

/// How a face is set, in points.
pub(super) struct Layout {
    /// Faces side by side on the page, and one below the other.
    pub(super) columns: u8,
    pub(super) rows: u8,
    /// On both sides.
    margin: f32,
    /// Where the head begins, and where the small print ends.
    top: f32,
    bottom: f32,
    gaps: Gaps,
    /// The least width of the symbol itself.
    pub(super) symbol: f32,
    /// The square of symbol and quiet zone, unless a small symbol needs a larger one.
    pub(super) square: f32,
    /// Width and height of the largest logo.
    pub(super) logo: (f32, f32),
    pub(super) name: Style,
    pub(super) label: Style,
    invitation: Style,
    pub(super) address: Style,
    answer: Style,
    /// Where there is none, the rest stands in the middle.
    foot: Option<Foot>,
}

/// How the foot of a face is set.
#[derive(Clone, Copy)]
pub(super) struct Foot {
    /// The height of the lotus.
    pub(super) lotus: f32,
    /// The size of the motto.
    pub(super) motto: f32,
    /// The size of the small print.
    pub(super) small: f32,
}

const WALL: Layout = Layout {
    columns: 1,
    rows: 1,
    // 18 mm: more than any office printer leaves white.
    margin: 51.0,
    top: 54.0,
    bottom: 814.0,
    gaps: Gaps { least: 8.0, most: 40.0 },
    // 9 cm.
    symbol: 255.2,
    square: 346.0,
    logo: (124.0, 62.0),
    name: Style { weight: Weight::Bold, ..semi_bold(46.0, 30.0, 1.25) },
    label: semi_bold(22.0, 17.0, 1.3),
    invitation: semi_bold(29.0, 24.0, 1.28),
    address: semi_bold(23.0, 15.0, 1.25),
    answer: semi_bold(13.0, 11.5, 1.22),
    foot: Some(Foot { lotus: 25.0, motto: 14.0, small: 8.0 }),
};

const TENT: Layout = Layout {
    columns: 1,
    rows: 2,
    margin: 36.0,
    // Clear of the fold, which is the upper edge.
    top: 24.0,
    bottom: PAGE.1 / 2.0 - 22.0,
    gaps: Gaps { least: 7.0, most: 22.0 },
    // 5 cm, which a phone reads from across a desk.
    symbol: 142.0,
    square: 222.0,
    logo: (96.0, 48.0),
    name: Style { weight: Weight::Bold, ..semi_bold(30.0, 21.0, 1.25) },
    label: semi_bold(16.0, 12.0, 1.3),
    invitation: semi_bold(19.0, 17.0, 1.27),
    address: semi_bold(15.0, 10.5, 1.27),
    answer: semi_bold(8.5, 7.6, 1.25),
    foot: Some(Foot { lotus: 17.0, motto: 10.0, small: 6.2 }),
};

const STICKER: Layout = Layout {
    columns: 2,
    rows: 4,
    // 6 mm: a cut that strays, or the white edge of a printer, takes nothing away.
    margin: 17.0,
    top: 17.0,
    bottom: PAGE.1 / 4.0 - 17.0,
    gaps: Gaps { least: 3.0, most: 12.0 },
    // 3 cm, which a phone reads at arm's length.
    symbol: 85.0,
    square: 134.0,
    logo: (52.0, 22.0),
    name: Style { weight: Weight::Bold, most_lines: 3, ..semi_bold(15.0, 12.0, 1.25) },
    label: Style { most_lines: 3, ..semi_bold(10.5, 9.0, 1.27) },
    invitation: Style { most_lines: 3, ..semi_bold(10.5, 10.0, 1.27) },
    address: semi_bold(12.5, 9.0, 1.25),
    foot: None,
    ..TENT
};

impl PosterSize {
    pub(super) fn layout(self) -> &'static Layout {
        match self {
            Self::A4 => &WALL,
            Self::Tent => &TENT,
            Self::Stickers => &STICKER,
        }
    }
}

impl Layout {
    /// Width and height of the face.
    pub(super) fn size(&self) -> (f32, f32) {
        (PAGE.0 / f32::from(self.columns), PAGE.1 / f32::from(self.rows))
    }

    /// Between the margins.
    fn content(&self) -> f32 {
        self.size().0 - 2.0 * self.margin
    }
}

/// Puts one face together, from its upper left corner.
pub(super) fn compose(setter: Setter) -> Block {
    let (size, layout) = (setter.printing.size, setter.layout());
    let column = match size {
        PosterSize::A4 => wall,
        PosterSize::Tent => tent,
        PosterSize::Stickers => sticker,
    };
    let foot = layout.foot.map(|look| setter.foot(look, layout.content())).unwrap_or_default();
    let foot_top = layout.bottom - foot.height;
    let height = foot_top - layout.top;
    let body =
        settled(height, layout.gaps, |scale| column(Setter { scale, ..setter }, layout, layout.content()));
    let mut face = if foot.is_empty() { body.in_middle_of(height) } else { body };
    face = face.at((layout.margin, layout.top));
    if size == PosterSize::A4 {
        // The other faces have no room above their heads.
        const MARK_TOP: f32 = 27.0;
        let mark = setter.illustrative_mark(10.5).at_right_of(layout.content());
        face = face.with(mark.at((layout.margin, MARK_TOP)));
    }
    face.with(foot.at((layout.margin, foot_top)))
}

fn wall(setter: Setter, layout: &Layout, width: f32) -> Column {
    let invitation = setter.message("poster-invitation", layout.invitation, INK, line(17.0), width);
    let groups = [
        (0.0, setter.head(setter.logo(), width)),
        (1.2, invitation.above(5.0 * setter.scale, setter.promises(16.0, line(12.0), width))),
        (1.0, code_and_answers(setter, layout, width)),
        (1.0, setter.how(14.0, 11.0, width)),
        (0.6, paper(setter, (14.0, 11.0), (2.0, 10.5), width)),
        (1.0, setter.contacts(12.0, width)),
    ];
    Column::new(groups, 0.8)
}

fn tent(setter: Setter, layout: &Layout, width: f32) -> Column {
    let what_to_do = |room| {
        let groups = [
            (0.0, setter.message("poster-invitation", layout.invitation, INK, line(12.0), room)),
            (0.7, setter.listed_promises(11.5, room)),
            (1.0, answers_in_a_row(setter, layout.answer, room)),
            (1.0, setter.how(10.0, 8.5, room)),
        ];
        Column::new(groups, 0.0)
    };
    let groups = [
        (0.0, setter.illustrative_mark(7.5).at_right_of(width)),
        (0.8, setter.head(setter.logo(), width)),
        (1.0, code_and_words(setter, width, 20.0, Gaps { least: 3.0, most: 16.0 }, what_to_do)),
        (0.8, paper(setter, (11.0, 8.5), (1.0, 8.0), width)),
        (1.0, setter.contacts(9.5, width)),
    ];
    Column::new(groups, 0.6)
}

fn sticker(setter: Setter, layout: &Layout, width: f32) -> Column {
    let whose_and_what = |room| {
        let groups = [
            (0.0, setter.illustrative_mark(5.5)),
            // The logo stands above the name, which needs the little room there is.
            (0.5, setter.logo()),
            (0.5, setter.head(Block::default(), room)),
            (1.0, setter.message("poster-invitation", layout.invitation, INK, lines(8.5), room)),
        ];
        Column::new(groups, 0.0)
    };
    let small = setter.languages().fold(Block::default(), |above, language| {
        let text = setter.particulars(language).join(" · ");
        above.above(0.0, setter.text(&text, line(6.4), width, GREY))
    });
    let groups = [
        (0.0, code_and_words(setter, width, 11.0, layout.gaps, whose_and_what)),
        (1.0, setter.address(width)),
        (0.5, small),
    ];
    Column::new(groups, 0.0)
}

/// The code, and beside it the words for the room that it leaves.
fn code_and_words(
    setter: Setter,
    width: f32,
    between: f32,
    gaps: Gaps,
    words: impl FnOnce(f32) -> Column,
) -> Block {
    let code = setter.symbol_square();
    let words = words(width - code.width - between).settle(code.height, gaps);
    code.before_level(between, words)
}

/// The five answers from the best, at the height of the code.
fn code_and_answers(setter: Setter, layout: &Layout, width: f32) -> Block {
    const RADIUS: f32 = 19.5;
    const BETWEEN: f32 = 24.0;
    let code = setter.symbol_square();
    let side = code.height;
    let step = (side - 2.0 * RADIUS) / 4.0;
    let room = width - side - BETWEEN - 2.0 * RADIUS - 8.0;
    let answers = (0..5_usize).rev().enumerate().fold(Block::default(), |answers, (place, level)| {
        let face = Block::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS));
        let word = setter.message(&format!("scale-{}", level + 1), layout.answer, INK, lines(9.5), room);
        let middle = RADIUS + step * place as f32;
        let answer = face.before_level(8.0, word);
        let top = middle - answer.height / 2.0;
        answers.with(answer.at((0.0, top)))
    });
    code.before(BETWEEN, answers)
}

/// The five answers in a row, from the best, each with its word below.
fn answers_in_a_row(setter: Setter, style: Style, width: f32) -> Block {
    const RADIUS: f32 = 13.0;
    let cell = width / 5.0;
    let words = [(2.0, style, INK), (0.0, Style { most_lines: 2, ..line(7.6) }, GREY)];
    (0..5_usize).rev().enumerate().fold(Block::default(), |row, (place, level)| {
        let face = Block::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS)).in_centre_of(cell);
        let answer = setter.languages().zip(words).fold(face, |above, (language, (gap, style, colour))| {
            let word = message(language, &format!("scale-{}", level + 1));
            above.above(gap, setter.centred(&word, style, cell, colour))
        });
        row.with(answer.at((place as f32 * cell, 0.0)))
    })
}

/// The way without a telephone, in letters of two sizes for two languages; and where the face is not bilingual, all of
/// it in one line of English below a gap.
fn paper(setter: Setter, (size, twin): (f32, f32), (gap, english): (f32, f32), width: f32) -> Block {
    let paper = setter.message("poster-paper", line(size), INK, line(twin), width);
    if setter.printing.bilingual {
        return paper;
    }
    let keys = [&["poster-invitation"][..], &PROMISES[..]].concat();
    paper.above(gap, setter.text(&in_one_line(&keys), line(english), width, GREY))
}
