//! The outlines of glyphs, as the font file describes them.

use std::sync::OnceLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, GlyphId, MetadataProvider as _, OutlineGlyphCollection};

/// A point in units of the font: x points right, y up from the baseline.
pub type OutlinePoint = (f32, f32);

/// A piece of an outline, with the point where it begins and the point where it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutlineCurve {
    /// A straight line.
    Line(OutlinePoint, OutlinePoint),
    /// A quadratic Bézier curve with its control point.
    Quadratic(OutlinePoint, OutlinePoint, OutlinePoint),
    /// A cubic Bézier curve with its two control points.
    Cubic(OutlinePoint, OutlinePoint, OutlinePoint, OutlinePoint),
}

/// The outline of a glyph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GlyphOutline {
    /// The curves; none for a gap.
    pub curves: Vec<OutlineCurve>,
    /// The least x and y of all points, control points included, and the largest; `None` for a gap.
    pub bounds: Option<(OutlinePoint, OutlinePoint)>,
}

/// The outlines of a font. Each is read once.
pub(super) struct Outlines {
    file: OutlineGlyphCollection<'static>,
    read: Box<[OnceLock<GlyphOutline>]>,
}

impl Outlines {
    pub(super) fn new(font: &FontRef<'static>) -> Option<Self> {
        let glyphs = usize::from(font.maxp().ok()?.num_glyphs());
        Some(Self { file: font.outline_glyphs(), read: (0..glyphs).map(|_| OnceLock::new()).collect() })
    }

    /// The outline of a glyph; `None` if the font has no such glyph.
    pub(super) fn get(&self, id: u16) -> Option<&GlyphOutline> {
        Some(self.read.get(usize::from(id))?.get_or_init(|| self.read(id).unwrap_or_default()))
    }

    fn read(&self, id: u16) -> Option<GlyphOutline> {
        let mut pen = Pen::default();
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        self.file.get(GlyphId::from(id))?.draw(settings, &mut pen).ok()?;
        pen.close();
        Some(pen.outline)
    }
}

/// Collects the curves that skrifa draws.
#[derive(Debug, Default)]
struct Pen {
    outline: GlyphOutline,
    /// Where the current contour began.
    beginning: Option<OutlinePoint>,
    last: OutlinePoint,
}

impl Pen {
    fn reach(&mut self, point: OutlinePoint) -> OutlinePoint {
        let (least, largest) = self.outline.bounds.unwrap_or((point, point));
        let least = (least.0.min(point.0), least.1.min(point.1));
        self.outline.bounds = Some((least, (largest.0.max(point.0), largest.1.max(point.1))));
        point
    }

    fn add(&mut self, curve: OutlineCurve, end: OutlinePoint) {
        self.outline.curves.push(curve);
        self.last = end;
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.reach((x, y));
        self.beginning = Some(self.last);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let end = self.reach((x, y));
        self.add(OutlineCurve::Line(self.last, end), end);
    }

    fn quad_to(&mut self, control_x: f32, control_y: f32, x: f32, y: f32) {
        let (control, end) = (self.reach((control_x, control_y)), self.reach((x, y)));
        self.add(OutlineCurve::Quadratic(self.last, control, end), end);
    }

    fn curve_to(&mut self, first_x: f32, first_y: f32, second_x: f32, second_y: f32, x: f32, y: f32) {
        let controls = (self.reach((first_x, first_y)), self.reach((second_x, second_y)));
        let end = self.reach((x, y));
        self.add(OutlineCurve::Cubic(self.last, controls.0, controls.1, end), end);
    }

    fn close(&mut self) {
        if let Some(beginning) = self.beginning.take() {
            self.add(OutlineCurve::Line(self.last, beginning), beginning);
        }
    }
}
