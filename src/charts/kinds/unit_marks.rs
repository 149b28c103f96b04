//! What charts of units share: a unit's mark, shortened names, and the empty state.

use crate::charts::frame::Frame;
use crate::charts::scene::{FilledRect, Point, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{ACCENT, LABEL, MINOR, PAPER, QUIET_INK, VERY_SATISFIED};
use crate::domain::{ReportContext, UnitStanding};
use crate::locale;

const RING: f64 = 3.0;
/// The height of the hatched area in an empty state.
const EMPTY: f64 = 180.0;
const NOTE_LEADING: f64 = 1.45;
const NAME_LEADING: f64 = 1.25;
const MAX_LINES: usize = 2;

/// Draws the mark of a unit. Its form shows the standing without colour: a ring is as expected, a disc is
/// beyond the limits, a disc in a ring is far beyond them.
pub(in crate::charts) fn draw_standing(
    scene: &mut Scene,
    centre: Point,
    radius: f64,
    standing: UnitStanding,
) {
    let colour = match standing {
        UnitStanding::FarAbove | UnitStanding::Above => VERY_SATISFIED,
        UnitStanding::AsExpected => QUIET_INK,
        UnitStanding::Below | UnitStanding::FarBelow => ACCENT,
    };
    match standing {
        UnitStanding::AsExpected => scene.ringed_disc(centre, radius, PAPER, colour, RING),
        UnitStanding::Above | UnitStanding::Below => scene.disc(centre, radius, colour),
        UnitStanding::FarAbove | UnitStanding::FarBelow => {
            scene.ringed_disc(centre, reach(radius, standing), PAPER, colour, RING);
            scene.disc(centre, radius - 2.0, colour);
        }
    }
}

/// The outer radius of a unit's mark.
pub(in crate::charts) fn reach(radius: f64, standing: UnitStanding) -> f64 {
    match standing {
        UnitStanding::FarAbove | UnitStanding::FarBelow => radius + 4.0,
        _ => radius,
    }
}

/// Sets a name on at most two lines, none wider than `width`. A longer name is cut and ends in `…`.
pub(in crate::charts) fn shortened(
    form: ChartForm,
    text: &str,
    text_style: TextStyle,
    width: f64,
) -> TextBlock {
    let typeface = form.typeface;
    let paragraph = |lines| TextBlock::of(typeface, lines, text_style, NAME_LEADING);
    // Nearly every name fits on one line, and breaking lines is slow.
    if typeface.width(text, text_style) <= width {
        return paragraph(vec![text.to_owned()]);
    }
    let whole = typeface.wrap(text, text_style, width);
    if whole.len() <= MAX_LINES {
        return paragraph(whole);
    }
    let words: Vec<&str> = text.split(' ').collect();
    for count in (1..words.len()).rev() {
        let kept: Vec<&str> = words.iter().take(count).copied().collect();
        let cut = typeface.wrap(&format!("{}…", kept.join(" ")), text_style, width);
        if cut.len() <= MAX_LINES {
            return paragraph(cut);
        }
    }
    let mut cut: Vec<String> = whole.into_iter().take(MAX_LINES).collect();
    if let Some(last) = cut.last_mut() {
        // The ellipsis may be wider than one letter, but not than two.
        let kept = last.chars().count().saturating_sub(2);
        *last = last.chars().take(kept).collect();
        last.push('…');
    }
    paragraph(cut)
}

/// Sets `text` on one line. A longer text is cut and ends in `…`.
pub(in crate::charts) fn shortened_line(
    form: ChartForm,
    text: &str,
    text_style: TextStyle,
    width: f64,
) -> String {
    let is_fitting = |line: &String| form.typeface.width(line, text_style) <= width;
    let whole = text.to_owned();
    if is_fitting(&whole) {
        return whole;
    }
    let cuts = text.char_indices().rev().map(|(end, _)| text.get(..end).unwrap_or_default().trim_end());
    cuts.map(|cut| format!("{cut}…")).find(is_fitting).unwrap_or_default()
}

/// Sentences below each other.
pub(in crate::charts) struct Sentences {
    wrapped: Vec<TextBlock>,
    /// The distance above them.
    above: f64,
    /// The distance below each.
    gap: f64,
}

impl Sentences {
    /// The notes below the marks.
    pub(in crate::charts) fn new(notes: impl IntoIterator<Item = String>, form: ChartForm) -> Self {
        let wrapped = Self::wrap(notes, MINOR, form);
        Self { above: if wrapped.is_empty() { 0.0 } else { 20.0 }, wrapped, gap: 8.0 }
    }

    fn wrap(
        sentences: impl IntoIterator<Item = String>,
        text_style: TextStyle,
        form: ChartForm,
    ) -> Vec<TextBlock> {
        let width = form.shape.content_width();
        let set =
            |sentence: String| TextBlock::wrap(form.typeface, &sentence, text_style, width, NOTE_LEADING);
        sentences.into_iter().map(set).collect()
    }

    /// The height in pixels, with the distance above.
    pub(in crate::charts) fn height(&self) -> f64 {
        self.wrapped.iter().map(|sentence| sentence.height() + self.gap).sum::<f64>() + self.above
    }

    pub(in crate::charts) fn draw(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut top = top + self.above;
        for sentence in &self.wrapped {
            sentence.draw(scene, (left, top + sentence.size()));
            top += sentence.height() + self.gap;
        }
    }
}

/// The empty state of a comparison, whose title gives the reason. The marks' area is hatched; below stand the
/// number of units and the unit's own figures.
pub(in crate::charts) fn nothing(frame: Frame, context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let language = form.language;
    let comparison = context.comparison.as_ref();
    let shown_of = comparison.and_then(|comparison| locale::selection_note(comparison, language));
    let own = locale::figures_in_words(context.report.headlines(), language);
    let known: Vec<String> = shown_of.into_iter().chain(own.lines().map(str::to_owned)).collect();
    let words = known.join("\n");
    let known = Sentences { wrapped: Sentences::wrap(known, LABEL, form), above: 24.0, gap: 12.0 };
    let (mut scene, area) = frame.open(EMPTY + known.height(), &words);
    scene.hatch(FilledRect { bottom: area.top + EMPTY, ..area });
    known.draw(&mut scene, (area.left, area.top + EMPTY));
    vec![scene]
}
