//! The poster at the counter: an A4 page with a QR code that a phone reads from across the room, and an address
//! that a hand can type.

mod page;
mod pictures;
mod qr_symbol;
#[cfg(test)]
mod tests;

use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

use super::DocumentError;
use super::pdf::canvas::Canvas;
use super::pdf::typefaces::typefaces;
use crate::domain::{ChannelCode, Language};
use crate::locale::message;

/// What one poster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// The unit with its kind, as in "Phường Lê Lợi".
    pub unit_name: String,
    /// The counter, as in "Quầy 2 – Hộ tịch".
    pub label: String,
    /// What the QR code encodes, to the letter.
    pub url: String,
    /// The channel's code, printed small for whoever asks which poster it was.
    pub code: ChannelCode,
    /// Tells this print from others of the same counter.
    pub serial: String,
    /// Whether the data behind it are made up.
    pub illustrative: bool,
}

/// One A4 page for each poster. The same posters give the same bytes.
pub fn posters_pdf(posters: &[Poster]) -> Result<Vec<u8>, DocumentError> {
    let typefaces = typefaces().ok_or(DocumentError::Font)?;
    let mut document = Document::new();
    let settings = PageSettings::from_wh(page::WIDTH, page::HEIGHT);
    for poster in posters {
        let symbol = qr_symbol::QrSymbol::encode(&poster.url)?;
        let mut sheet = document.start_page_with(settings.clone().unwrap_or_default());
        page::draw(poster, &symbol, &mut Canvas::new(sheet.surface(), typefaces));
    }
    let metadata = Metadata::new()
        .title(message(Language::Vi, "poster-title"))
        .language(Language::Vi.tag().to_owned())
        .creator("hailong".to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|error| DocumentError::Pdf(error.to_string()))
}
