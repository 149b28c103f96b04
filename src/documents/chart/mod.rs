//! Charts as files: SVG, PNG in two resolutions, and PDF with as many pages as a chart needs, drawn as vectors and as text
//! that can be selected.

mod format;

pub use format::ChartFormat;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::tagging::{BBox, ContentTag, Tag, TagGroup};

use super::DocumentError;
use super::pdf::canvas::{Canvas, circle, rectangles, shape};
use super::pdf::tagging::write_tagged;
use super::pdf::typefaces::Weight;
use crate::charts::{self, Anchor, ChartKind, FontFace, Mark, Resolution, Scene, Shape, Words};
use crate::domain::{Language, ReportContext};

/// Points of a page for each unit of a scene: an upright page becomes A4, and a slide that of usual slide programs.
const SCALE: f32 = 595.276 / 1240.0;

/// How a chart is wanted as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartStyle {
    /// The language of its words.
    pub language: Language,
    /// Its proportions.
    pub shape: Shape,
    /// The kind of file.
    pub format: ChartFormat,
    /// Pixels to a unit; of no matter to vectors.
    pub resolution: Resolution,
}

/// The chart `kind` of `context` as a file.
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

/// Each page of the chart is a page with a bookmark, and is read aloud as a picture with its finding, its figures and its
/// evidence.
fn pdf(scenes: &[Scene], language: Language) -> Result<Vec<u8>, DocumentError> {
    let title = scenes.first().map(|scene| scene.title.as_str()).unwrap_or_default();
    write_tagged(title, language, |document| {
        for (number, scene) in (1..).zip(scenes) {
            let size = (scene.width as f32 * SCALE, scene.height as f32 * SCALE);
            let figure =
                document.page(size, |canvas, page| draw_figure(canvas, scene, (page, (0.0, 0.0)), SCALE));
            document.read(figure);
            let place =
                if scenes.len() > 1 { format!("{number}. {}", scene.title) } else { scene.title.clone() };
            document.bookmark(&place, (number - 1, 0.0));
        }
    })
}

/// Paints `scene` on the page with this number, and says in words what it shows.
pub(in crate::documents) fn draw_figure(
    canvas: &mut Canvas<'_>,
    scene: &Scene,
    (page, origin): (usize, (f32, f32)),
    scale: f32,
) -> TagGroup {
    let words = [scene.title.as_str(), scene.description.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    let (width, height) = (scene.width as f32 * scale, scene.height as f32 * scale);
    let bounds = Rect::from_xywh(origin.0, origin.1, width, height).map(|bounds| BBox::new(page, bounds));
    let content = canvas.tagged(ContentTag::Other, |canvas| draw_scene(canvas, scene, origin, scale));
    TagGroup::with_children(Tag::Figure(Some(words.join("\n"))).with_bbox(bounds), vec![content.into()])
}

/// Paints `scene` with its upper left corner at `origin`, in points, each unit of it `scale` points.
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
    let (weight, size) = (weight(words.text_style.face), place.length(words.text_style.size));
    let width = canvas.width(&words.text, weight, size);
    let left = match words.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    canvas.line(&words.text, weight, size, (left, y), paint(words.text_style.colour));
}

fn weight(face: FontFace) -> Weight {
    match face {
        FontFace::Regular => Weight::Regular,
        FontFace::Bold => Weight::Bold,
        FontFace::Figures => Weight::Figures,
        FontFace::BoldFigures => Weight::SemiBoldFigures,
    }
}

fn paint(colour: plotters::style::RGBColor) -> krilla::paint::Paint {
    rgb::Color::new(colour.0, colour.1, colour.2).into()
}

/// Where on the page a scene lies, and how large.
struct ScenePosition {
    origin: (f32, f32),
    scale: f32,
}

impl ScenePosition {
    #[expect(clippy::cast_possible_truncation, reason = "a page has few units")]
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
