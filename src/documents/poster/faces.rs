//! The three printed faces. The wall poster: the unit, the question, the code beside the five answers, and
//! the small print. The table tent: an A4 page that is folded in the middle and stands on a desk, so that the
//! citizen and the officer see the same A5 face. The sticker: a page has eight, all for the same counter.
//!
//! All stickers of a page are alike, so that they need no sorting after cutting, and a torn sticker has
//! spares. A page has eight because it can be cut two by four by folding, without a ruler, and sheets of 2 ×
//! 4 labels are sold everywhere.

use super::PosterSize;
use super::block::{Content, FixedGroup, Gaps, StackedGroups, settled};
use super::layout::Layout;
use super::parts::{PROMISES, Typesetter, in_one_line};
use crate::documents::pdf::colours::{GREY, INK};
use crate::documents::pdf::fitting::{FittedStyle, line, lines};
use crate::locale::message;

/// The measures of the text about answering on paper, in points.
struct PaperText {
    /// The font size of the Vietnamese text.
    size: f32,
    /// The font size of its English version on bilingual posters.
    english_size: f32,
    /// The gap above the line of English on other posters.
    summary_gap: f32,
    /// The font size of that line.
    summary_size: f32,
}

const WALL_PAPER_TEXT: PaperText =
    PaperText { size: 14.0, english_size: 11.0, summary_gap: 2.0, summary_size: 10.5 };
const TENT_PAPER_TEXT: PaperText =
    PaperText { size: 11.0, english_size: 8.5, summary_gap: 1.0, summary_size: 8.0 };

/// Composes one face, from its upper left corner.
pub(super) fn compose(typesetter: Typesetter) -> FixedGroup {
    let (size, layout) = (typesetter.printing.size, typesetter.layout());
    let column = match size {
        PosterSize::A4 => wall,
        PosterSize::Tent => tent,
        PosterSize::Stickers => sticker,
    };
    let foot = layout.foot.map(|look| typesetter.foot(look, layout.content())).unwrap_or_default();
    let foot_top = layout.bottom - foot.height;
    let height = foot_top - layout.top;
    let body = settled(height, layout.gaps, |scale| {
        column(Typesetter { scale, ..typesetter }, layout, layout.content())
    });
    let mut face = if foot.is_empty() { body.in_middle_of(height) } else { body };
    face = face.at((layout.margin, layout.top));
    if size == PosterSize::A4 {
        // The other faces have no room above the head.
        const MARK_TOP: f32 = 27.0;
        let mark = typesetter.illustrative_mark(10.5).at_right_of(layout.content());
        face = face.with(mark.at((layout.margin, MARK_TOP)));
    }
    face.with(foot.at((layout.margin, foot_top)))
}

fn wall(typesetter: Typesetter, layout: &Layout, width: f32) -> StackedGroups {
    let invitation = typesetter.message("poster-invitation", layout.invitation, INK, line(17.0), width);
    let groups = [
        (0.0, typesetter.head(typesetter.logo(), width)),
        (1.2, invitation.above(5.0 * typesetter.scale, typesetter.promises(16.0, line(12.0), width))),
        (1.0, code_and_answers(typesetter, layout, width)),
        (1.0, typesetter.how(14.0, 11.0, width)),
        (0.6, paper(typesetter, &WALL_PAPER_TEXT, width)),
        (1.0, typesetter.contacts(12.0, width)),
    ];
    StackedGroups::new(groups, 0.8)
}

fn tent(typesetter: Typesetter, layout: &Layout, width: f32) -> StackedGroups {
    let what_to_do = |room| {
        let groups = [
            (0.0, typesetter.message("poster-invitation", layout.invitation, INK, line(12.0), room)),
            (0.7, typesetter.listed_promises(11.5, room)),
            (1.0, answers_in_a_row(typesetter, layout.answer, room)),
            (1.0, typesetter.how(10.0, 8.5, room)),
        ];
        StackedGroups::new(groups, 0.0)
    };
    let groups = [
        (0.0, typesetter.illustrative_mark(7.5).at_right_of(width)),
        (0.8, typesetter.head(typesetter.logo(), width)),
        (1.0, code_and_words(typesetter, width, 20.0, Gaps { least: 3.0, most: 16.0 }, what_to_do)),
        (0.8, paper(typesetter, &TENT_PAPER_TEXT, width)),
        (1.0, typesetter.contacts(9.5, width)),
    ];
    StackedGroups::new(groups, 0.6)
}

fn sticker(typesetter: Typesetter, layout: &Layout, width: f32) -> StackedGroups {
    let whose_and_what = |room| {
        let groups = [
            (0.0, typesetter.illustrative_mark(5.5)),
            // The logo stands above the name, which needs the full width.
            (0.5, typesetter.logo()),
            (0.5, typesetter.head(FixedGroup::default(), room)),
            (1.0, typesetter.message("poster-invitation", layout.invitation, INK, lines(8.5), room)),
        ];
        StackedGroups::new(groups, 0.0)
    };
    let small = typesetter.languages().fold(FixedGroup::default(), |above, language| {
        let text = typesetter.particulars(language).join(" · ");
        above.above(0.0, typesetter.text(&text, line(6.4), width, GREY))
    });
    let groups = [
        (0.0, code_and_words(typesetter, width, 11.0, layout.gaps, whose_and_what)),
        (1.0, typesetter.address(width)),
        (0.5, small),
    ];
    StackedGroups::new(groups, 0.0)
}

/// The code, with texts beside it in the remaining width.
fn code_and_words(
    typesetter: Typesetter,
    width: f32,
    between: f32,
    gaps: Gaps,
    words: impl FnOnce(f32) -> StackedGroups,
) -> FixedGroup {
    let code = typesetter.symbol_square();
    let words = words(width - code.width - between).settle(code.height, gaps);
    code.before_level(between, words)
}

/// The code and, beside it over its height, the five answers from the best.
fn code_and_answers(typesetter: Typesetter, layout: &Layout, width: f32) -> FixedGroup {
    const RADIUS: f32 = 19.5;
    const BETWEEN: f32 = 24.0;
    let code = typesetter.symbol_square();
    let side = code.height;
    let step = (side - 2.0 * RADIUS) / 4.0;
    let room = width - side - BETWEEN - 2.0 * RADIUS - 8.0;
    let answers = (0..5_usize).rev().enumerate().fold(FixedGroup::default(), |answers, (place, level)| {
        let face = FixedGroup::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS));
        let word = typesetter.message(&format!("scale-{}", level + 1), layout.answer, INK, lines(9.5), room);
        let middle = RADIUS + step * place as f32;
        let answer = face.before_level(8.0, word);
        let top = middle - answer.height / 2.0;
        answers.with(answer.at((0.0, top)))
    });
    code.before(BETWEEN, answers)
}

/// The five answers in a row from the best, each with its word below.
fn answers_in_a_row(typesetter: Typesetter, style: FittedStyle, width: f32) -> FixedGroup {
    const RADIUS: f32 = 13.0;
    let cell = width / 5.0;
    let words = [(2.0, style, INK), (0.0, FittedStyle { most_lines: 2, ..line(7.6) }, GREY)];
    (0..5_usize).rev().enumerate().fold(FixedGroup::default(), |row, (place, level)| {
        let face = FixedGroup::of(Content::Face(level), (2.0 * RADIUS, 2.0 * RADIUS)).in_centre_of(cell);
        let answer =
            typesetter.languages().zip(words).fold(face, |above, (language, (gap, style, colour))| {
                let word = message(language, &format!("scale-{}", level + 1));
                above.above(gap, typesetter.centred(&word, style, cell, colour))
            });
        row.with(answer.at((place as f32 * cell, 0.0)))
    })
}

/// The text about answering on paper, in one font size per language. Where the face is not bilingual, one
/// line of English follows below a gap.
fn paper(typesetter: Typesetter, text: &PaperText, width: f32) -> FixedGroup {
    let (size, english_size) = (line(text.size), line(text.english_size));
    let paper = typesetter.message("poster-paper", size, INK, english_size, width);
    if typesetter.printing.bilingual {
        return paper;
    }
    let keys = [&["poster-invitation"][..], &PROMISES[..]].concat();
    let summary = typesetter.text(&in_one_line(&keys), line(text.summary_size), width, GREY);
    paper.above(text.summary_gap, summary)
}
