//! Paints a scene onto a page of a PDF, as vectors and as text that can be selected.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::tagging::{BBox, ContentTag, Tag, TagGroup};

use crate::charts::{Anchor, Face, Mark, Scene, Words};
use crate::documents::pdf::canvas::{Canvas, circle, rectangles, shape};
use crate::documents::pdf::typefaces::Weight;

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
    let place = Place { origin, scale };
    for mark in scene.marks() {
        match mark {
            Mark::Block(block, colour) => {
                let (left, top) = place.at((block.left, block.top));
                let (right, bottom) = place.at((block.right, block.bottom));
                let rectangle = (left, top, right - left, bottom - top);
                canvas.fill(rectangles(std::iter::once(rectangle)), paint(*colour));
            }
            Mark::Region(corners, colour) => canvas.fill(place.path(corners, true), paint(*colour)),
            Mark::Line(line) => {
                canvas.stroke(place.path(&line.points, false), place.length(line.width), paint(line.colour));
            }
            Mark::Disc(centre, radius, colour) => {
                canvas.fill(circle(place.at(*centre), place.length(*radius)), paint(*colour));
            }
            Mark::Words(words) => write(canvas, &place, words),
        }
    }
}

fn write(canvas: &mut Canvas<'_>, place: &Place, words: &Words) {
    let (x, y) = place.at((words.x, words.baseline));
    let (weight, size) = (weight(words.lettering.face), place.length(words.lettering.size));
    let width = canvas.width(&words.text, weight, size);
    let left = match words.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    canvas.line(&words.text, weight, size, (left, y), paint(words.lettering.colour));
}

fn weight(face: Face) -> Weight {
    match face {
        Face::Regular => Weight::Regular,
        Face::Bold => Weight::Bold,
        Face::Figures => Weight::Figures,
        Face::BoldFigures => Weight::SemiBoldFigures,
    }
}

fn paint(colour: plotters::style::RGBColor) -> krilla::paint::Paint {
    rgb::Color::new(colour.0, colour.1, colour.2).into()
}

/// Where on the page a scene lies, and how large.
struct Place {
    origin: (f32, f32),
    scale: f32,
}

impl Place {
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
