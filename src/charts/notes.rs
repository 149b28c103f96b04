//! What is said once below the marks of a chart: how its signs are read and what they do not carry.

use super::scene::{Anchor, Block, Scene};
use super::theme::{ACCENT, BAND, INK, INTERVAL_BELOW, MINOR, PAPER, QUIET_INK, centred};
use super::typeface::Typeface;

const LEADING: f64 = 36.0;
const ABOVE: f64 = 14.0;
const SIGN: f64 = 40.0;
const SIGN_GAP: f64 = 12.0;
const APART: f64 = 36.0;

/// A sign as it stands among the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A sentence of its own.
    None,
    Hatched,
    Dashes,
    Ring,
    Band,
    Tick,
}

/// A sign with its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) sign: Sign,
    pub(super) text: String,
}

/// Notes that have been set in lines.
#[derive(Clone, Debug)]
pub(super) struct Notes(Vec<Vec<(f64, Sign, String)>>);

impl Notes {
    /// Sets `notes` beside each other in lines no wider than `width`; nothing is said twice.
    pub(super) fn set(typeface: &Typeface, notes: &[Note], width: f64) -> Self {
        let mut lines: Vec<Vec<(f64, Sign, String)>> = Vec::new();
        let mut free = 0.0;
        for (index, note) in notes.iter().enumerate() {
            if notes.iter().take(index).any(|earlier| earlier == note) {
                continue;
            }
            let indent = if note.sign == Sign::None { 0.0 } else { SIGN + SIGN_GAP };
            let needed = indent + typeface.width(&note.text, MINOR);
            if let Some(line) = lines.last_mut().filter(|_| free + APART + needed <= width) {
                line.push((free + APART, note.sign, note.text.clone()));
                free += APART + needed;
                continue;
            }
            let parts = typeface.wrap(&note.text, MINOR, width - indent);
            free = if parts.len() > 1 { width } else { needed };
            for (number, part) in parts.into_iter().enumerate() {
                // A line that goes on stands below the words, not below the sign.
                let (x, sign) = if number == 0 { (0.0, note.sign) } else { (indent, Sign::None) };
                lines.push(vec![(x, sign, part)]);
            }
        }
        Self(lines)
    }

    pub(super) fn height(&self) -> f64 {
        if self.0.is_empty() { 0.0 } else { ABOVE + LEADING * self.0.len() as f64 }
    }

    pub(super) fn draw(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut middle = top + ABOVE + LEADING / 2.0;
        for line in &self.0 {
            for (x, sign, text) in line {
                let x = left + x;
                draw_sign(
                    scene,
                    *sign,
                    Block { left: x, top: middle - 12.0, right: x + SIGN, bottom: middle + 12.0 },
                );
                let words = if *sign == Sign::None { x } else { x + SIGN + SIGN_GAP };
                scene.write(Anchor::Start, (words, middle + centred(MINOR)), MINOR, text);
            }
            middle += LEADING;
        }
    }
}

fn draw_sign(scene: &mut Scene, sign: Sign, place: Block) {
    let middle = f64::midpoint(place.top, place.bottom);
    match sign {
        Sign::None => {}
        Sign::Hatched => scene.hatch(place),
        Sign::Dashes => scene.dashed(((place.left, middle), (place.right, middle)), 3.0, 8.0, QUIET_INK),
        Sign::Ring => {
            scene.ringed_disc((f64::midpoint(place.left, place.right), middle), 13.0, (PAPER, ACCENT, 4.0));
        }
        Sign::Band => {
            scene.block(place, BAND);
            for y in [place.top, place.bottom] {
                scene.line(vec![(place.left, y), (place.right, y)], 2.0, INTERVAL_BELOW);
            }
        }
        Sign::Tick => scene.block(Block { top: middle - 3.0, bottom: middle + 3.0, ..place }, INK),
    }
}
