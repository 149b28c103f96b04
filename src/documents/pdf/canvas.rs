//! Draws on one page. Lengths are in points of 1/72 inch; x points right and y down from the upper left
//! corner.

use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::paint::{Fill, LineCap, LineJoin, Paint, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Identifier};
use krilla::text::{GlyphId, KrillaGlyph};

use super::fitting::Fitted;
use super::typefaces::Typefaces;
use crate::typeset::{FontFace, ShapedGlyph};

/// The distance of control points, as a share of the radius, at which a Bézier curve approximates a quarter
/// of a circle.
pub(in crate::documents) const QUARTER: f32 = 0.552_285;
/// The distance from the top of a line to its baseline, in font sizes; leaves room for the marks on Ẫ and Ộ.
const BASELINE: f32 = 0.98;

/// A page that is being drawn.
pub(in crate::documents) struct Canvas<'a> {
    surface: Surface<'a>,
    typefaces: &'static Typefaces,
}

impl<'a> Canvas<'a> {
    pub(in crate::documents) fn new(surface: Surface<'a>, typefaces: &'static Typefaces) -> Self {
        Self { surface, typefaces }
    }

    /// The fonts to measure with.
    pub(in crate::documents) fn typefaces(&self) -> &'static Typefaces {
        self.typefaces
    }

    /// The width of `text` in points.
    pub(in crate::documents) fn width(&self, text: &str, weight: FontFace, size: f32) -> f32 {
        self.typefaces.get(weight).width(text) * size
    }

    /// Draws one line of text whose baseline begins at `x`, `y`.
    pub(in crate::documents) fn line(
        &mut self,
        text: &str,
        weight: FontFace,
        size: f32,
        (x, y): (f32, f32),
        colour: impl Into<Paint>,
    ) {
        self.draw(None, Some(colour.into()), None);
        let font = self.typefaces.get(weight);
        let glyphs: Vec<_> = font.measured().shaped_glyphs(text).into_iter().map(krilla_glyph).collect();
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font.drawn(), text, size, false);
    }

    /// Draws a fitted text whose upper left corner lies at `x`, `y`.
    pub(in crate::documents) fn text(
        &mut self,
        text: &Fitted,
        (x, mut top): (f32, f32),
        colour: impl Into<Paint>,
    ) {
        let colour = colour.into();
        for line in &text.lines {
            self.line(line, text.weight, text.size, (x, top + BASELINE * text.size), colour.clone());
            top += text.leading * text.size;
        }
    }

    /// Fills a shape.
    pub(in crate::documents) fn fill(&mut self, shape: Option<Path>, colour: impl Into<Paint>) {
        self.draw(shape, Some(colour.into()), None);
    }

    /// Draws a line along `shape`, with round ends and corners.
    pub(in crate::documents) fn stroke(&mut self, shape: Option<Path>, width: f32, colour: impl Into<Paint>) {
        let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
        let stroke = Stroke { paint: colour.into(), width, line_cap, line_join, ..Stroke::default() };
        self.draw(shape, None, Some(stroke));
    }

    /// Draws a thin dashed line along `shape`, as a guide for folding or cutting.
    pub(in crate::documents) fn dashes(&mut self, shape: Option<Path>, width: f32, colour: impl Into<Paint>) {
        let dash = Some(StrokeDash { array: vec![4.0, 4.0], offset: 0.0 });
        self.draw(shape, None, Some(Stroke { paint: colour.into(), width, dash, ..Stroke::default() }));
    }

    fn draw(&mut self, shape: Option<Path>, fill: Option<Paint>, stroke: Option<Stroke>) {
        self.surface.set_fill(fill.map(|paint| Fill { paint, ..Fill::default() }));
        self.surface.set_stroke(stroke);
        if let Some(shape) = shape {
            self.surface.draw_path(&shape);
        }
    }

    /// Draws a picture in the rectangle of left, top, width, height. The PDF stores each picture once,
    /// however often it is drawn.
    pub(in crate::documents) fn image(&mut self, image: &Image, (x, y, width, height): (f32, f32, f32, f32)) {
        if let Some(size) = Size::from_wh(width, height) {
            self.transformed(Transform::from_translate(x, y), |canvas| {
                canvas.surface.draw_image(image.clone(), size);
            });
        }
    }

    /// Draws with a transformation.
    pub(in crate::documents) fn transformed(&mut self, transform: Transform, draw: impl FnOnce(&mut Self)) {
        self.surface.push_transform(&transform);
        draw(self);
        self.surface.pop();
    }

    /// Tags what `draw` draws as one element for screen readers.
    pub(in crate::documents) fn tagged(
        &mut self,
        tag: ContentTag<'_>,
        draw: impl FnOnce(&mut Self),
    ) -> Identifier {
        let identifier = self.surface.start_tagged(tag);
        draw(self);
        self.surface.end_tagged();
        identifier
    }
}

fn krilla_glyph(glyph: ShapedGlyph) -> KrillaGlyph {
    let (id, letters) = (GlyphId::new(glyph.id.into()), glyph.letters);
    KrillaGlyph::new(id, glyph.advance, glyph.right, glyph.up, 0.0, letters, None)
}

/// Builds a shape from the path operations of `draw`.
pub(in crate::documents) fn shape(draw: impl FnOnce(&mut PathBuilder)) -> Option<Path> {
    let mut path = PathBuilder::new();
    draw(&mut path);
    path.finish()
}

/// A straight line.
pub(in crate::documents) fn segment(from: (f32, f32), to: (f32, f32)) -> Option<Path> {
    shape(|path| {
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
    })
}

/// Rectangles in one shape, so that neighbours leave no seam: left, top, width, height.
pub(in crate::documents) fn rectangles(all: impl Iterator<Item = (f32, f32, f32, f32)>) -> Option<Path> {
    shape(|path| {
        for rectangle in all.filter_map(|(x, y, width, height)| Rect::from_xywh(x, y, width, height)) {
            path.push_rect(rectangle);
        }
    })
}

/// A circle.
pub(in crate::documents) fn circle((x, y): (f32, f32), radius: f32) -> Option<Path> {
    rounded_rectangle((x - radius, y - radius, 2.0 * radius, 2.0 * radius), radius)
}

/// A rectangle (left, top, width, height) with round corners.
pub(in crate::documents) fn rounded_rectangle(
    (x, y, width, height): (f32, f32, f32, f32),
    radius: f32,
) -> Option<Path> {
    let (right, bottom) = (x + width, y + height);
    let pull = radius * (1.0 - QUARTER);
    shape(|path| {
        path.move_to(x + radius, y);
        path.line_to(right - radius, y);
        path.cubic_to(right - pull, y, right, y + pull, right, y + radius);
        path.line_to(right, bottom - radius);
        path.cubic_to(right, bottom - pull, right - pull, bottom, right - radius, bottom);
        path.line_to(x + radius, bottom);
        path.cubic_to(x + pull, bottom, x, bottom - pull, x, bottom - radius);
        path.line_to(x, y + radius);
        path.cubic_to(x, y + pull, x + pull, y, x + radius, y);
        path.close();
    })
}
