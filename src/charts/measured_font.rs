//! A font whose letters are measured once: charts ask for the widths of the same few hundred letters ten thousand times.

use ab_glyph::{Font as _, FontRef};

/// Letters below this code are measured beforehand: Latin with all of Vietnamese, and the punctuation.
const MEASURED: u32 = 0x2100;

/// How much room a letter takes, in ems.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Measure {
    /// To the next letter.
    pub(super) advance: f64,
    /// Above the baseline.
    pub(super) above: f64,
    /// Below the baseline.
    pub(super) below: f64,
}

/// A font and the measures of its letters.
#[derive(Debug)]
pub(super) struct MeasuredFont {
    pub(super) font: FontRef<'static>,
    letters: Vec<Measure>,
}

impl MeasuredFont {
    /// Measures the letters of `font`.
    pub(super) fn new(font: FontRef<'static>) -> Self {
        // Most codes have no letter, and all of those look like the sign for a missing one.
        let missing = measure(&font, '\u{0}');
        let letters = (0..MEASURED).map(|code| match char::from_u32(code) {
            Some(letter) if font.glyph_id(letter).0 != 0 => measure(&font, letter),
            _ => missing,
        });
        Self { letters: letters.collect(), font }
    }

    /// The measures of a letter.
    pub(super) fn measure(&self, letter: char) -> Measure {
        let known = usize::try_from(u32::from(letter)).ok().and_then(|code| self.letters.get(code));
        known.copied().unwrap_or_else(|| measure(&self.font, letter))
    }
}

fn measure(font: &FontRef<'static>, letter: char) -> Measure {
    let (glyph, em) = (font.glyph_id(letter), f64::from(font.units_per_em().unwrap_or(1000.0)));
    let bounds = font.outline(glyph).map(|outline| outline.bounds);
    // In a font y runs upwards, so that the larger one is the upper edge.
    let edges =
        bounds.map_or((0.0, 0.0), |bounds| (bounds.max.y.max(bounds.min.y), bounds.min.y.min(bounds.max.y)));
    Measure {
        advance: f64::from(font.h_advance_unscaled(glyph)) / em,
        above: f64::from(edges.0.max(0.0)) / em,
        below: f64::from((-edges.1).max(0.0)) / em,
    }
}
