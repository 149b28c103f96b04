//! What stands where on a chart, as a plain list, before any backend draws it. Positions are in pixels of the
//! finished picture; SVG takes the same numbers.

use ab_glyph::Font as _;
use plotters::style::{FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, text_anchor};
use plotters_backend::{BackendColor, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use super::ChartError;
use super::palette::PAPER;
use super::typeface::{Lettering, Typeface, Weight};

/// Be Vietnam Pro where it is installed; else what the reader's system letters Vietnamese with.
const FAMILIES: &str =
    "Be Vietnam Pro, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Arial, sans-serif";

/// The SVG backend sets text this far below the upper edge that it is given, in ems; so must pixels.
const BASELINE: f64 = 0.76;

/// Which end of the words stands at their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) baseline: f64,
    pub(super) anchor: Anchor,
    pub(super) lettering: Lettering,
}

/// A filled rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

#[derive(Clone, Debug)]
pub(super) enum Mark {
    Block(Block, RGBColor),
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
    typeface: &'static Typeface,
    language_tag: &'static str,
}

impl Scene {
    pub(super) fn new(
        (width, height): (u32, u32),
        title: String,
        typeface: &'static Typeface,
        language_tag: &'static str,
    ) -> Self {
        let description = String::new();
        Self { width, height, title, description, marks: Vec::new(), typeface, language_tag }
    }

    /// The BCP 47 tag of its words.
    pub fn language_tag(&self) -> &'static str {
        self.language_tag
    }

    pub(super) fn block(&mut self, block: Block, colour: RGBColor) {
        self.marks.push(Mark::Block(block, colour));
    }

    /// Writes `text` so that its `anchor` stands at `x` on the line `baseline`.
    pub(super) fn write(
        &mut self,
        anchor: Anchor,
        (x, baseline): (f64, f64),
        lettering: Lettering,
        text: &str,
    ) {
        self.marks.push(Mark::Words(Words { text: text.to_owned(), x, baseline, anchor, lettering }));
    }

    /// The typeface that measures its words.
    pub(super) fn typeface(&self) -> &'static Typeface {
        self.typeface
    }

    /// The widths of its texts, in the order of painting.
    pub(super) fn text_widths(&self) -> impl Iterator<Item = f64> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Words(words) => Some(self.typeface.width(&words.text, words.lettering)),
            Mark::Block(..) => None,
        })
    }

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
            match mark {
                Mark::Block(block, colour) => {
                    let from = (pixel(block.left), pixel(block.top));
                    let to = (pixel(block.right), pixel(block.bottom));
                    backend.draw_rect(from, to, &ShapeStyle::from(*colour).filled(), true)?;
                }
                Mark::Words(words) => {
                    let upper_edge = words.baseline - BASELINE * words.lettering.size;
                    let style = Style { words, typeface: self.typeface };
                    backend.draw_text(&words.text, &style, (pixel(words.x), pixel(upper_edge)))?;
                }
            }
        }
        backend.present()
    }
}

/// The nearest whole pixel. Pictures are far smaller than the numbers that do not fit.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what a picture wants")]
fn pixel(position: f64) -> i32 {
    position.round() as i32
}

/// Words as plotters' backends ask for them: SVG reads the properties, pixels call `draw`.
///
/// Plotters' own text style sets every glyph on a whole pixel, which makes the gaps between letters uneven.
struct Style<'a> {
    words: &'a Words,
    typeface: &'static Typeface,
}

impl BackendTextStyle for Style<'_> {
    type FontError = std::convert::Infallible;

    fn color(&self) -> BackendColor {
        let RGBColor(red, green, blue) = self.words.lettering.colour;
        BackendColor { alpha: 1.0, rgb: (red, green, blue) }
    }

    fn size(&self) -> f64 {
        // Backends take sizes in the unit of plotters' fonts and divide by this.
        self.words.lettering.size * 1.24
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        match self.words.lettering.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> text_anchor::Pos {
        let horizontal = match self.words.anchor {
            Anchor::Start => text_anchor::HPos::Left,
            Anchor::Middle => text_anchor::HPos::Center,
            Anchor::End => text_anchor::HPos::Right,
        };
        text_anchor::Pos::new(horizontal, text_anchor::VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILIES)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        let width = self.typeface.width(text, self.words.lettering);
        Ok(((0, 0), (pixel(width), pixel(self.words.lettering.size))))
    }

    fn draw<Fault, Draw: FnMut(i32, i32, BackendColor) -> Result<(), Fault>>(
        &self,
        text: &str,
        (left, top): (i32, i32),
        mut draw: Draw,
    ) -> Result<Result<(), Fault>, Self::FontError> {
        let lettering = self.words.lettering;
        let font = self.typeface.font(lettering.weight);
        let baseline = top + pixel(BASELINE * lettering.size);
        for glyph in self.typeface.set(text, lettering).0 {
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let (x, y) = (left + pixel(corner.x.into()), baseline + pixel(corner.y.into()));
            let mut drawn = Ok(());
            outline.draw(|across, down, coverage| {
                if drawn.is_ok() && coverage > 0.0 {
                    let colour = BackendColor { alpha: f64::from(coverage.min(1.0)), ..self.color() };
                    drawn = draw(x.saturating_add_unsigned(across), y.saturating_add_unsigned(down), colour);
                }
            });
            if drawn.is_err() {
                return Ok(drawn);
            }
        }
        Ok(Ok(()))
    }
}
