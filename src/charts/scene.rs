//! What stands where on a chart, as a plain list, before any backend draws it. Positions are in pixels of the
//! finished picture; SVG takes the same numbers, and on paper they become fractions of a millimetre.

use plotters::style::RGBColor;

use super::text::typeface::{ChartFonts, TextStyle};
use super::theme::{HATCHED, HATCHING};

/// Across and down from the upper left corner.
pub type Point = (f64, f64);

/// The distance of two lines of a hatched block.
const HATCH_DISTANCE: f64 = 12.0;
const HATCH_WIDTH: f64 = 2.0;

/// Which end of the words stands at their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Their beginning.
    Start,
    /// Their middle.
    Middle,
    /// Their end.
    End,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// What it says.
    pub text: String,
    /// Where its anchor stands.
    pub x: f64,
    /// The line on which its letters stand.
    pub baseline: f64,
    /// Which end stands there.
    pub anchor: Anchor,
    /// Size, face and ink.
    pub text_style: TextStyle,
}

/// A filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilledRect {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

/// A line through points.
#[derive(Clone, Debug, PartialEq)]
pub struct Polyline {
    /// The points.
    pub points: Vec<Point>,
    /// How thick it is.
    pub width: f64,
    /// Its colour.
    pub colour: RGBColor,
}

/// One thing that is painted.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A rectangle.
    FilledRect(FilledRect, RGBColor),
    /// A polygon.
    Region(Vec<Point>, RGBColor),
    /// A line.
    Polyline(Polyline),
    /// A disc: its centre, its radius.
    Disc(Point, f64, RGBColor),
    /// Words.
    Words(Words),
}

/// A composed chart: its size, its words for those who do not see it, and its marks in the order of painting.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The finding.
    pub title: String,
    /// The figures and their evidence in words.
    pub description: String,
    pub(super) marks: Vec<Mark>,
    typeface: &'static ChartFonts,
    language_tag: &'static str,
}

impl Scene {
    pub(super) fn new(
        (width, height): (u32, u32),
        title: String,
        typeface: &'static ChartFonts,
        language_tag: &'static str,
    ) -> Self {
        let description = String::new();
        Self { width, height, title, description, marks: Vec::new(), typeface, language_tag }
    }

    /// The BCP 47 tag of its words.
    pub fn language_tag(&self) -> &'static str {
        self.language_tag
    }

    /// What is painted, from the lowest.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    pub(super) fn block(&mut self, block: FilledRect, colour: RGBColor) {
        self.marks.push(Mark::FilledRect(block, colour));
    }

    pub(super) fn region(&mut self, points: Vec<Point>, colour: RGBColor) {
        self.marks.push(Mark::Region(points, colour));
    }

    pub(super) fn line(&mut self, points: Vec<Point>, width: f64, colour: RGBColor) {
        self.marks.push(Mark::Polyline(Polyline { points, width, colour }));
    }

    pub(super) fn disc(&mut self, centre: Point, radius: f64, colour: RGBColor) {
        self.marks.push(Mark::Disc(centre, radius, colour));
    }

    /// A disc with a ring around it, `width` of its radius.
    pub(super) fn ringed_disc(
        &mut self,
        centre: Point,
        radius: f64,
        (colour, ring, width): (RGBColor, RGBColor, f64),
    ) {
        self.disc(centre, radius, ring);
        self.disc(centre, radius - width, colour);
    }

    /// A straight line of dashes, each `dash` long, with as much paper between them.
    pub(super) fn dashed(&mut self, (from, to): (Point, Point), width: f64, dash: f64, colour: RGBColor) {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = across.hypot(down);
        let at = |distance: f64| {
            let share = (distance / length).min(1.0);
            (from.0 + share * across, from.1 + share * down)
        };
        let mut distance = 0.0;
        while distance < length {
            self.line(vec![at(distance), at(distance + dash)], width, colour);
            distance += 2.0 * dash;
        }
    }

    /// A block of thin slanted lines: here a figure is missing, which is not zero.
    pub(super) fn hatch(&mut self, block: FilledRect) {
        self.block(block, HATCHED);
        let (width, height) = (block.right - block.left, block.bottom - block.top);
        let mut offset = HATCH_DISTANCE / 2.0;
        // Each line rises from the lower or left edge to the upper or right one.
        while offset < width + height {
            let from = (block.left + (offset - height).max(0.0), block.top + offset.min(height));
            let to = (block.left + offset.min(width), block.top + (offset - width).max(0.0));
            self.line(vec![from, to], HATCH_WIDTH, HATCHING);
            offset += HATCH_DISTANCE;
        }
    }

    /// Writes `text` so that its `anchor` stands at `x` on the line `baseline`.
    pub(super) fn write(
        &mut self,
        anchor: Anchor,
        (x, baseline): (f64, f64),
        text_style: TextStyle,
        text: &str,
    ) {
        self.marks.push(Mark::Words(Words { text: text.to_owned(), x, baseline, anchor, text_style }));
    }

    /// The typeface that measures its words.
    pub(super) fn typeface(&self) -> &'static ChartFonts {
        self.typeface
    }

    /// How wide a line of its text runs.
    pub fn text_width(&self, words: &Words) -> f64 {
        self.typeface.width(&words.text, words.text_style)
    }
}
