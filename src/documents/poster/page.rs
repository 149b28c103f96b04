//! The composition of a poster: who asks, what is asked, the code beside the five answers, and the small print.

use super::Poster;
use super::pictures;
use super::qr_symbol::{QUIET_ZONE, QrSymbol};
use crate::documents::pdf::canvas::{Canvas, circle, rounded_rectangle, segment};
use crate::documents::pdf::colours::{GREY, HAIRLINE, INK, LOTUS};
use crate::documents::pdf::fitting::{Fitted, Style, fit};
use crate::documents::pdf::typefaces::{Typefaces, Weight};
use crate::domain::Language;
use crate::locale::{Argument, message, message_with};

/// A4 in points.
pub(super) const WIDTH: f32 = 595.276;
/// A4 in points.
pub(super) const HEIGHT: f32 = 841.89;

/// 18 mm on both sides: more than any office printer leaves white.
const MARGIN: f32 = 51.0;
const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// 9 cm, the least width of the symbol itself.
const SYMBOL: f32 = 255.2;
/// The square of symbol and quiet zone, unless a small symbol needs a larger one.
const SQUARE: f32 = 346.0;
/// Where the footer begins.
const FOOTER: f32 = 771.0;
/// Where the name begins.
const TOP: f32 = 54.0;

const NAME: Style =
    Style { weight: Weight::Bold, largest: 46.0, smallest: 30.0, most_lines: 2, leading: 1.22 };
const LABEL: Style =
    Style { weight: Weight::SemiBold, largest: 22.0, smallest: 17.0, most_lines: 2, leading: 1.3 };
const INVITATION: Style =
    Style { weight: Weight::SemiBold, largest: 29.0, smallest: 26.0, most_lines: 2, leading: 1.24 };
const ADDRESS: Style =
    Style { weight: Weight::SemiBold, largest: 23.0, smallest: 15.0, most_lines: 2, leading: 1.25 };
const ANSWER: Style =
    Style { weight: Weight::SemiBold, largest: 13.0, smallest: 11.5, most_lines: 2, leading: 1.22 };

/// Sizes of the texts that are always one line.
const FACT: f32 = 16.0;
const HOW: f32 = 14.0;
const ENGLISH: f32 = 10.5;

const BELOW_NAME: f32 = 3.0;
const BELOW_INVITATION: f32 = 6.0;
const BELOW_ADDRESS: f32 = 6.0;
/// What the lines of fixed height and the gaps inside the groups take.
const FIXED: f32 = BELOW_NAME
    + BELOW_INVITATION
    + BELOW_ADDRESS
    + line_height(FACT)
    + line_height(HOW)
    + line_height(ENGLISH);
/// The gaps between the groups, and a larger one above the footer.
const GAPS: f32 = 1.2 + 1.0 + 1.0 + 1.3;

const fn line_height(size: f32) -> f32 {
    1.4 * size
}

/// Draws the page of `poster`.
pub(super) fn draw(poster: &Poster, symbol: &QrSymbol, canvas: &mut Canvas<'_>) {
    let texts = Texts::of(poster, canvas.typefaces());
    let layout = Layout::of(&texts, symbol);
    if poster.illustrative {
        illustrative_mark(canvas);
    }
    canvas.text(&texts.name, (MARGIN, TOP), INK);
    canvas.text(&texts.label, (MARGIN, layout.label_top), LOTUS);
    canvas.text(&texts.invitation, (MARGIN, layout.invitation_top), INK);
    facts(canvas, layout.facts_top);
    pictures::qr_symbol(canvas, symbol, (MARGIN, layout.code_top), layout.side);
    answers(canvas, (MARGIN + layout.side + 24.0, layout.code_top), layout.side);
    one_line(canvas, &message(Language::Vi, "poster-how"), HOW, layout.how_top);
    canvas.text(&texts.address, (MARGIN, layout.address_top), INK);
    one_line(canvas, &english_line(), ENGLISH, layout.english_top);
    footer(canvas, poster);
}

/// The texts whose height depends on what they say.
pub(super) struct Texts {
    name: Fitted,
    label: Fitted,
    invitation: Fitted,
    address: Fitted,
}

impl Texts {
    pub(super) fn of(poster: &Poster, typefaces: &Typefaces) -> Self {
        let set = |text: &str, style: Style| fit(text, style, CONTENT, typefaces);
        Self {
            name: set(&poster.unit_name, NAME),
            label: set(&poster.label, LABEL),
            invitation: set(&message(Language::Vi, "poster-invitation"), INVITATION),
            address: set(&typed_address(&poster.url), ADDRESS),
        }
    }

    fn height(&self) -> f32 {
        [&self.name, &self.label, &self.invitation, &self.address].map(Fitted::height).iter().sum()
    }
}

/// Where everything begins, from the top of the page.
pub(super) struct Layout {
    label_top: f32,
    invitation_top: f32,
    facts_top: f32,
    /// The side of the square of symbol and quiet zone.
    side: f32,
    code_top: f32,
    how_top: f32,
    address_top: f32,
    english_top: f32,
}

impl Layout {
    pub(super) fn of(texts: &Texts, symbol: &QrSymbol) -> Self {
        let modules = f32::from(symbol.width);
        let side = SQUARE.max(SYMBOL * (modules + 2.0 * QUIET_ZONE) / modules);
        // What the texts leave is shared out between the groups, so that short names make an airy page.
        let gap = ((FOOTER - TOP - texts.height() - FIXED - side) / GAPS).clamp(4.0, 40.0);
        let label_top = TOP + texts.name.height() + BELOW_NAME;
        let invitation_top = label_top + texts.label.height() + 1.2 * gap;
        let facts_top = invitation_top + texts.invitation.height() + BELOW_INVITATION;
        let code_top = facts_top + line_height(FACT) + gap;
        let how_top = code_top + side + gap;
        let address_top = how_top + line_height(HOW);
        let english_top = address_top + texts.address.height() + BELOW_ADDRESS;
        Self { label_top, invitation_top, facts_top, side, code_top, how_top, address_top, english_top }
    }

    /// Whether the texts end above the footer.
    #[cfg(test)]
    pub(super) fn keeps_clear_of_the_footer(&self) -> bool {
        self.english_top + line_height(ENGLISH) < FOOTER
    }
}

/// The address as a hand types it: without the scheme, which every browser adds, and with the host, where case
/// means nothing, in small letters. In the code itself capitals make the symbol smaller.
fn typed_address(url: &str) -> String {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    format!("{}{path}", host.to_ascii_lowercase())
}

fn one_line(canvas: &mut Canvas<'_>, text: &str, size: f32, y: f32) {
    canvas.line(text, Weight::Regular, size, (MARGIN, y + size), GREY);
}

fn english_line() -> String {
    let keys = ["poster-invitation", "poster-time", "poster-anonymous", "poster-confidential"];
    keys.map(|key| message(Language::En, key)).join(" · ")
}

/// The three promises in one line, parted by red dots.
fn facts(canvas: &mut Canvas<'_>, y: f32) {
    const AROUND_DOT: f32 = 12.0;
    let mut x = MARGIN;
    for key in ["poster-time", "poster-anonymous", "poster-confidential"] {
        if x > MARGIN {
            canvas.fill(circle((x, y + 0.68 * FACT), 2.2), LOTUS);
            x += AROUND_DOT;
        }
        let fact = message(Language::Vi, key);
        canvas.line(&fact, Weight::Regular, FACT, (x, y + FACT), INK);
        x += canvas.width(&fact, Weight::Regular, FACT) + AROUND_DOT;
    }
}

/// The five answers from the best, at the height of the code.
fn answers(canvas: &mut Canvas<'_>, (x, y): (f32, f32), height: f32) {
    const RADIUS: f32 = 19.5;
    let step = (height - 2.0 * RADIUS) / 4.0;
    let beside = x + 2.0 * RADIUS + 8.0;
    for (place, level) in (0..5_usize).rev().enumerate() {
        let middle = y + RADIUS + step * place as f32;
        pictures::face(canvas, level, (x + RADIUS, middle), RADIUS);
        let word = message(Language::Vi, &format!("scale-{}", level + 1));
        let word = fit(&word, ANSWER, WIDTH - MARGIN - beside, canvas.typefaces());
        canvas.text(&word, (beside, middle - word.height() / 2.0), INK);
    }
}

fn illustrative_mark(canvas: &mut Canvas<'_>) {
    const SIZE: f32 = 10.5;
    let mark = message(Language::Vi, "illustrative");
    let width = canvas.width(&mark, Weight::SemiBold, SIZE);
    let left = WIDTH - MARGIN - width - 20.0;
    canvas.stroke(rounded_rectangle((left, 27.0, width + 20.0, 20.0), 10.0), 1.0, LOTUS);
    canvas.line(&mark, Weight::SemiBold, SIZE, (left + 10.0, 40.7), LOTUS);
}

fn footer(canvas: &mut Canvas<'_>, poster: &Poster) {
    const SIZE: f32 = 8.5;
    const LOTUS_HEIGHT: f32 = 25.0;
    canvas.stroke(segment((MARGIN, FOOTER), (WIDTH - MARGIN, FOOTER)), 0.8, HAIRLINE);
    // The outer petals reach this far to either side: the flower stands flush with the texts.
    let reach = 0.83 * LOTUS_HEIGHT;
    pictures::lotus(canvas, (MARGIN + reach, FOOTER + 37.0), LOTUS_HEIGHT);
    let motto = message(Language::Vi, "poster-motto");
    canvas.line(&motto, Weight::SemiBold, 14.0, (MARGIN + 2.0 * reach + 12.0, FOOTER + 31.0), LOTUS);
    let code = [("code", Argument::from(poster.code.to_string()))];
    let small = [message_with(Language::Vi, "poster-code", code), poster.serial.clone()];
    for (text, baseline) in small.iter().zip([FOOTER + 24.0, FOOTER + 36.0]) {
        let left = WIDTH - MARGIN - canvas.width(text, Weight::Regular, SIZE);
        canvas.line(text, Weight::Regular, SIZE, (left, baseline), GREY);
    }
}
