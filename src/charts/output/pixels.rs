//! A plotters backend that paints anti-aliased pixels; plotters' own leaves discs and slanted lines jagged.

use std::convert::Infallible;

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use tiny_skia::{
    Color, ColorU8, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke,
    Transform,
};

/// The result of painting a mark, which never fails.
type Painted = Result<(), DrawingErrorKind<Infallible>>;

/// A picture that is being painted.
pub(in crate::charts) struct Pixels(Pixmap);

impl Pixels {
    /// Creates an empty picture; `None` if it has no size or memory cannot be allocated.
    pub(in crate::charts) fn new(width: u32, height: u32) -> Option<Self> {
        Pixmap::new(width, height).map(Self)
    }

    /// Red, green and blue of each pixel, row by row.
    pub(in crate::charts) fn rows_of_rgb(&self) -> impl Iterator<Item = Vec<u8>> {
        let rows = self.0.pixels().chunks(self.0.width().max(1) as usize);
        rows.map(|row| row.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect())
    }

    fn fill(&mut self, path: Option<Path>, colour: BackendColor) {
        if let Some(path) = path {
            let rule = FillRule::Winding;
            self.0.fill_path(&path, &paint(colour), rule, Transform::identity(), None);
        }
    }
}

impl DrawingBackend for Pixels {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.0.width(), self.0.height())
    }

    fn ensure_prepared(&mut self) -> Painted {
        Ok(())
    }

    fn present(&mut self) -> Painted {
        Ok(())
    }

    /// Text is drawn pixel by pixel.
    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Painted {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return Ok(()) };
        let width = self.0.width() as usize;
        if x < width
            && let Some(pixel) = self.0.pixels_mut().get_mut(y * width + x)
        {
            *pixel = blended(*pixel, colour);
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        lower_right: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Painted {
        let [(left, top), (right, bottom)] = [upper_left, lower_right].map(point);
        if let Some(rectangle) = Rect::from_ltrb(left, top, right, bottom) {
            self.0.fill_rect(rectangle, &paint(style.color()), Transform::identity(), None);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Painted {
        // A line of odd width is centred on a pixel; at a pixel's edge it would blur over two.
        let half = if style.stroke_width() % 2 == 1 { 0.5 } else { 0.0 };
        let width = style.stroke_width() as f32;
        let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
        if let Some(path) = through(points, half, false) {
            self.0.stroke_path(&path, &paint(style.color()), &stroke, Transform::identity(), None);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Painted {
        let (x, y) = point(centre);
        self.fill(PathBuilder::from_circle(x, y, radius as f32), style.color());
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Painted {
        self.fill(through(corners, 0.0, true), style.color());
        Ok(())
    }
}

/// A path through points, each moved by `off` from its pixel's corner; `None` with fewer than two points.
fn through(points: impl IntoIterator<Item = BackendCoord>, off: f32, closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.into_iter().map(point).enumerate() {
        if index == 0 { path.move_to(x + off, y + off) } else { path.line_to(x + off, y + off) }
    }
    if closed {
        path.close();
    }
    path.finish()
}

#[expect(clippy::cast_precision_loss, reason = "positions stay far below 2^24")]
fn point((x, y): BackendCoord) -> (f32, f32) {
    (x as f32, y as f32)
}

fn paint(colour: BackendColor) -> Paint<'static> {
    let mut paint = Paint::default();
    let (red, green, blue) = colour.rgb;
    paint.set_color(Color::from_rgba8(red, green, blue, u8::MAX));
    paint
}

/// `colour` over an opaque pixel.
fn blended(below: PremultipliedColorU8, colour: BackendColor) -> PremultipliedColorU8 {
    let (red, green, blue) = colour.rgb;
    let mixed = [(below.red(), red), (below.green(), green), (below.blue(), blue)]
        .map(|(below, above)| mix(below, above, colour.alpha));
    let [red, green, blue] = mixed;
    ColorU8::from_rgba(red, green, blue, u8::MAX).premultiply()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
fn mix(below: u8, above: u8, alpha: f64) -> u8 {
    (f64::from(below) + (f64::from(above) - f64::from(below)) * alpha).round() as u8
}
