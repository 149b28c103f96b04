//! Charts as files: SVG, PNG in two resolutions, and PDF with as many pages as a chart needs. PDF has vectors
//! and selectable text.

mod format;

pub use format::ChartFormat;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::tagging::{BBox, ContentTag, Tag, TagGroup};

use super::DocumentError;
use super::pdf::canvas::{Canvas, circle, rectangles, shape};
use super::pdf::tagging::write_tagged;
use crate::charts::{self, Anchor, ChartKind, Mark, Resolution, Scene, Shape, Words};
use crate::domain::{Language, ReportContext};

/// Points per pixel of a scene: an A4 chart becomes an A4 page, and a slide gets the size of usual slide
/// programs.
const SCALE: f32 = 595.276 / 1240.0;

/// The options of a chart file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartStyle {
    /// The language of the texts.
    pub language: Language,
    /// The shape.
    pub shape: Shape,
    /// The file format.
    pub format: ChartFormat,
    /// The resolution of PNG files; ignored by the vector formats.
    pub resolution: Resolution,
}

/// Creates the chart `kind` of `context` as a file.
///
/// # Errors
///
/// Fails if a bundled font cannot be read, a chart cannot be drawn, or the PDF cannot be written.
pub fn chart_file(
    kind: ChartKind,
    context: &ReportContext,
    style: ChartStyle,
) -> Result<Vec<u8>, DocumentError> {
    let (language, shape) = (style.language, style.shape);
    match style.format {
        ChartFormat::Svg => Ok(charts::svg(&charts::picture(kind, context, language, shape)?)?),
        ChartFormat::Png => {
            Ok(charts::png(&charts::picture(kind, context, language, shape)?, style.resolution)?)
        }
        ChartFormat::Pdf => pdf(&charts::pages(kind, context, language, shape)?, language),
    }
}

/// Writes each page of the chart as a PDF page with a bookmark. Its text alternative has the finding, the
/// figures and the evidence.
fn pdf(scenes: &[Scene], language: Language) -> Result<Vec<u8>, DocumentError> {
    let title = scenes.first().map(|scene| scene.title.as_str()).unwrap_or_default();
    write_tagged(title, language, |document| {
        for (number, scene) in (1..).zip(scenes) {
            let size = (scene.width as f32 * SCALE, scene.height as f32 * SCALE);
            let figure =
                document.page(size, |canvas, page| draw_figure(canvas, scene, page, (0.0, 0.0), SCALE));
            document.read(figure);
            let place =
                if scenes.len() > 1 { format!("{number}. {}", scene.title) } else { scene.title.clone() };
            document.bookmark(&place, number - 1, 0.0);
        }
    })
}

/// Paints `scene` on the page with this number, and tags it with its text alternative.
pub(in crate::documents) fn draw_figure(
    canvas: &mut Canvas<'_>,
    scene: &Scene,
    page: usize,
    origin: (f32, f32),
    scale: f32,
) -> TagGroup {
    let words = [scene.title.as_str(), scene.description.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    let (width, height) = (scene.width as f32 * scale, scene.height as f32 * scale);
    let bounds = Rect::from_xywh(origin.0, origin.1, width, height).map(|bounds| BBox::new(page, bounds));
    let content = canvas.tagged(ContentTag::Other, |canvas| draw_scene(canvas, scene, origin, scale));
    TagGroup::with_children(Tag::Figure(Some(words.join("\n"))).with_bbox(bounds), vec![content.into()])
}

/// Paints `scene` with its upper left corner at `origin` (in points). `scale` is points per scene pixel.
fn draw_scene(canvas: &mut Canvas<'_>, scene: &Scene, origin: (f32, f32), scale: f32) {
    let place = ScenePosition { origin, scale };
    for mark in scene.marks() {
        match mark {
            Mark::FilledRect(block, colour) => {
                let (left, top) = place.at((block.left, block.top));
                let (right, bottom) = place.at((block.right, block.bottom));
                let rectangle = (left, top, right - left, bottom - top);
                canvas.fill(rectangles(std::iter::once(rectangle)), paint(*colour));
            }
            Mark::Region(corners, colour) => canvas.fill(place.path(corners, true), paint(*colour)),
            Mark::Polyline(line) => {
                canvas.stroke(place.path(&line.points, false), place.length(line.width), paint(line.colour));
            }
            Mark::Disc(centre, radius, colour) => {
                canvas.fill(circle(place.at(*centre), place.length(*radius)), paint(*colour));
            }
            Mark::Words(words) => write(canvas, &place, words),
        }
    }
}

fn write(canvas: &mut Canvas<'_>, place: &ScenePosition, words: &Words) {
    let (x, y) = place.at((words.x, words.baseline));
    let (weight, size) = (words.text_style.face, place.length(words.text_style.size));
    let width = canvas.width(&words.text, weight, size);
    let left = match words.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    canvas.line(&words.text, weight, size, (left, y), paint(words.text_style.colour));
}

fn paint(colour: plotters::style::RGBColor) -> krilla::paint::Paint {
    rgb::Color::new(colour.0, colour.1, colour.2).into()
}

/// The position of a scene on the page and its scale in points per pixel.
struct ScenePosition {
    origin: (f32, f32),
    scale: f32,
}

impl ScenePosition {
    #[expect(clippy::cast_possible_truncation, reason = "pages are small")]
    fn length(&self, units: f64) -> f32 {
        units as f32 * self.scale
    }

    fn at(&self, (x, y): (f64, f64)) -> (f32, f32) {
        (self.origin.0 + self.length(x), self.origin.1 + self.length(y))
    }

    fn path(&self, points: &[(f64, f64)], closed: bool) -> Option<Path> {
        shape(|path: &mut PathBuilder| {
            for (index, &point) in points.iter().enumerate() {
                let (x, y) = self.at(point);
                if index == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
            }
            if closed {
                path.close();
            }
        })
    }
}
