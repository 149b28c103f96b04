//! The notes of a chart: how to read its signs and colours, and what they do not show.

use plotters::style::RGBColor;

use super::typeface::TextStyle;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::theme::{ACCENT, BAND, COLUMN_FIGURES, INK, INTERVAL_BELOW, MINOR, PAPER, QUIET_INK};
use crate::domain::{Language, MonthActivity};
use crate::locale::message;

/// A sign as drawn among the marks.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::charts) enum Sign {
    /// A sentence without a sign.
    None,
    Colour(RGBColor),
    Hatched,
    /// Hatched, with the text that such a cell contains.
    Cell(String),
    Dashes,
    Ring,
    Band,
    Tick,
}

/// A sign with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::charts) struct SignNote {
    pub(in crate::charts) sign: Sign,
    pub(in crate::charts) text: String,
}

/// The measures of notes, in pixels.
#[derive(Clone, Copy, Debug)]
pub(in crate::charts) struct Spacing {
    pub(in crate::charts) text_style: TextStyle,
    /// Width and height of a sign.
    pub(in crate::charts) sign: (f64, f64),
    /// The distance from a sign to its text.
    pub(in crate::charts) beside: f64,
    /// The distance between two notes on one line.
    pub(in crate::charts) apart: f64,
    pub(in crate::charts) line: f64,
    pub(in crate::charts) above: f64,
    pub(in crate::charts) below: f64,
}

/// The spacing of notes below the marks.
pub(in crate::charts) const BELOW_MARKS: Spacing = Spacing {
    text_style: MINOR,
    sign: (40.0, 24.0),
    beside: 12.0,
    apart: 36.0,
    line: 36.0,
    above: 14.0,
    below: 0.0,
};

/// Notes that have been set in lines.
#[derive(Clone, Debug)]
pub(in crate::charts) struct Notes {
    lines: Vec<Vec<(f64, Sign, String)>>,
    spacing: Spacing,
}

/// The notes that explain hatched months: their dossiers `are_missing`, or `are_known` but incomplete because
/// some units have not reported.
pub(in crate::charts) fn hatching(
    activity: &[MonthActivity],
    language: Language,
    are_missing: impl Fn(&MonthActivity) -> bool,
    are_known: impl Fn(&MonthActivity) -> bool,
) -> Vec<SignNote> {
    let is_incomplete = |month: &MonthActivity| are_known(month) && !month.are_dossiers_complete;
    let reasons = [
        (activity.iter().any(are_missing), "series-dossiers-missing"),
        (activity.iter().any(is_incomplete), "series-dossiers-incomplete"),
    ];
    let reasons = reasons.into_iter().filter(|(is_given, _)| *is_given);
    reasons.map(|(_, key)| SignNote { sign: Sign::Hatched, text: message(language, key) }).collect()
}

impl Notes {
    /// Sets `notes` with the spacing of notes below the marks.
    pub(in crate::charts) fn set(form: ChartForm, notes: &[SignNote]) -> Self {
        Self::spaced(form, notes, BELOW_MARKS)
    }

    /// Sets `notes` beside each other in lines no wider than the shape allows. Duplicates are left out.
    pub(in crate::charts) fn spaced(form: ChartForm, notes: &[SignNote], spacing: Spacing) -> Self {
        let Spacing { text_style, apart, .. } = spacing;
        let (typeface, width) = (form.typeface, form.shape.content_width());
        let mut lines: Vec<Vec<(f64, Sign, String)>> = Vec::new();
        let mut free = 0.0;
        for (index, note) in notes.iter().enumerate() {
            if notes.iter().take(index).any(|earlier| earlier == note) {
                continue;
            }
            let indent = if note.sign == Sign::None { 0.0 } else { spacing.sign.0 + spacing.beside };
            let needed = indent + typeface.width(&note.text, text_style);
            if let Some(line) = lines.last_mut().filter(|_| free + apart + needed <= width) {
                line.push((free + apart, note.sign.clone(), note.text.clone()));
                free += apart + needed;
                continue;
            }
            let parts = typeface.wrap(&note.text, text_style, width - indent);
            free = if parts.len() > 1 { width } else { needed };
            for (number, part) in parts.into_iter().enumerate() {
                // A continued line is indented to the text, past the sign.
                let (x, sign) = if number == 0 { (0.0, note.sign.clone()) } else { (indent, Sign::None) };
                lines.push(vec![(x, sign, part)]);
            }
        }
        Self { lines, spacing }
    }

    pub(in crate::charts) fn height(&self) -> f64 {
        let Spacing { above, below, line, .. } = self.spacing;
        if self.lines.is_empty() { 0.0 } else { above + line * self.lines.len() as f64 + below }
    }

    pub(in crate::charts) fn draw(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let Spacing { text_style, sign: size, beside, .. } = self.spacing;
        let mut middle = top + self.spacing.above + self.spacing.line / 2.0;
        for line in &self.lines {
            for (x, sign, text) in line {
                let x = left + x;
                draw_sign(scene, sign, FilledRect::beside((x, middle), size));
                let words = if *sign == Sign::None { x } else { x + size.0 + beside };
                scene.write_at(Anchor::Start, (words, middle), text_style, text);
            }
            middle += self.spacing.line;
        }
    }
}

fn draw_sign(scene: &mut Scene, sign: &Sign, place: FilledRect) {
    let middle = place.middle();
    let centre = (f64::midpoint(place.left, place.right), middle);
    match sign {
        Sign::None => {}
        Sign::Colour(colour) => scene.block(place, *colour),
        Sign::Hatched => scene.hatch(place),
        Sign::Cell(words) => {
            scene.hatch(place);
            scene.write_at(Anchor::Middle, centre, COLUMN_FIGURES.in_colour(INK), words);
        }
        Sign::Dashes => scene.dashed(((place.left, middle), (place.right, middle)), 3.0, 8.0, QUIET_INK),
        Sign::Ring => scene.ringed_disc(centre, 13.0, PAPER, ACCENT, 4.0),
        Sign::Band => {
            scene.block(place, BAND);
            for y in [place.top, place.bottom] {
                scene.line(vec![(place.left, y), (place.right, y)], 2.0, INTERVAL_BELOW);
            }
        }
        Sign::Tick => scene.block(FilledRect { top: middle - 3.0, bottom: middle + 3.0, ..place }, INK),
    }
}
