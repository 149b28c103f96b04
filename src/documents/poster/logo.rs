//! The logo of a province or an office: a small picture that somebody made with other software.
//!
//! It is looked at before anything is drawn, because what is wrong with it can be mended by whoever chose it.

use std::io::Cursor;

use krilla::image::Image;

/// The largest file, in bytes. It is stored once in a PDF, and PDFs of posters are sent by mail.
pub const LARGEST_LOGO: usize = 1 << 20;
/// The most pixels on a side: 8 cm at 600 dots an inch, and 16 MB in memory.
const MOST_PIXELS: u32 = 2000;

/// A picture that can be printed.
#[derive(Clone, Debug)]
pub struct Logo {
    /// As krilla embeds it.
    pub(super) image: Image,
}

impl Logo {
    /// Reads a PNG or JPEG picture. The fault is the end of a sentence that begins with the file's name.
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
            (width, height) if width.max(height) > MOST_PIXELS => Err(TOO_LARGE.to_owned()),
            _ => Ok(Self { image }),
        }
    }

    /// The largest width and height with the picture's own proportions inside a slot.
    pub(super) fn within(&self, (width, height): (f32, f32)) -> (f32, f32) {
        let (across, down) = self.image.size();
        // At most 2000 each, which f32 holds exactly.
        let (across, down) = (across as f32, down as f32);
        let scale = (width / across).min(height / down);
        (scale * across, scale * down)
    }
}

/// krilla looks at a PNG's pixels only while it writes the file, when nobody can say any more which picture it was.
fn expect_whole_png(data: &[u8]) -> Result<(), String> {
    let mut reader = png::Decoder::new(Cursor::new(data)).read_info().map_err(|error| error.to_string())?;
    let info = reader.info();
    if info.width.max(info.height) > MOST_PIXELS {
        // Said by the caller, who looks at the size in any case; only the pixels are not unpacked.
        return Ok(());
    }
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    reader.next_frame(&mut vec![0; size]).map(|_| ()).map_err(|error| error.to_string())
}

/// A JPEG is embedded as it is. One that was cut off, as downloads are, lacks the mark at its end.
fn expect_whole_jpeg(data: &[u8]) -> Result<(), String> {
    let tail = data.get(data.len().saturating_sub(64)..).unwrap_or(data);
    let ends = tail.windows(2).any(|mark| mark == b"\xff\xd9");
    if ends { Ok(()) } else { Err("its end is missing".to_owned()) }
}
