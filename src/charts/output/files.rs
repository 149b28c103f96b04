//! From a scene to the bytes of a picture.

use std::io::Write as _;
use std::iter;

use plotters::backend::SVGBackend;

use super::pixels::Pixels;
use crate::charts::{ChartError, Mark, Scene};

/// A picture of more pixels, some sixty megabytes, is not drawn twice as large.
const MOST_PIXELS: u64 = 16_000_000;

/// How many pixels there are to each unit of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// One: for slides, mails and pages.
    #[default]
    Single,
    /// Two: for print, and for screens with small pixels.
    Double,
}

impl Resolution {
    /// The resolution with `factor` pixels to a unit; `None` where there is none.
    pub fn from_factor(factor: u8) -> Option<Self> {
        match factor {
            1 => Some(Self::Single),
            2 => Some(Self::Double),
            _ => None,
        }
    }
}

/// The scene as an SVG document that scales, says what it shows, and refers to nothing outside itself.
pub fn svg(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let mut drawn = String::with_capacity(32 * 1024);
    scene.draw_on(&mut SVGBackend::with_string(&mut drawn, (scene.width, scene.height)), 1)?;
    // The backend's own first tag knows neither language nor title.
    let marks = drawn.split_once('>').map_or("", |(_, marks)| marks);
    let marks = hold_widths(marks, scene);
    let document = format!(
        concat!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" "#,
            r#"viewBox="0 0 {width} {height}" role="img" lang="{tag}" xml:lang="{tag}">"#,
            "\n<title>{title}</title>\n<desc>{description}</desc>{marks}"
        ),
        width = scene.width,
        height = scene.height,
        tag = scene.language_tag(),
        title = escape(&scene.title),
        description = escape(&scene.description),
        marks = marks,
    );
    Ok(document.into_bytes())
}

/// Gives every text the width that it was measured to have: a reader whose system has other fonts sees other
/// letters, but nothing runs over its place.
fn hold_widths(marks: &str, scene: &Scene) -> String {
    let mut parts = marks.split("<text ");
    let before = parts.next().unwrap_or_default().to_owned();
    let words = scene.marks().iter().filter_map(|mark| match mark {
        Mark::Words(words) => Some(words),
        _ => None,
    });
    let held = parts.zip(words).map(|(part, words)| {
        let width = scene.text_width(words);
        format!(r#"<text textLength="{width:.1}" lengthAdjust="spacingAndGlyphs" {part}"#)
    });
    iter::once(before).chain(held).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The scene as a PNG file.
pub fn png(scene: &Scene, resolution: Resolution) -> Result<Vec<u8>, ChartError> {
    // A picture that has grown by hundreds of rows is large enough as it is.
    let may_double = 4 * u64::from(scene.width) * u64::from(scene.height) <= MOST_PIXELS;
    let factor = if resolution == Resolution::Double && may_double { 2 } else { 1 };
    let (width, height) = (factor * scene.width, factor * scene.height);
    let no_memory = || ChartError::Drawing(format!("no picture is {width} by {height} pixels"));
    let mut pixels = Pixels::new(width, height).ok_or_else(no_memory)?;
    scene.draw_on(&mut pixels, factor)?;
    let mut file = Vec::with_capacity(256 * 1024);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    // Row by row, so that there are never two copies of a picture.
    for row in pixels.rows_of_rgb() {
        stream.write_all(&row).map_err(png::EncodingError::from)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(file)
}
