//! A chart as a plain list of positioned marks, before a backend draws it. Positions are in pixels of the 1×
//! picture. SVG uses the same numbers; PDF scales them to points.

use plotters::style::RGBColor;

use super::text::typeface::{ChartFonts, TextStyle};
use super::theme::{HATCHED, HATCHING};

/// A position: x to the right and y downwards from the upper left corner, in pixels.
pub type Point = (f64, f64);

/// The distance between two hatching lines in pixels.
const HATCH_DISTANCE: f64 = 12.0;
const HATCH_WIDTH: f64 = 2.0;

/// Which point of a text is placed at its x position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The beginning.
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// The x position of the anchor.
    pub x: f64,
    /// The y position of the baseline.
    pub baseline: f64,
    /// Which point of the text is at `x`.
    pub anchor: Anchor,
    /// Size, face and colour.
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
    /// Its width in pixels.
    pub width: f64,
    /// Its colour.
    pub colour: RGBColor,
}

/// An element that a backend paints.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A rectangle.
    FilledRect(FilledRect, RGBColor),
    /// A polygon.
    Region(Vec<Point>, RGBColor),
    /// A line.
    Polyline(Polyline),
    /// A disc with its centre and its radius in pixels.
    Disc(Point, f64, RGBColor),
    /// A line of text.
    Words(Words),
}

/// A composed chart: its size, its text alternative, and its marks in the order of painting.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The finding.
    pub title: String,
    /// The figures and their evidence in words, as the text alternative.
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

    /// The BCP 47 tag of the chart's language.
    pub fn language_tag(&self) -> &'static str {
        self.language_tag
    }

    /// The marks in the order of painting, the lowest first.
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

    /// Draws a disc of `radius` whose outer `width` pixels are a ring.
    pub(super) fn ringed_disc(
        &mut self,
        centre: Point,
        radius: f64,
        colour: RGBColor,
        ring: RGBColor,
        width: f64,
    ) {
        self.disc(centre, radius, ring);
        self.disc(centre, radius - width, colour);
    }

    /// Draws a straight dashed line. Each dash and each gap is `dash` pixels long.
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

    /// Hatches a rectangle, which shows that a figure is missing rather than zero.
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

    /// The fonts that measure the texts.
    pub(super) fn typeface(&self) -> &'static ChartFonts {
        self.typeface
    }
}
