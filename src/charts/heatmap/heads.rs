//! The heads of the columns: the questions where they fit, else numbers with a key above.

use std::ops::Range;

use crate::charts::paragraph::Paragraph;
use crate::charts::scene::{Anchor, Scene};
use crate::charts::theme::{FIGURE, INK, MINOR};
use crate::charts::typeface::{Lettering, Typeface};
use crate::domain::{Language, QuestionReport};
use crate::locale::integer;

const HEAD: Lettering = Lettering::regular(24.0, INK);
const LEADING: f64 = 1.3;
const MOST_LINES: usize = 4;
/// Between a head and its cells.
pub(super) const UNDER: f64 = 12.0;
/// Paper on either side of a head.
const ASIDE: f64 = 5.0;

/// Heads, which all stand on the line above the cells.
pub(super) enum Heads {
    /// The lines of each, with their distance.
    Labels(Vec<(Vec<String>, f64)>),
    /// Numbers, and what they mean.
    Numbers(Range<usize>, Paragraph),
}

impl Heads {
    /// The heads of `questions`, of which `first` stand in earlier columns, over columns of `column` of a sheet of `width`.
    pub(super) fn set(
        questions: &[QuestionReport],
        first: usize,
        (column, width): (f64, f64),
        language: Language,
        typeface: &Typeface,
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
            && labels.iter().all(|(lines, _)| lines.len() <= MOST_LINES)
        {
            return Self::Labels(labels);
        }
        let number = |number: usize| integer(language, number as u64);
        let parts = (first + 1..).zip(questions);
        let parts: Vec<_> = parts
            .map(|(place, question)| format!("{} {}", number(place), question.label.get(language)))
            .collect();
        let lines = typeface.fill_with_parts(parts.iter().map(String::as_str), MINOR, width);
        Self::Numbers(first + 1..first + 1 + questions.len(), Paragraph::of(typeface, lines, MINOR, LEADING))
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

    /// Draws them from `top`, the first over the column that begins at `columns`; `left` is that of the sheet.
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
