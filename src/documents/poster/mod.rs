//! Posters for the wall, for the desk, and as stickers, with a QR code that a phone can read from the
//! intended distance and an address that is easy to type.

mod block;
mod drawing;
mod faces;
mod layout;
mod logo;
mod parts;
mod qr_symbol;
mod size;
#[cfg(test)]
mod tests;

pub use logo::{LARGEST_LOGO, Logo};
pub use qr_symbol::QrSymbol;
pub use size::PosterSize;

use chrono::NaiveDate;
use krilla::Document;
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;

use super::DocumentError;
use super::pdf::canvas::Canvas;
use super::pdf::typefaces::typefaces;
use crate::domain::{ChannelCode, Contact, Language, UnitCode};
use crate::locale::message;
use parts::Typesetter;

/// The content of one poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// The code of the unit, which distinguishes units of the same name.
    pub unit: UnitCode,
    /// The unit with its kind, as in "Phường Lê Lợi".
    pub unit_name: String,
    /// The counter, as in "Quầy 2 – Hộ tịch".
    pub label: String,
    /// The exact content of the QR code.
    pub url: String,
    /// The channel's code, printed small to identify the poster.
    pub code: ChannelCode,
    /// The serial, which distinguishes prints of the same counter.
    pub serial: String,
    /// The day of issue.
    pub issued: NaiveDate,
    /// Responsible persons, the head first. At most the first four are shown.
    pub contacts: Vec<Contact>,
    /// Whether it belongs to demo data.
    pub illustrative: bool,
}

/// How posters are printed.
#[derive(Clone, Debug, Default)]
pub struct Printing {
    /// The size of the print.
    pub size: PosterSize,
    /// Whether all texts for citizens are in English too.
    pub bilingual: bool,
    /// The logo beside or above the unit's name.
    pub logo: Option<Logo>,
}

/// Creates a PDF with one A4 page per poster and a bookmark at each unit's first poster. Equal posters give
/// equal bytes.
///
/// # Errors
///
/// Fails if an address cannot be encoded as a QR code, a bundled font cannot be read, or the PDF cannot be
/// written.
pub fn posters_pdf(posters: &[Poster], printing: &Printing) -> Result<Vec<u8>, DocumentError> {
    let typefaces = typefaces().ok_or(DocumentError::Font)?;
    let mut document = Document::new();
    let settings = PageSettings::from_wh(layout::PAGE.0, layout::PAGE.1).unwrap_or_default();
    for poster in posters {
        let symbol = QrSymbol::encode(&poster.url)?;
        let mut sheet = document.start_page_with(settings.clone());
        let typesetter = Typesetter { poster, symbol: &symbol, printing, typefaces, scale: 1.0 };
        drawing::page(&mut Canvas::new(sheet.surface(), typefaces), &faces::compose(typesetter), typesetter);
    }
    let metadata = Metadata::new()
        .title(message(Language::Vi, &format!("poster-title-{}", printing.size)))
        .language(Language::Vi.tag().to_owned())
        .creator("hailong".to_owned());
    document.set_metadata(metadata);
    document.set_outline(outline(posters));
    document.finish().map_err(|error| DocumentError::Pdf(error.to_string()))
}

/// The units with the pages on which their posters begin.
fn outline(posters: &[Poster]) -> Outline {
    let mut outline = Outline::new();
    let mut before = None;
    for (page, poster) in posters.iter().enumerate() {
        if before.replace(&poster.unit) != Some(&poster.unit) {
            let top = XyzDestination::new(page, Point::from_xy(0.0, 0.0));
            outline.push_child(OutlineNode::new(poster.unit_name.clone(), top));
        }
    }
    outline
}
