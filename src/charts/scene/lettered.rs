//! Words as plotters' backends ask for them.

use ab_glyph::Font as _;
use plotters::style::{FontFamily, FontStyle, FontTransform, RGBColor, text_anchor};
use plotters_backend::{BackendColor, BackendTextStyle};

use super::painting::pixel;
use super::{Anchor, Words};
use crate::charts::theme::{FAMILIES, FIGURE_FAMILIES};
use crate::charts::typeface::Typeface;

/// The SVG backend sets text this far below the upper edge that it is given, in ems; so must pixels.
pub(super) const BASELINE: f64 = 0.76;

/// Words as plotters' backends ask for them: SVG reads the properties, pixels call `draw`.
///
/// Plotters' own text style sets every glyph on a whole pixel, which makes the gaps between letters uneven.
pub(super) struct Lettered<'a> {
    pub(super) words: &'a Words,
    pub(super) typeface: &'static Typeface,
}

impl BackendTextStyle for Lettered<'_> {
    type FontError = std::convert::Infallible;

    fn color(&self) -> BackendColor {
        let RGBColor(red, green, blue) = self.words.lettering.colour;
        BackendColor { alpha: 1.0, rgb: (red, green, blue) }
    }

    fn size(&self) -> f64 {
        // Backends take sizes in the unit of plotters' fonts and divide by this.
        self.words.lettering.size * 1.24
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        if self.words.lettering.face.is_bold() { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> text_anchor::Pos {
        let horizontal = match self.words.anchor {
            Anchor::Start => text_anchor::HPos::Left,
            Anchor::Middle => text_anchor::HPos::Center,
            Anchor::End => text_anchor::HPos::Right,
        };
        text_anchor::Pos::new(horizontal, text_anchor::VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(if self.words.lettering.face.has_even_digits() { FIGURE_FAMILIES } else { FAMILIES })
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        let width = self.typeface.width(text, self.words.lettering);
        Ok(((0, 0), (pixel(width), pixel(self.words.lettering.size))))
    }

    fn draw<Fault, Draw: FnMut(i32, i32, BackendColor) -> Result<(), Fault>>(
        &self,
        text: &str,
        (left, top): (i32, i32),
        mut draw: Draw,
    ) -> Result<Result<(), Fault>, Self::FontError> {
        let lettering = self.words.lettering;
        let font = self.typeface.font(lettering.face);
        let baseline = top + pixel(BASELINE * lettering.size);
        for glyph in self.typeface.set(text, lettering).0 {
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let (x, y) = (left + pixel(corner.x.into()), baseline + pixel(corner.y.into()));
            let mut drawn = Ok(());
            outline.draw(|across, down, coverage| {
                if drawn.is_ok() && coverage > 0.0 {
                    let colour = BackendColor { alpha: f64::from(coverage.min(1.0)), ..self.color() };
                    drawn = draw(x.saturating_add_unsigned(across), y.saturating_add_unsigned(down), colour);
                }
            });
            if drawn.is_err() {
                return Ok(drawn);
            }
        }
        Ok(Ok(()))
    }
}
