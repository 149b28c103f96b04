//! The answers in the order in which the bars have them.

use crate::charts::frame::Area;
use crate::charts::scene::{Anchor, Block, Scene};
use crate::charts::shape::Form;
use crate::charts::theme::{INK, SCALE, centred};
use crate::charts::typeface::{Lettering, Typeface};
use crate::locale::message;

const LINE_HEIGHT: f64 = 44.0;
const BELOW: f64 = 12.0;
const SWATCH: f64 = 24.0;
const BESIDE_SWATCH: f64 = 10.0;
const GAP: f64 = 40.0;
/// All five stand on one line of a narrow shape then.
const NARROW_GAP: f64 = 18.0;
const NAME: Lettering = Lettering::regular(26.0, INK);
const NARROW_NAME: Lettering = Lettering::regular(24.0, INK);

/// The names of the answers, each with its colour.
pub(super) struct Legend {
    /// From the left edge and by line.
    entries: Vec<(f64, usize, String)>,
    lettering: Lettering,
}

impl Legend {
    /// Sets the names in as many lines as the shape needs.
    pub(super) fn set(form: Form, typeface: &Typeface) -> Self {
        let (lettering, gap) = if form.shape.is_narrow() { (NARROW_NAME, NARROW_GAP) } else { (NAME, GAP) };
        let (mut entries, mut x, mut line) = (Vec::new(), 0.0, 0);
        for level in 1..=5 {
            let name = message(form.language, &format!("scale-{level}"));
            let width = SWATCH + BESIDE_SWATCH + typeface.width(&name, lettering);
            if x > 0.0 && x + width > form.shape.content_width() {
                (x, line) = (0.0, line + 1);
            }
            entries.push((x, line, name));
            x += width + gap;
        }
        Self { entries, lettering }
    }

    pub(super) fn height(&self) -> f64 {
        let lines = self.entries.last().map_or(0, |(_, line, _)| line + 1);
        lines as f64 * LINE_HEIGHT + BELOW
    }

    pub(super) fn draw(&self, scene: &mut Scene, area: Area) {
        for ((x, line, name), (colour, _)) in self.entries.iter().zip(SCALE) {
            let middle = area.top + LINE_HEIGHT * (*line as f64 + 0.5);
            let (left, top, bottom) = (area.left + x, middle - SWATCH / 2.0, middle + SWATCH / 2.0);
            scene.block(Block { left, top, right: left + SWATCH, bottom }, colour);
            scene.write(
                Anchor::Start,
                (left + SWATCH + BESIDE_SWATCH, middle + centred(self.lettering)),
                self.lettering,
                name,
            );
        }
    }
}
