//! The cells of the heatmap and their column heads. Colours are five steps between fixed shares, so that a
//! colour means the same share on every picture. Heads are the questions where they fit, else numbers with a
//! key above.

use std::ops::Range;

use plotters::style::RGBColor;

use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::text::notes::{BELOW_MARKS, Notes, Sign, SignNote, Spacing};
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{COLUMN_FIGURES, FIGURE, INK, MINOR, PAPER, VERY_SATISFIED};
use crate::domain::{Estimate, Language, QuestionReport};
use crate::locale::{self, Argument, integer, message, message_with, percent};

/// The colours from the percentage at which each begins, with the text colour that is legible on it. Each is
/// clearly darker than the one before.
const STEPS: [(f64, RGBColor, RGBColor); 5] = [
    (0.0, RGBColor(0xE6, 0xEF, 0xF3), INK),
    (50.0, RGBColor(0xC3, 0xDA, 0xE4), INK),
    (70.0, RGBColor(0x92, 0xBE, 0xCF), INK),
    (80.0, RGBColor(0x5F, 0xA1, 0xB8), INK),
    (90.0, VERY_SATISFIED, PAPER),
];

/// The spacing of the colour key.
const KEY: Spacing = Spacing { sign: (40.0, 26.0), beside: 10.0, apart: 30.0, above: 10.0, ..BELOW_MARKS };
const HEAD: TextStyle = MINOR.in_colour(INK);
const LEADING: f64 = 1.3;
const MAX_LINES: usize = 4;
/// The distance between a head and its cells.
pub(super) const UNDER: f64 = 12.0;
/// The clear space on either side of a head.
const ASIDE: f64 = 5.0;

/// The colour of a share and of the text on it, chosen by the rounded figure as it is written.
fn step(share: f64) -> (RGBColor, RGBColor) {
    let written = locale::rounded(share * 100.0, 1);
    let reached = STEPS.iter().rev().find(|(from, ..)| written >= *from);
    reached.map_or((PAPER, INK), |&(_, colour, ink)| (colour, ink))
}

/// Draws a share on its colour; hatched where the share may not be shown.
pub(super) fn draw_cell(
    scene: &mut Scene,
    block: FilledRect,
    estimate: Option<Estimate>,
    language: Language,
) {
    let centre = (f64::midpoint(block.left, block.right), block.middle());
    let Some(estimate) = estimate else {
        scene.hatch(block);
        let missing = message(language, "suppressed-cell");
        scene.write_at(Anchor::Middle, centre, COLUMN_FIGURES.in_colour(INK), &missing);
        return;
    };
    let (colour, ink) = step(estimate.share);
    scene.block(block, colour);
    let share = percent(language, estimate.share);
    scene.write_at(Anchor::Middle, centre, COLUMN_FIGURES.in_colour(ink), &share);
}

/// The key: the colours where some cells `are_shown`, and the hatching where some `are_hidden`.
pub(super) fn key((are_shown, are_hidden): (bool, bool), form: ChartForm) -> Notes {
    let language = form.language;
    let second = STEPS.get(1).map_or(100.0, |(from, ..)| *from);
    let shown = STEPS.into_iter().filter(|_| are_shown).map(|(from, colour, _)| {
        let (key, limit) =
            if from > 0.0 { ("chart-share-from", from) } else { ("chart-share-below", second) };
        let share = format!("{}%", locale::decimal(language, limit, 0));
        let text = message_with(language, key, [("share", Argument::from(share))]);
        SignNote { sign: Sign::Colour(colour), text }
    });
    let hidden = SignNote {
        sign: Sign::Cell(message(language, "suppressed-cell")),
        text: message(language, "chart-heatmap-hidden"),
    };
    let notes: Vec<_> = shown.chain(are_hidden.then_some(hidden)).collect();
    Notes::spaced(form, &notes, KEY)
}

/// The column heads, all aligned to the line above the cells.
pub(super) enum Heads {
    /// The lines of each head, with their leading in pixels.
    Labels(Vec<(Vec<String>, f64)>),
    /// Numbers, and the key that explains them.
    Numbers(Range<usize>, TextBlock),
}

impl Heads {
    /// Sets the heads of `questions` over columns `column` pixels wide. `first` questions stand in earlier
    /// columns.
    pub(super) fn set(
        questions: &[QuestionReport],
        first: usize,
        column: f64,
        ChartForm { language, shape, typeface, .. }: ChartForm,
    ) -> Self {
        let measure = column - 2.0 * ASIDE;
        let fits = |label: &str| label.split(' ').all(|word| typeface.width(word, HEAD) <= measure);
        let wrap = |question: &QuestionReport| {
            let lines = typeface.wrap(question.label.get(language), HEAD, measure);
            let leading = typeface.leading(&lines, HEAD, LEADING);
            (lines, leading)
        };
        let labels: Vec<_> = questions.iter().map(wrap).collect();
        if questions.iter().all(|question| fits(question.label.get(language)))
            && labels.iter().all(|(lines, _)| lines.len() <= MAX_LINES)
        {
            return Self::Labels(labels);
        }
        let number = |number: usize| integer(language, number as u64);
        let parts = (first + 1..).zip(questions);
        let parts: Vec<_> = parts
            .map(|(place, question)| format!("{} {}", number(place), question.label.get(language)))
            .collect();
        let lines = typeface.fill_with_parts(parts.iter().map(String::as_str), MINOR, shape.content_width());
        Self::Numbers(first + 1..first + 1 + questions.len(), TextBlock::of(typeface, lines, MINOR, LEADING))
    }

    pub(super) fn height(&self) -> f64 {
        match self {
            Self::Labels(labels) => {
                let heights = labels.iter().map(|(lines, leading)| lines.len() as f64 * leading);
                heights.fold(MINOR.size, f64::max) + UNDER + 2.0
            }
            Self::Numbers(_, key) => key.height() + FIGURE.size + UNDER + 24.0,
        }
    }

    /// Draws the heads from `top`. The first stands over the column that begins at `columns`; `left` is the
    /// left edge of the layout.
    pub(super) fn draw(
        &self,
        scene: &mut Scene,
        (left, top): (f64, f64),
        (columns, column): (f64, f64),
        language: Language,
    ) {
        let last = top + self.height() - UNDER;
        let middle = |place: usize| columns + column * (place as f64 + 0.5);
        match self {
            Self::Labels(labels) => {
                for (place, (lines, leading)) in labels.iter().enumerate() {
                    for (above, line) in lines.iter().rev().enumerate() {
                        let at = (middle(place), last - above as f64 * leading);
                        scene.write(Anchor::Middle, at, HEAD, line);
                    }
                }
            }
            Self::Numbers(numbers, key) => {
                key.draw(scene, (left, top + MINOR.size + 4.0));
                for (place, number) in numbers.clone().enumerate() {
                    let number = integer(language, number as u64);
                    scene.write(Anchor::Middle, (middle(place), last), FIGURE, &number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_darkest_colour_begins_at_the_rounded_share() {
        assert_eq!(step(0.9).0, VERY_SATISFIED);
        assert_eq!(step(0.899_96).0, VERY_SATISFIED, "written as 90,0%");
        assert_ne!(step(0.899).0, VERY_SATISFIED);
        assert_eq!(step(0.0).1, INK);
        assert_eq!(step(1.0).1, PAPER);
    }
}
