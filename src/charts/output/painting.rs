//! Paints a scene on any plotters backend.

use plotters::style::{Color as _, FontFamily, FontStyle, FontTransform, ShapeStyle, text_anchor};
use plotters_backend::{BackendColor, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::glyphs::paint_glyph;
use crate::charts::ChartError;
use crate::charts::scene::{Anchor, Mark, Point, Scene};
use crate::charts::text::typeface::{ChartFonts, TextStyle};
use crate::charts::theme::{FAMILIES, FIGURE_FAMILIES, PAPER};

/// Backends place a text by its upper edge, so far above its baseline, in ems.
pub(super) const BASELINE: f64 = 0.76;

impl Scene {
    /// Draws the scene on a plotters backend, `factor` pixels for each of its own.
    pub(in crate::charts) fn draw_on<Backend: DrawingBackend>(
        &self,
        backend: &mut Backend,
        factor: u32,
    ) -> Result<(), ChartError> {
        self.paint(backend, f64::from(factor)).map_err(|error| ChartError::Drawing(error.to_string()))
    }

    fn paint<Backend: DrawingBackend>(
        &self,
        backend: &mut Backend,
        factor: f64,
    ) -> Result<(), DrawingErrorKind<Backend::ErrorType>> {
        let at = |(x, y): Point| (pixel(x * factor), pixel(y * factor));
        // The thinnest line is one pixel wide, so that it stays visible.
        let thickness = |width: f64| pixel(width * factor).max(1).unsigned_abs();
        backend.ensure_prepared()?;
        let lower_right = at((f64::from(self.width), f64::from(self.height)));
        backend.draw_rect((0, 0), lower_right, &ShapeStyle::from(PAPER).filled(), true)?;
        for mark in self.marks() {
            match mark {
                Mark::FilledRect(block, colour) => {
                    let (from, to) = (at((block.left, block.top)), at((block.right, block.bottom)));
                    backend.draw_rect(from, to, &ShapeStyle::from(*colour).filled(), true)
                }
                Mark::Region(points, colour) => {
                    backend.fill_polygon(points.iter().copied().map(at), &ShapeStyle::from(*colour).filled())
                }
                Mark::Polyline(line) => {
                    let style = ShapeStyle::from(line.colour).stroke_width(thickness(line.width));
                    backend.draw_path(line.points.iter().copied().map(at), &style)
                }
                Mark::Disc(centre, radius, colour) => {
                    let style = ShapeStyle::from(*colour).filled();
                    backend.draw_circle(at(*centre), thickness(*radius), &style, true)
                }
                Mark::Words(words) => {
                    let size = words.text_style.size * factor;
                    let text_style = TextStyle { size, ..words.text_style };
                    let style = Lettered { text_style, anchor: words.anchor, typeface: self.typeface() };
                    let upper_edge = words.baseline * factor - BASELINE * size;
                    backend.draw_text(&words.text, &style, (pixel(words.x * factor), pixel(upper_edge)))
                }
            }?;
        }
        backend.present()
    }
}

/// The nearest whole pixel. Pictures are far smaller than the range of i32.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is correct for pictures")]
fn pixel(position: f64) -> i32 {
    position.round() as i32
}

/// A text style for plotters' backends: SVG reads the properties, pixels call `draw`.
///
/// Plotters' own text style places every glyph on a whole pixel, which makes the gaps between letters uneven.
struct Lettered {
    text_style: TextStyle,
    anchor: Anchor,
    typeface: &'static ChartFonts,
}

impl BackendTextStyle for Lettered {
    type FontError = std::convert::Infallible;

    fn color(&self) -> BackendColor {
        self.text_style.colour.to_backend_color()
    }

    fn size(&self) -> f64 {
        self.text_style.size
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        if self.text_style.face.is_bold() { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> text_anchor::Pos {
        let horizontal = match self.anchor {
            Anchor::Start => text_anchor::HPos::Left,
            Anchor::Middle => text_anchor::HPos::Center,
            Anchor::End => text_anchor::HPos::Right,
        };
        text_anchor::Pos::new(horizontal, text_anchor::VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(if self.text_style.face.has_even_digits() { FIGURE_FAMILIES } else { FAMILIES })
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        let width = self.typeface.width(text, self.text_style);
        Ok(((0, 0), (pixel(width), pixel(self.text_style.size))))
    }

    fn draw<Fault, Draw: FnMut(i32, i32, BackendColor) -> Result<(), Fault>>(
        &self,
        text: &str,
        (left, top): (i32, i32),
        mut draw: Draw,
    ) -> Result<Result<(), Fault>, Self::FontError> {
        let font = self.typeface.font(self.text_style);
        let (size, colour) = (self.text_style.size, self.color());
        let baseline = top + pixel(BASELINE * size);
        let mut drawn = Ok(());
        for glyph in font.glyphs(text) {
            let Some(outline) = font.outline(glyph.id) else { continue };
            paint_glyph(
                outline,
                narrow(size / font.em()),
                narrow(glyph.x * size),
                |column, row, coverage| {
                    if drawn.is_ok() {
                        let colour = BackendColor { alpha: f64::from(coverage), ..colour };
                        drawn = draw(left.saturating_add(column), baseline.saturating_add(row), colour);
                    }
                },
            );
        }
        Ok(drawn)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "font sizes and positions are small numbers")]
fn narrow(length: f64) -> f32 {
    length as f32
}
