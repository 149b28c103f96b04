//! From a scene to the bytes of a file.

use std::fmt;
use std::iter;
use std::str::FromStr;

use plotters::backend::{BitMapBackend, SVGBackend};

use super::{ChartError, Scene};

/// A format of chart files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// Vectors, with words that can be read aloud.
    Svg,
    /// Pixels for slides and mails.
    Png,
}

impl ImageFormat {
    /// All formats.
    pub const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// What file names end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.extension())
    }
}

/// A name that is no format of charts.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown image format \"{0}\": use svg or png")]
pub struct UnknownImageFormat(String);

impl FromStr for ImageFormat {
    type Err = UnknownImageFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|format| format.extension() == name);
        known.ok_or_else(|| UnknownImageFormat(name.chars().take(20).collect()))
    }
}

/// The scene as an SVG document that scales, says what it shows, and refers to nothing outside itself.
pub(super) fn svg(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let mut drawn = String::with_capacity(32 * 1024);
    scene.draw_on(&mut SVGBackend::with_string(&mut drawn, (scene.width, scene.height)))?;
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
    let held = parts.zip(scene.text_widths()).map(|(part, width)| {
        format!(r#"<text textLength="{width:.1}" lengthAdjust="spacingAndGlyphs" {part}"#)
    });
    iter::once(before).chain(held).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The scene as a PNG file.
pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, ChartError> {
    let mut pixels = vec![u8::MAX; 3 * scene.width as usize * scene.height as usize];
    scene.draw_on(&mut BitMapBackend::with_buffer(&mut pixels, (scene.width, scene.height)))?;
    let mut file = Vec::with_capacity(256 * 1024);
    let mut encoder = png::Encoder::new(&mut file, scene.width, scene.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}
