//! What marks mean and how much they are, written beside the last of them instead of in a legend.

use super::apart::set_apart;
use super::scene::{Anchor, Scene};
use super::theme::{INK, MINOR, QUIET_INK, centred};
use super::typeface::{Lettering, Typeface};

/// From the last mark to the words.
const BESIDE: f64 = 34.0;
const FIGURE: Lettering = Lettering::bold(36.0, INK);
const FIGURE_HEIGHT: f64 = 42.0;
const LINE: Lettering = MINOR.in_colour(INK);
const LINE_HEIGHT: f64 = 32.0;
/// Between two labels.
const APART: f64 = 8.0;

/// The words about one mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EndLabel {
    /// Where the mark is, on the scale of the chart.
    pub(super) value: f64,
    /// Large; left out where empty.
    pub(super) figure: String,
    /// Below it.
    pub(super) line: String,
    /// Whether a thin line leads to it from its mark.
    pub(super) is_led_to: bool,
}

impl EndLabel {
    fn height(&self) -> f64 {
        let part = |text: &str, height: f64| if text.is_empty() { 0.0 } else { height };
        part(&self.figure, FIGURE_HEIGHT) + part(&self.line, LINE_HEIGHT) + APART
    }

    fn draw(&self, scene: &mut Scene, (left, middle): (f64, f64)) {
        let mut top = middle - (self.height() - APART) / 2.0;
        for (text, lettering, height) in
            [(&self.figure, FIGURE, FIGURE_HEIGHT), (&self.line, LINE, LINE_HEIGHT)]
        {
            if !text.is_empty() {
                scene.write(Anchor::Start, (left, top + height / 2.0 + centred(lettering)), lettering, text);
                top += height;
            }
        }
    }
}

/// The width of the column that labels need, with the paper before it.
pub(super) fn width(labels: &[EndLabel], typeface: &Typeface) -> f64 {
    let widths = labels
        .iter()
        .flat_map(|label| [typeface.width(&label.figure, FIGURE), typeface.width(&label.line, LINE)]);
    BESIDE + widths.fold(0.0, f64::max)
}

/// What they need below each other.
pub(super) fn height(labels: &[EndLabel]) -> f64 {
    labels.iter().map(EndLabel::height).sum()
}

/// Draws them right of `right`, each at its mark as far as the others let it, with a thin line from the mark, which ends at
/// `mark`.
pub(super) fn draw(
    scene: &mut Scene,
    labels: &[EndLabel],
    at: impl Fn(f64) -> f64,
    (mark, right): (f64, f64),
    (top, bottom): (f64, f64),
) {
    let mut labels: Vec<&EndLabel> = labels.iter().collect();
    labels.sort_by(|one, other| other.value.total_cmp(&one.value));
    let wanted: Vec<_> = labels.iter().map(|label| (at(label.value), label.height())).collect();
    let places = set_apart(&wanted, (top - FIGURE_HEIGHT / 2.0, bottom + FIGURE_HEIGHT / 2.0));
    for ((label, (from, _)), middle) in labels.into_iter().zip(wanted).zip(places) {
        let left = right + BESIDE;
        if label.is_led_to {
            scene.line(vec![(mark + 4.0, from), (left - 8.0, middle)], 2.0, QUIET_INK);
        }
        label.draw(scene, (left, middle));
    }
}
