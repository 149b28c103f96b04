//! What charts of units share: a unit's mark, its name on few lines, the statement that there is nothing to draw.

use plotters::style::RGBColor;

use super::frame::{Area, Frame};
use super::paragraph::Paragraph;
use super::scene::{Block, Point, Scene};
use super::shape::Form;
use super::theme::{ACCENT, LABEL, MINOR, PAPER, QUIET_INK, VERY_SATISFIED};
use super::typeface::{Lettering, Typeface};
use crate::domain::{Briefing, UnitStanding};
use crate::locale;

const RING: f64 = 3.0;
/// How high a place is in which a chart would stand.
const EMPTY: f64 = 180.0;
pub(super) const NOTE_LEADING: f64 = 1.45;

/// Without colour, too: a ring is as expected, a disc is beyond the limits, and a disc in a ring is far beyond them.
pub(super) fn draw_standing(scene: &mut Scene, centre: Point, radius: f64, standing: UnitStanding) {
    let colour = colour(standing);
    match standing {
        UnitStanding::AsExpected => scene.ringed_disc(centre, radius, (PAPER, colour, RING)),
        UnitStanding::Above | UnitStanding::Below => scene.disc(centre, radius, colour),
        UnitStanding::FarAbove | UnitStanding::FarBelow => {
            scene.ringed_disc(centre, reach(radius, standing), (PAPER, colour, RING));
            scene.disc(centre, radius - 2.0, colour);
        }
    }
}

/// How far the mark of a unit reaches from its centre.
pub(super) fn reach(radius: f64, standing: UnitStanding) -> f64 {
    match standing {
        UnitStanding::FarAbove | UnitStanding::FarBelow => radius + 4.0,
        _ => radius,
    }
}

fn colour(standing: UnitStanding) -> RGBColor {
    match standing {
        UnitStanding::FarAbove | UnitStanding::Above => VERY_SATISFIED,
        UnitStanding::AsExpected => QUIET_INK,
        UnitStanding::Below | UnitStanding::FarBelow => ACCENT,
    }
}

/// `text` on at most so many lines; a longer one is cut and says so.
pub(super) fn shortened(
    typeface: &Typeface,
    text: &str,
    lettering: Lettering,
    (width, leading): (f64, f64),
    most: usize,
) -> Paragraph {
    let paragraph = |lines| Paragraph::of(typeface, lines, lettering, leading);
    // Nearly every name stands on one line, and breaking lines takes long.
    if typeface.width(text, lettering) <= width {
        return paragraph(vec![text.to_owned()]);
    }
    let whole = typeface.wrap(text, lettering, width);
    if whole.len() <= most {
        return paragraph(whole);
    }
    let words: Vec<&str> = text.split(' ').collect();
    for count in (1..words.len()).rev() {
        let kept: Vec<&str> = words.iter().take(count).copied().collect();
        let cut = typeface.wrap(&format!("{}…", kept.join(" ")), lettering, width);
        if cut.len() <= most {
            return paragraph(cut);
        }
    }
    let mut cut: Vec<String> = whole.into_iter().take(most).collect();
    if let Some(last) = cut.last_mut() {
        // A letter may be wider than another, two are wider than the sign.
        let kept = last.chars().count().saturating_sub(2);
        *last = last.chars().take(kept).collect();
        last.push('…');
    }
    paragraph(cut)
}

/// `text` on one line; a longer one is cut and says so.
pub(super) fn shortened_line(typeface: &Typeface, text: &str, lettering: Lettering, width: f64) -> String {
    let is_fitting = |line: &String| typeface.width(line, lettering) <= width;
    let whole = text.to_owned();
    if is_fitting(&whole) {
        return whole;
    }
    let cuts = text.char_indices().rev().map(|(end, _)| text.get(..end).unwrap_or_default().trim_end());
    cuts.map(|cut| format!("{cut}…")).find(is_fitting).unwrap_or_default()
}

/// Notes below each other, and how high they are.
pub(super) struct Notes(Vec<Paragraph>);

impl Notes {
    const GAP: f64 = 8.0;

    pub(super) fn new(notes: impl IntoIterator<Item = String>, width: f64, typeface: &Typeface) -> Self {
        let set = |note: String| Paragraph::wrap(typeface, &note, MINOR, (width, NOTE_LEADING));
        Self(notes.into_iter().map(set).collect())
    }

    /// With the paper above them.
    pub(super) fn height(&self) -> f64 {
        let heights = self.0.iter().map(|note| note.height() + Self::GAP);
        if self.0.is_empty() { 0.0 } else { heights.sum::<f64>() + 20.0 }
    }

    pub(super) fn draw(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut baseline = top + 20.0 + MINOR.size;
        for note in &self.0 {
            note.draw(scene, (left, baseline));
            baseline += note.height() + Self::GAP;
        }
    }
}

/// A picture whose title says why there is nothing to compare: the place is hatched, and below stands what is known, how
/// many units there are and what the unit's own answers say.
pub(super) fn nothing(frame: Frame, briefing: &Briefing, form: Form, typeface: &Typeface) -> Scene {
    let language = form.language;
    let comparison = briefing.comparison.as_ref();
    let shown_of = comparison.and_then(|comparison| locale::selection_note(comparison, language));
    let own = locale::figures_in_words(briefing.report.headlines(), language);
    let sentences: Vec<&str> = shown_of.iter().map(String::as_str).chain(own.lines()).collect();
    let measure = (form.shape.content_width(), NOTE_LEADING);
    let set = |sentence: &&str| Paragraph::wrap(typeface, sentence, LABEL, measure);
    let set: Vec<Paragraph> = sentences.iter().map(set).collect();
    let height = EMPTY + 24.0 + set.iter().map(|sentence| sentence.height() + 12.0).sum::<f64>();
    let (mut scene, area) = frame.open(height, &sentences.join("\n"));
    let Area { left, top, right, .. } = area;
    scene.hatch(Block { left, top, right, bottom: top + EMPTY });
    let mut baseline = top + EMPTY + 24.0 + LABEL.size;
    for sentence in &set {
        sentence.draw(&mut scene, (left, baseline));
        baseline += sentence.height() + 12.0;
    }
    scene
}
