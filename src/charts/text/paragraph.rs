//! Text that is broken into lines, with room for accents.

use super::typeface::{ChartFonts, TextStyle};
use crate::charts::scene::{Anchor, Scene};

/// Lines below each other.
#[derive(Clone, Debug)]
pub(in crate::charts) struct TextBlock {
    lines: Vec<String>,
    text_style: TextStyle,
    leading: f64,
}

impl TextBlock {
    /// Breaks `text` into even lines no wider than `width`, `leading` ems apart or more where accents need
    /// it.
    pub(in crate::charts) fn wrap(
        typeface: &ChartFonts,
        text: &str,
        text_style: TextStyle,
        width: f64,
        leading: f64,
    ) -> Self {
        Self::of(typeface, typeface.wrap(text, text_style, width), text_style, leading)
    }

    /// Creates a paragraph of these `lines`.
    pub(in crate::charts) fn of(
        typeface: &ChartFonts,
        lines: Vec<String>,
        text_style: TextStyle,
        leading: f64,
    ) -> Self {
        let leading = typeface.leading(&lines, text_style, leading);
        Self { lines, text_style, leading }
    }

    /// The number of lines.
    pub(in crate::charts) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The font size in pixels.
    pub(in crate::charts) fn size(&self) -> f64 {
        self.text_style.size
    }

    /// The distance from its first baseline to its last.
    pub(in crate::charts) fn depth(&self) -> f64 {
        (self.height() - self.leading).max(0.0)
    }

    /// The distance from its first baseline to that of a line after it.
    pub(in crate::charts) fn height(&self) -> f64 {
        self.leading * self.lines.len() as f64
    }

    /// The width of its widest line.
    pub(in crate::charts) fn width(&self, typeface: &ChartFonts) -> f64 {
        self.lines.iter().map(|line| typeface.width(line, self.text_style)).fold(0.0, f64::max)
    }

    /// Draws the text with its first line on `baseline`.
    pub(in crate::charts) fn draw(&self, scene: &mut Scene, (left, baseline): (f64, f64)) {
        let mut baseline = baseline;
        for line in &self.lines {
            scene.write(Anchor::Start, (left, baseline), self.text_style, line);
            baseline += self.leading;
        }
    }
}
