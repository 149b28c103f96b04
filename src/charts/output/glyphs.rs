//! Paints glyphs on pixels with smooth edges, at fractions of a pixel.

use ab_glyph_rasterizer::{Point, Rasterizer, point};

use crate::typeset::{GlyphOutline, OutlineCurve, OutlinePoint};

/// Calls `draw` with the column, the row and the coverage (0 to 1) of each pixel that a glyph covers. The glyph's origin lies
/// at column `x`, which may be a fraction, of row 0; a unit of the font is `scale` pixels.
pub(super) fn paint_glyph(outline: &GlyphOutline, scale: f32, x: f32, mut draw: impl FnMut(i32, i32, f32)) {
    let Some(((left, bottom), (right, top))) = outline.bounds else { return };
    // Bounds are computed from the fractional part of `x` only, so that rounding does not depend on the column.
    let (whole, fraction) = (x.trunc(), x.fract());
    let (first_column, first_row) = ((left * scale + fraction).floor(), (top * -scale).floor());
    let (end_column, end_row) = ((right * scale + fraction).ceil(), (bottom * -scale).ceil());
    let offset = point(x - (first_column + whole), -first_row);
    let at = |(x, y): OutlinePoint| -> Point { point(x * scale, y * -scale) + offset };
    let size = |pixels: f32| usize::try_from(whole_number(pixels)).unwrap_or(0);
    let mut rasterizer = Rasterizer::new(size(end_column - first_column), size(end_row - first_row));
    for &curve in &outline.curves {
        match curve {
            OutlineCurve::Line(from, to) => rasterizer.draw_line(at(from), at(to)),
            OutlineCurve::Quadratic(from, control, to) => {
                rasterizer.draw_quad(at(from), at(control), at(to));
            }
            OutlineCurve::Cubic(from, first, second, to) => {
                rasterizer.draw_cubic(at(from), at(first), at(second), at(to));
            }
        }
    }
    let (column, row) = (whole_number(first_column + whole), whole_number(first_row));
    rasterizer.for_each_pixel_2d(|across, down, coverage| {
        if coverage > 0.0 {
            draw(
                column.saturating_add_unsigned(across),
                row.saturating_add_unsigned(down),
                coverage.min(1.0),
            );
        }
    });
}

/// Pictures are far smaller than the range of i32.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is correct for pictures")]
fn whole_number(pixels: f32) -> i32 {
    pixels as i32
}
