//! A plotters backend that writes SVG: shapes as elements, texts with the width that they were measured to
//! have.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters::style::FontStyle;
use plotters::style::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::painting::BASELINE;

/// Writing to a string never fails.
type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// The elements of a picture so far.
pub(super) struct SvgDocument {
    size: (u32, u32),
    marks: String,
}

impl SvgDocument {
    /// A picture of `width` by `height` pixels without elements.
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), marks: String::with_capacity(32 * 1024) }
    }

    /// The elements, one a line.
    pub(super) fn marks(&self) -> &str {
        &self.marks
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // A `String` takes everything.
        let _ = self.marks.write_fmt(element);
        self.marks.push('\n');
    }
}

/// `text` as the content of an element. Characters that XML forbids become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let is_forbidden = |letter: char| {
        (letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')) || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let text = text.replace(is_forbidden, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn hex(BackendColor { rgb: (red, green, blue), .. }: BackendColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn points(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let points: Vec<String> = points.into_iter().map(|(x, y)| format!("{x},{y}")).collect();
    points.join(" ")
}

impl DrawingBackend for SvgDocument {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        let fill = hex(colour);
        self.add(format_args!(r#"<rect x="{x}" y="{y}" width="1" height="1" fill="{fill}"/>"#));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let (width, height, fill) = (right - left, bottom - top, hex(style.color()));
        self.add(format_args!(
            r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{fill}"/>"#
        ));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (points, stroke, width) = (points(path), hex(style.color()), style.stroke_width());
        self.add(format_args!(
            r#"<polyline fill="none" stroke="{stroke}" stroke-width="{width}" points="{points}"/>"#
        ));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let fill = hex(style.color());
        self.add(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>"#));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let (points, fill) = (points(corners), hex(style.color()));
        self.add(format_args!(r#"<polygon fill="{fill}" points="{points}"/>"#));
        Ok(())
    }

    /// A system without our fonts shows others, squeezed or widened to the measured width, so that no text
    /// leaves its place.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, top): BackendCoord) -> Drawn {
        let ((left, _), (right, _)) =
            style.layout_box(text).map_err(|error| DrawingErrorKind::FontError(Box::new(error)))?;
        let (width, size, family, fill) =
            (right - left, style.size(), style.family().as_str().replace('"', "'"), hex(style.color()));
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let weight = if matches!(style.style(), FontStyle::Bold) { r#" font-weight="bold""# } else { "" };
        let text = escape(text);
        self.add(format_args!(
            r#"<text textLength="{width}" lengthAdjust="spacingAndGlyphs" x="{x}" y="{top}" dy="{BASELINE}em" text-anchor="{anchor}" font-family="{family}" font-size="{size}"{weight} fill="{fill}">{text}</text>"#
        ));
        Ok(())
    }
}
