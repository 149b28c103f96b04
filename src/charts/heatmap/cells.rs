//! The colours of cells: five steps between fixed shares, so that a colour means the same on every picture.

use plotters::style::RGBColor;

use crate::charts::scene::{Anchor, Block, Point, Scene};
use crate::charts::theme::{COLUMN_FIGURES, INK, MINOR, PAPER, VERY_SATISFIED, centred};
use crate::charts::typeface::Typeface;
use crate::domain::{Estimate, Language};
use crate::locale::{self, Argument, message, message_with, percent};

/// From which percentage on a colour stands, with the ink that is legible on it. Each is clearly darker than the one before.
const STEPS: [(f64, RGBColor, RGBColor); 5] = [
    (0.0, RGBColor(0xE6, 0xEF, 0xF3), INK),
    (50.0, RGBColor(0xC3, 0xDA, 0xE4), INK),
    (70.0, RGBColor(0x92, 0xBE, 0xCF), INK),
    (80.0, RGBColor(0x5F, 0xA1, 0xB8), INK),
    (90.0, VERY_SATISFIED, PAPER),
];

const SWATCH: (f64, f64) = (40.0, 26.0);
const BESIDE: f64 = 10.0;
const BETWEEN: f64 = 30.0;
const ABOVE_KEY: f64 = 10.0;
const KEY_LINE: f64 = 36.0;

/// The colour of a share and the ink on it, by the figure as it is written.
fn step(share: f64) -> (RGBColor, RGBColor) {
    let written = locale::rounded(share * 100.0, 1);
    let reached = STEPS.iter().rev().find(|(from, ..)| written >= *from);
    reached.map_or((PAPER, INK), |&(_, colour, ink)| (colour, ink))
}

/// A share on its colour; hatched where it may not be shown.
pub(super) fn draw_cell(scene: &mut Scene, block: Block, estimate: Option<Estimate>, language: Language) {
    let x = f64::midpoint(block.left, block.right);
    let baseline = f64::midpoint(block.top, block.bottom) + centred(COLUMN_FIGURES);
    let Some(estimate) = estimate else {
        scene.hatch(block);
        let missing = message(language, "suppressed-cell");
        scene.write(Anchor::Middle, (x, baseline), COLUMN_FIGURES.in_colour(INK), &missing);
        return;
    };
    let (colour, ink) = step(estimate.share);
    scene.block(block, colour);
    let share = percent(language, estimate.share);
    scene.write(Anchor::Middle, (x, baseline), COLUMN_FIGURES.in_colour(ink), &share);
}

/// What the colours and the hatching mean.
pub(super) struct Key {
    /// Each with its words and where it stands, from the upper left corner.
    entries: Vec<(Swatch, String, Point)>,
    lines: f64,
}

/// What stands before the words of an entry.
#[derive(Clone, Copy)]
enum Swatch {
    Colour(RGBColor),
    Hatched,
}

impl Key {
    /// The key of cells that `are_shown`, and of others that `are_hidden`, on as many lines of `width` as it takes.
    pub(super) fn set(
        (are_shown, are_hidden): (bool, bool),
        width: f64,
        language: Language,
        typeface: &Typeface,
    ) -> Self {
        let hidden = (Swatch::Hatched, message(language, "chart-heatmap-hidden"));
        let shown = steps_in_words(language).into_iter().filter(|_| are_shown);
        let (mut entries, mut x, mut y) = (Vec::new(), 0.0, 0.0);
        for (swatch, words) in shown.chain(are_hidden.then_some(hidden)) {
            let needed = SWATCH.0 + BESIDE + typeface.width(&words, MINOR);
            if x > 0.0 && x + needed > width {
                (x, y) = (0.0, y + KEY_LINE);
            }
            entries.push((swatch, words, (x, y)));
            x += needed + BETWEEN;
        }
        let lines = if entries.is_empty() { 0.0 } else { y / KEY_LINE + 1.0 };
        Self { entries, lines }
    }

    /// With the paper above it.
    pub(super) fn height(&self) -> f64 {
        if self.entries.is_empty() { 0.0 } else { ABOVE_KEY + self.lines * KEY_LINE }
    }

    pub(super) fn draw(&self, scene: &mut Scene, (left, top): Point, language: Language) {
        let (width, height) = SWATCH;
        for (swatch, words, (x, y)) in &self.entries {
            let middle = top + ABOVE_KEY + y + KEY_LINE / 2.0;
            let x = left + x;
            let block = Block {
                left: x,
                top: middle - height / 2.0,
                right: x + width,
                bottom: middle + height / 2.0,
            };
            match swatch {
                Swatch::Colour(colour) => scene.block(block, *colour),
                Swatch::Hatched => draw_cell(scene, block, None, language),
            }
            scene.write(Anchor::Start, (x + width + BESIDE, middle + centred(MINOR)), MINOR, words);
        }
    }
}

/// Each colour, and from which share on it stands.
fn steps_in_words(language: Language) -> Vec<(Swatch, String)> {
    let second = STEPS.get(1).map_or(100.0, |(from, ..)| *from);
    let entries = STEPS.into_iter().map(|(from, colour, _)| {
        let (key, limit) =
            if from > 0.0 { ("chart-share-from", from) } else { ("chart-share-below", second) };
        let share = format!("{}%", locale::decimal(language, limit, 0));
        (Swatch::Colour(colour), message_with(language, key, [("share", Argument::from(share))]))
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_begins_with_the_share_that_the_key_names() {
        assert_eq!(step(0.9).0, VERY_SATISFIED);
        assert_eq!(step(0.899_96).0, VERY_SATISFIED, "written as 90,0%");
        assert_ne!(step(0.899).0, VERY_SATISFIED);
        assert_eq!(step(0.0).1, INK);
        assert_eq!(step(1.0).1, PAPER);
    }
}
