//! Where the columns of the bars stand, and how wide a share is.

use super::row::{MINOR, Row, SHARE};
use crate::charts::frame::Area;
use crate::charts::scene::{Anchor, Scene};
use crate::charts::shape::Form;
use crate::charts::theme::QUIET_INK;
use crate::charts::typeface::{Lettering, Typeface};
use crate::domain::Language;
use crate::locale::message;

const GUTTER: f64 = 32.0;
/// The least share of the bars' width on either side of the middle.
const LEAST_SIDE: f64 = 0.06;
const HEAD: Lettering = Lettering::regular(24.0, QUIET_INK);

/// Where the columns stand: labels by their left edge, numbers by their right.
pub(super) struct Columns {
    pub(super) label: f64,
    pub(super) dissatisfied: f64,
    pub(super) bars_left: f64,
    pub(super) bars_right: f64,
    pub(super) satisfied: f64,
    pub(super) interval: f64,
    pub(super) answers: f64,
    is_narrow: bool,
}

impl Columns {
    pub(super) fn new(rows: &[Row], area: Area, form: Form, typeface: &Typeface) -> Self {
        if form.shape.is_narrow() {
            Self::below(rows, area, typeface)
        } else {
            Self::beside(rows, area, form, typeface)
        }
    }

    /// The bars between the sums, under the labels.
    fn below(rows: &[Row], area: Area, typeface: &Typeface) -> Self {
        let widest = |words: &dyn Fn(&Row) -> &str| {
            rows.iter().map(|row| typeface.width(words(row), SHARE)).fold(0.0, f64::max)
        };
        let dissatisfied = area.left + widest(&|row| &row.dissatisfied);
        Self {
            label: area.left,
            dissatisfied,
            bars_left: if dissatisfied > area.left { dissatisfied + GUTTER } else { area.left },
            bars_right: area.right - widest(&|row| &row.satisfied) - GUTTER,
            satisfied: area.right,
            interval: area.right,
            answers: area.right,
            is_narrow: true,
        }
    }

    /// Everything on one line.
    fn beside(rows: &[Row], area: Area, form: Form, typeface: &Typeface) -> Self {
        let language = form.language;
        let widest = |lettering: Lettering, words: &dyn Fn(&Row) -> &str| {
            rows.iter().map(|row| typeface.width(words(row), lettering)).fold(0.0, f64::max)
        };
        let head = |key: &str| typeface.width(&message(language, key), HEAD);
        let labels = rows.iter().map(|row| row.label.width(typeface)).fold(0.0, f64::max);
        // Labels have no head, so that the head beside them may reach over their column.
        let dissatisfied =
            widest(SHARE, &|row| &row.dissatisfied).max(head("chart-column-dissatisfied") - labels - GUTTER);
        let dissatisfied = area.left + labels + GUTTER + dissatisfied;
        let answers = widest(MINOR, &|row| &row.answers).max(head("chart-column-answers"));
        let interval = area.right - answers - GUTTER;
        let satisfied = interval - widest(MINOR, &|row| &row.interval) - 16.0;
        let share = widest(SHARE, &|row| &row.satisfied).max(head("chart-column-satisfied"));
        Self {
            label: area.left,
            dissatisfied,
            bars_left: dissatisfied + GUTTER,
            bars_right: satisfied - share - GUTTER,
            satisfied,
            interval,
            answers: area.right,
            is_narrow: false,
        }
    }

    pub(super) fn draw_heads(&self, scene: &mut Scene, top: f64, language: Language) {
        let dissatisfied = "chart-column-dissatisfied";
        let heads = if self.is_narrow {
            vec![
                (Anchor::Start, self.label, dissatisfied),
                (Anchor::End, self.satisfied, "chart-column-satisfied"),
            ]
        } else {
            vec![
                (Anchor::End, self.dissatisfied, dissatisfied),
                (Anchor::End, self.satisfied, "chart-column-satisfied"),
                (Anchor::End, self.answers, "chart-column-answers"),
            ]
        };
        for (anchor, x, key) in heads {
            scene.write(anchor, (x, top + 36.0), HEAD, &message(language, key));
        }
    }
}

/// From shares left (negative) and right of the middle to pixels, the same for all rows.
pub(super) struct Scale {
    pub(super) middle: f64,
    pixels: f64,
}

impl Scale {
    pub(super) fn of(rows: &[Row], columns: &Columns) -> Self {
        let (mut left, mut right) = (LEAST_SIDE, LEAST_SIDE);
        for [lowest, low, neutral, high, highest] in rows.iter().filter_map(|row| row.shares) {
            left = left.max(lowest + low + neutral / 2.0);
            right = right.max(neutral / 2.0 + high + highest);
        }
        let pixels = (columns.bars_right - columns.bars_left) / (left + right);
        Self { middle: columns.bars_left + left * pixels, pixels }
    }

    pub(super) fn at(&self, share: f64) -> f64 {
        self.middle + share * self.pixels
    }
}
