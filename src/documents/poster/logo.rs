//! The logo of a province or an office: a small picture made with other software.
//!
//! It is checked before anything is drawn, so that its sender can correct it.

use std::io::Cursor;

use krilla::image::Image;

/// The largest file in bytes. A PDF stores the logo once, and poster PDFs are sent by mail.
pub const LARGEST_LOGO: usize = 1 << 20;
/// The greatest number of pixels on a side: 8 cm at 600 dots per inch, and 16 MB in memory.
const MAX_PIXELS: u32 = 2000;

/// A picture that can be printed.
#[derive(Clone, Debug)]
pub struct Logo {
    /// The picture as embedded by krilla.
    pub(super) image: Image,
}

impl Logo {
    /// Reads a PNG or JPEG picture.
    ///
    /// # Errors
    ///
    /// Fails if the file or picture is too large, damaged, or neither PNG nor JPEG. The error text completes
    /// a sentence that begins with the file's name.
    pub fn read(data: Vec<u8>) -> Result<Self, String> {
        Self::check(data).map_err(|fault| {
            format!("{fault}: save it anew as PNG or JPEG, 1 MB and 2000 pixels a side at most")
        })
    }

    fn check(data: Vec<u8>) -> Result<Self, String> {
        const TOO_LARGE: &str = "is larger than a logo may be";
        let damaged = |cause: String| format!("is a damaged picture ({})", cause.to_lowercase());
        if data.len() > LARGEST_LOGO {
            return Err(TOO_LARGE.to_owned());
        }
        let whole = if data.starts_with(b"\x89PNG\r\n\x1a\n") {
            expect_whole_png(&data).and_then(|()| Image::from_png(data.into(), true))
        } else if data.starts_with(b"\xff\xd8\xff") {
            expect_whole_jpeg(&data).and_then(|()| Image::from_jpeg(data.into(), true))
        } else {
            return Err("is neither a PNG nor a JPEG picture".to_owned());
        };
        let image = whole.map_err(damaged)?;
        match image.size() {
            (0, _) | (_, 0) => Err(damaged("it has no pixels".to_owned())),
            (width, height) if width.max(height) > MAX_PIXELS => Err(TOO_LARGE.to_owned()),
            _ => Ok(Self { image }),
        }
    }

    /// The largest width and height that keep the picture's proportions within a slot.
    pub(super) fn within(&self, (width, height): (f32, f32)) -> (f32, f32) {
        let (across, down) = self.image.size();
        // At most 2000 each, which f32 represents exactly.
        let (across, down) = (across as f32, down as f32);
        let scale = (width / across).min(height / down);
        (scale * across, scale * down)
    }
}

/// Decodes a PNG. krilla decodes its pixels only while it writes the file, when the error can no longer be
/// traced to the logo.
fn expect_whole_png(data: &[u8]) -> Result<(), String> {
    let mut reader = png::Decoder::new(Cursor::new(data)).read_info().map_err(|error| error.to_string())?;
    let info = reader.info();
    if info.width.max(info.height) > MAX_PIXELS {
        // The caller checks the size in any case; only the decoding is skipped.
        return Ok(());
    }
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    reader.next_frame(&mut vec![0; size]).map(|_| ()).map_err(|error| error.to_string())
}

/// Checks the end mark of a JPEG, which is embedded without decoding. A truncated download lacks this mark.
fn expect_whole_jpeg(data: &[u8]) -> Result<(), String> {
    let tail = data.get(data.len().saturating_sub(64)..).unwrap_or(data);
    let ends = tail.windows(2).any(|mark| mark == b"\xff\xd9");
    if ends { Ok(()) } else { Err("its end is missing".to_owned()) }
}
