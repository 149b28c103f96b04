//! The parts that faces of several sizes share. Texts are Vietnamese, with English below or beside where it
//! is requested.

use super::block::{Content, FixedGroup};
use super::layout::{Foot, LOTUS_SPREAD, Layout, VIEWFINDER};
use super::logo::Logo;
use super::qr_symbol::{QUIET_ZONE, QrSymbol};
use super::{Poster, Printing};
use crate::documents::pdf::colours::{Colour, GREY, INK, LOTUS};
use crate::documents::pdf::fitting::{Fitted, FittedStyle, fit, line, lines};
use crate::documents::pdf::typefaces::Typefaces;
use crate::domain::{Contact, Language};
use crate::locale::{Argument, day, message, message_with};
use crate::typeset::FontFace;

/// The message keys of the promises, in their order.
pub(super) const PROMISES: [&str; 3] = ["poster-time", "poster-anonymous", "poster-confidential"];
/// The greatest number of contacts shown; a longer list is for the notice board.
const MAX_CONTACTS: usize = 4;
/// The greatest number of characters of a title. A longer one is cut, so that the telephone number after it
/// is not.
const MAX_DUTY_LENGTH: usize = 100;

/// Sets the parts of one poster at a scale.
#[derive(Clone, Copy)]
pub(super) struct Typesetter<'a> {
    pub(super) poster: &'a Poster,
    pub(super) symbol: &'a QrSymbol,
    pub(super) printing: &'a Printing,
    pub(super) typefaces: &'static Typefaces,
    /// The factor of all font sizes.
    pub(super) scale: f32,
}

impl Typesetter<'_> {
    /// The measures of the poster's face.
    pub(super) fn layout(self) -> &'static Layout {
        self.printing.size.layout()
    }

    /// Sets a text within `width`.
    pub(super) fn text(self, text: &str, style: FittedStyle, width: f32, colour: Colour) -> FixedGroup {
        if text.is_empty() {
            return FixedGroup::default();
        }
        FixedGroup::text(fit(text, style.scaled(self.scale), width, self.typefaces), colour)
    }

    /// Sets a text with centred lines within `width`, with a small margin at both ends.
    pub(super) fn centred(self, text: &str, style: FittedStyle, width: f32, colour: Colour) -> FixedGroup {
        const AIR: f32 = 0.04;
        let fitted = fit(text, style.scaled(self.scale), (1.0 - 2.0 * AIR) * width, self.typefaces);
        fitted.lines.iter().fold(FixedGroup::default(), |above, line| {
            let wide = self.typefaces.get(fitted.weight).width(line) * fitted.size;
            let line = Fitted { lines: vec![line.clone()], width: wide, ..fitted.clone() };
            above.above(0.0, FixedGroup::text(line, colour).in_centre_of(width))
        })
    }

    /// Sets a message and, on bilingual posters, its English version below it.
    pub(super) fn message(
        self,
        key: &str,
        style: FittedStyle,
        colour: Colour,
        twin: FittedStyle,
        width: f32,
    ) -> FixedGroup {
        let vietnamese = self.text(&message(Language::Vi, key), style, width, colour);
        vietnamese.above(0.0, self.twin(&message(Language::En, key), twin, width))
    }

    /// Sets an English text; nothing on posters that are not bilingual.
    fn twin(self, text: &str, style: FittedStyle, width: f32) -> FixedGroup {
        if self.printing.bilingual { self.text(text, style, width, GREY) } else { FixedGroup::default() }
    }

    /// The languages in their order.
    pub(super) fn languages(self) -> impl Iterator<Item = Language> {
        let english = self.printing.bilingual.then_some(Language::En);
        std::iter::once(Language::Vi).chain(english)
    }

    /// Unit and counter, and the logo in the upper right corner.
    pub(super) fn head(self, logo: FixedGroup, width: f32) -> FixedGroup {
        const BETWEEN: f32 = 14.0;
        let room = if logo.is_empty() { width } else { width - logo.width - BETWEEN };
        let name = self.text(&self.poster.unit_name, self.layout().name, room, INK);
        let names = name.above(0.0, self.text(&self.poster.label, self.layout().label, room, LOTUS));
        if logo.is_empty() { names } else { names.with(logo.at_right_of(width)) }
    }

    /// The logo, if any, as large as its slot allows.
    pub(super) fn logo(self) -> FixedGroup {
        let picture = |logo: &Logo| FixedGroup::of(Content::Logo, logo.within(self.layout().logo));
        self.printing.logo.as_ref().map(picture).unwrap_or_default()
    }

    /// The framed mark of demo data.
    pub(super) fn illustrative_mark(self, size: f32) -> FixedGroup {
        if !self.poster.illustrative {
            return FixedGroup::default();
        }
        let style = FittedStyle { weight: FontFace::SemiBold, ..line(size) };
        let text = fit(&message(Language::Vi, "illustrative"), style, f32::MAX, self.typefaces);
        let extent = (text.width + 1.9 * size, 1.9 * size);
        FixedGroup::of(Content::Mark(text), extent)
    }

    /// The square of the QR code, in which the symbol has at least its least width.
    pub(super) fn symbol_square(self) -> FixedGroup {
        let modules = f32::from(self.symbol.width);
        let least = self.layout().symbol * (modules + 2.0 * f32::from(QUIET_ZONE))
            / modules
            / (1.0 - 2.0 * VIEWFINDER);
        let side = (self.layout().square * self.scale).max(least);
        FixedGroup::of(Content::Symbol, (side, side))
    }

    /// The address to type.
    pub(super) fn address(self, width: f32) -> FixedGroup {
        self.text(&typed_address(&self.poster.url), self.layout().address, width, INK)
    }

    /// The instruction, in one font size per language, and the address to type.
    pub(super) fn how(self, size: f32, twin: f32, width: f32) -> FixedGroup {
        self.message("poster-how", line(size), GREY, line(twin), width).above(0.0, self.address(width))
    }

    /// The promises in one line, separated by red dots, with English below on bilingual posters.
    pub(super) fn promises(self, size: f32, twin: FittedStyle, width: f32) -> FixedGroup {
        let row = |size: f32| {
            PROMISES.iter().fold(FixedGroup::default(), |row, key| {
                let promise = self.text(&message(Language::Vi, key), line(size), width, INK);
                let dot = if row.is_empty() {
                    FixedGroup::default()
                } else {
                    FixedGroup::dot(size, promise.height)
                };
                row.before(0.62 * size, dot).before(0.62 * size, promise)
            })
        };
        let full = row(size);
        // The width is proportional to the size, so one correction makes it fit.
        let fitting = if full.width > width { row(0.998 * size * width / full.width) } else { full };
        fitting.above(0.0, self.twin(&in_one_line(&PROMISES), twin, width))
    }

    /// The promises below each other, each with its English version beside it.
    pub(super) fn listed_promises(self, size: f32, width: f32) -> FixedGroup {
        PROMISES.iter().fold(FixedGroup::default(), |list, key| {
            let promise = self.text(&message(Language::Vi, key), line(size), width - size, INK);
            let room = width - promise.width - 2.0 * size;
            let twin = self.twin(&message(Language::En, key), line(0.85 * size), room);
            let dot = FixedGroup::dot(size * self.scale, promise.height);
            list.above(0.0, dot.before_level(0.5 * size, promise).before_level(0.6 * size, twin))
        })
    }

    /// Responsible persons with name, title and telephone number, in two columns; empty without contacts.
    pub(super) fn contacts(self, size: f32, width: f32) -> FixedGroup {
        const BETWEEN: f32 = 22.0;
        let contacts = &self.poster.contacts;
        let columns = if contacts.len() > 1 { 2 } else { 1 };
        let cell = (width - BETWEEN * (columns as f32 - 1.0)) / columns as f32;
        let shown = contacts.get(..MAX_CONTACTS).unwrap_or(contacts);
        let rows = shown.chunks(columns).fold(FixedGroup::default(), |rows, pair| {
            let row = pair.iter().enumerate().map(|(column, one)| {
                self.contact(one, size, cell).at((column as f32 * (cell + BETWEEN), 0.0))
            });
            rows.above(0.5 * size, row.fold(FixedGroup::default(), FixedGroup::with))
        });
        if rows.is_empty() {
            return rows;
        }
        let title = FittedStyle { weight: FontFace::SemiBold, ..line(0.92 * size) };
        let title_of = |language| message(language, "poster-contacts");
        let heading = self.text(&title_of(Language::Vi), title, width / 2.0, LOTUS);
        let twin = self.twin(&title_of(Language::En), line(0.92 * size), width / 2.0 - size);
        heading.before_level(0.6 * size, twin).above(0.1 * size, rows)
    }

    fn contact(self, contact: &Contact, size: f32, width: f32) -> FixedGroup {
        let name = FittedStyle { weight: FontFace::SemiBold, ..lines(size) };
        let duty: String = contact.duty.chars().take(MAX_DUTY_LENGTH).collect();
        // A telephone number is never broken between two lines.
        let telephone = contact.telephone.replace(' ', "\u{a0}");
        let details = format!("{duty} · {telephone}");
        let name = self.text(&contact.name, name, width, INK);
        name.above(0.0, self.text(&details, lines(0.92 * size), width, GREY))
    }

    /// The motto beside the lotus, and the small print on the right.
    pub(super) fn foot(self, look: Foot, width: f32) -> FixedGroup {
        let small = |language| {
            let lines =
                self.particulars(language).map(|text| self.text(&text, line(look.small), width, GREY));
            lines.into_iter().fold(FixedGroup::default(), |above, line| above.above(0.0, line))
        };
        let small = self
            .languages()
            .map(small)
            .fold(FixedGroup::default(), |left, right| left.before(1.4 * look.small, right));
        let lotus = FixedGroup::of(Content::Lotus, (2.0 * LOTUS_SPREAD * look.lotus, look.lotus));
        let room = width - small.width - lotus.width - 2.6 * look.motto;
        let motto = FittedStyle { weight: FontFace::SemiBold, most_lines: 2, ..line(look.motto) };
        let motto = self.message("poster-motto", motto, LOTUS, line(0.75 * look.motto), room);
        let left = lotus.before_level(0.85 * look.motto, motto);
        let height = left.height.max(small.height);
        let foot = left.in_middle_of(height).with(small.in_middle_of(height).at_right_of(width));
        FixedGroup::of(Content::Rule, (width, 0.0)).above(0.6 * look.motto, foot)
    }

    /// The small print that identifies this print: code, serial and day of issue.
    pub(super) fn particulars(self, language: Language) -> [String; 3] {
        let Poster { code, serial, issued, .. } = self.poster;
        [
            ("poster-code", ("code", Argument::from(code.to_string()))),
            ("poster-serial", ("serial", Argument::from(serial.as_str()))),
            ("poster-issued", ("day", Argument::from(day(language, *issued)))),
        ]
        .map(|(key, argument)| message_with(language, key, [argument]))
    }
}

/// English messages joined on one line.
pub(super) fn in_one_line(keys: &[&str]) -> String {
    keys.iter().map(|key| message(Language::En, key)).collect::<Vec<_>>().join(" · ")
}

/// The address to type: without the scheme, which browsers add, and with the case-insensitive host in lower
/// case. The QR code has capitals, because they make the symbol smaller.
fn typed_address(url: &str) -> String {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    format!("{}{path}", host.to_ascii_lowercase())
}
