//! Posters at the counter: a QR code that a phone reads from where it is seen, and an address that a hand can type.
//! For the wall, for the desk, and as stickers.

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
use parts::Setter;
use qr_symbol::QrSymbol;

/// What one poster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// The code of the unit, which parts units of one name.
    pub unit: UnitCode,
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
    /// The day on which it was made.
    pub issued: NaiveDate,
    /// Who is responsible, the head first; the first four are shown where there is room for them.
    pub contacts: Vec<Contact>,
    /// Whether the data behind it are made up.
    pub illustrative: bool,
}

/// How posters are printed.
#[derive(Clone, Debug, Default)]
pub struct Printing {
    /// On what.
    pub size: PosterSize,
    /// Whether English stands beside everything that citizens read.
    pub bilingual: bool,
    /// Beside the unit's name.
    pub logo: Option<Logo>,
}

/// One A4 page for each poster, with a bookmark where a unit's begin. The same posters give the same bytes.
pub fn posters_pdf(posters: &[Poster], printing: &Printing) -> Result<Vec<u8>, DocumentError> {
    let typefaces = typefaces().ok_or(DocumentError::Font)?;
    let mut document = Document::new();
    let settings = PageSettings::from_wh(layout::PAGE.0, layout::PAGE.1).unwrap_or_default();
    for poster in posters {
        let symbol = QrSymbol::encode(&poster.url)?;
        let mut sheet = document.start_page_with(settings.clone());
        let setter = Setter { poster, symbol: &symbol, printing, typefaces, scale: 1.0 };
        drawing::page(&mut Canvas::new(sheet.surface(), typefaces), &faces::compose(setter), setter);
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
