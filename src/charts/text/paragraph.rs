//! Lines of text that have been set: broken to a measure, with room for their accents.

use super::typeface::{Lettering, Typeface};
use crate::charts::scene::{Anchor, Scene};

/// Lines below each other.
#[derive(Clone, Debug)]
pub(in crate::charts) struct Paragraph {
    lines: Vec<String>,
    lettering: Lettering,
    leading: f64,
}

impl Paragraph {
    /// `text` broken into even lines no wider than `width`, `leading` ems apart or what their accents need.
    pub(in crate::charts) fn wrap(
        typeface: &Typeface,
        text: &str,
        lettering: Lettering,
        (width, leading): (f64, f64),
    ) -> Self {
        Self::of(typeface, typeface.wrap(text, lettering, width), lettering, leading)
    }

    /// The paragraph of these `lines`.
    pub(in crate::charts) fn of(
        typeface: &Typeface,
        lines: Vec<String>,
        lettering: Lettering,
        leading: f64,
    ) -> Self {
        let leading = typeface.leading(&lines, lettering, leading);
        Self { lines, lettering, leading }
    }

    /// How many lines it has.
    pub(in crate::charts) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The size of its letters.
    pub(in crate::charts) fn size(&self) -> f64 {
        self.lettering.size
    }

    /// From its first baseline to its last.
    pub(in crate::charts) fn depth(&self) -> f64 {
        (self.height() - self.leading).max(0.0)
    }

    /// From its first baseline to that of a line after it.
    pub(in crate::charts) fn height(&self) -> f64 {
        self.leading * self.lines.len() as f64
    }

    /// The width of its widest line.
    pub(in crate::charts) fn width(&self, typeface: &Typeface) -> f64 {
        self.lines.iter().map(|line| typeface.width(line, self.lettering)).fold(0.0, f64::max)
    }

    /// Writes it with its first line on `baseline`.
    pub(in crate::charts) fn draw(&self, scene: &mut Scene, (left, baseline): (f64, f64)) {
        let mut baseline = baseline;
        for line in &self.lines {
            scene.write(Anchor::Start, (left, baseline), self.lettering, line);
            baseline += self.leading;
        }
    }
}
