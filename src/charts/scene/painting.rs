//! Paints a scene on any backend of plotters, which is chosen last.

use plotters::style::ShapeStyle;
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use super::lettered::{BASELINE, Lettered};
use super::{Mark, Point, Scene};
use crate::charts::ChartError;
use crate::charts::theme::PAPER;

impl Scene {
    /// Draws it on any backend of plotters that has at least its size.
    pub fn draw_on<Backend: DrawingBackend>(&self, backend: &mut Backend) -> Result<(), ChartError> {
        self.paint(backend).map_err(|error| ChartError::Drawing(error.to_string()))
    }

    fn paint<Backend: DrawingBackend>(
        &self,
        backend: &mut Backend,
    ) -> Result<(), DrawingErrorKind<Backend::ErrorType>> {
        backend.ensure_prepared()?;
        let all = (f64::from(self.width), f64::from(self.height));
        backend.draw_rect((0, 0), (pixel(all.0), pixel(all.1)), &ShapeStyle::from(PAPER).filled(), true)?;
        for mark in &self.marks {
            self.paint_mark(backend, mark)?;
        }
        backend.present()
    }

    fn paint_mark<Backend: DrawingBackend>(
        &self,
        backend: &mut Backend,
        mark: &Mark,
    ) -> Result<(), DrawingErrorKind<Backend::ErrorType>> {
        match mark {
            Mark::Block(block, colour) => {
                let (from, to) = (at((block.left, block.top)), at((block.right, block.bottom)));
                backend.draw_rect(from, to, &ShapeStyle::from(*colour).filled(), true)
            }
            Mark::Region(points, colour) => {
                backend.fill_polygon(points.iter().copied().map(at), &ShapeStyle::from(*colour).filled())
            }
            Mark::Line(line) => {
                let style = ShapeStyle::from(line.colour).stroke_width(thickness(line.width));
                backend.draw_path(line.points.iter().copied().map(at), &style)
            }
            Mark::Disc(centre, radius, colour) => backend.draw_circle(
                at(*centre),
                thickness(*radius),
                &ShapeStyle::from(*colour).filled(),
                true,
            ),
            Mark::Words(words) => {
                let upper_edge = words.baseline - BASELINE * words.lettering.size;
                let style = Lettered { words, typeface: self.typeface };
                backend.draw_text(&words.text, &style, at((words.x, upper_edge)))
            }
        }
    }
}

fn at((x, y): Point) -> BackendCoord {
    (pixel(x), pixel(y))
}

/// The nearest whole pixel. Pictures are far smaller than the numbers that do not fit.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what a picture wants")]
pub(super) fn pixel(position: f64) -> i32 {
    position.round() as i32
}

/// The same of what must be seen, however thin it is.
fn thickness(width: f64) -> u32 {
    pixel(width).max(1).unsigned_abs()
}
