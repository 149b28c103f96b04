//! Encodes a scene as an SVG or PNG file.

use std::io::Write as _;
use std::str::FromStr;

use super::pixels::Pixels;
use super::svg::{SvgDocument, escape};
use crate::charts::{ChartError, Scene};
use crate::domain::UnknownName;

/// The greatest number of pixels of a double-resolution picture, which take some 60 megabytes.
const MAX_PIXELS: u64 = 16_000_000;

/// The pixels per pixel of the 1× picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// One, for slides, mails and pages.
    #[default]
    Single,
    /// Two, for print and high-resolution screens.
    Double,
}

/// Reads `1` or `2`.
impl FromStr for Resolution {
    type Err = UnknownName;

    fn from_str(factor: &str) -> Result<Self, Self::Err> {
        match factor {
            "1" => Ok(Self::Single),
            "2" => Ok(Self::Double),
            _ => Err(UnknownName::new("scale", "1 or 2", factor)),
        }
    }
}

/// Encodes the scene as an SVG document that scales, has a title and a description, and refers to no external
/// resource.
///
/// # Errors
///
/// Fails if a mark cannot be drawn.
pub fn svg(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let (width, height, tag) = (scene.width, scene.height, scene.language_tag());
    let mut document = SvgDocument::new(width, height);
    scene.draw_on(&mut document, 1)?;
    let (title, description, marks) = (escape(&scene.title), escape(&scene.description), document.marks());
    let document = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" lang="{tag}" xml:lang="{tag}">
<title>{title}</title>
<desc>{description}</desc>
{marks}</svg>
"#
    );
    Ok(document.into_bytes())
}

/// Encodes the scene as a PNG file. A scene that would exceed `MAX_PIXELS` is drawn at single resolution.
///
/// # Errors
///
/// Fails if memory for the pixels cannot be allocated, or if drawing or encoding fails.
pub fn png(scene: &Scene, resolution: Resolution) -> Result<Vec<u8>, ChartError> {
    // A picture with hundreds of rows is large enough at single resolution.
    let may_double = 4 * u64::from(scene.width) * u64::from(scene.height) <= MAX_PIXELS;
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
    // Row by row, so that memory never holds two copies of a picture.
    for row in pixels.rows_of_rgb() {
        stream.write_all(&row).map_err(png::EncodingError::from)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(file)
}
