//! Draws what was put together: the parts of a poster, and on a page the halves of a tent or the stickers.

use super::block::{Area, Block, Content};
use super::logo::Logo;
use super::qr_symbol::QrSymbol;
use super::{a4, pictures, stickers, tent};
use crate::documents::pdf::canvas::{Canvas, circle, rounded_rectangle, segment};
use crate::documents::pdf::colours::{GREY, HAIRLINE, LOTUS};
use crate::documents::pdf::fitting::Fitted;
use crate::documents::pdf::typefaces::Weight;
use crate::domain::Language;
use crate::locale::message;

/// What a page needs to be drawn beside its composition.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) symbol: &'a QrSymbol,
    pub(super) logo: Option<&'a Logo>,
}

/// Where somebody folds or cuts.
const GUIDE: f32 = 0.5;

/// The whole page.
pub(super) fn page(canvas: &mut Canvas<'_>, composition: &Block, parts: Parts<'_>) {
    for placed in &composition.placed {
        part(canvas, placed.area, &placed.content, parts);
    }
}

/// The same face on both halves, with their heads at the fold.
pub(super) fn tent(canvas: &mut Canvas<'_>, face: &Block, parts: Parts<'_>) {
    const SIZE: f32 = 6.5;
    canvas.moved((0.0, tent::HEIGHT), |canvas| page(canvas, face, parts));
    canvas.upside_down((tent::WIDTH, tent::HEIGHT), |canvas| page(canvas, face, parts));
    canvas.dashes(segment((0.0, tent::HEIGHT), (tent::WIDTH, tent::HEIGHT)), GUIDE, GREY);
    let fold = message(Language::Vi, "poster-fold");
    let left = tent::WIDTH - 12.0 - canvas.width(&fold, Weight::Regular, SIZE);
    canvas.line(&fold, Weight::Regular, SIZE, (left, tent::HEIGHT + 1.5 * SIZE), GREY);
}

/// The same sticker all over the page, with lines to cut along.
pub(super) fn stickers(canvas: &mut Canvas<'_>, sticker: &Block, parts: Parts<'_>) {
    let left = |column: u8| stickers::WIDTH * f32::from(column);
    let top = |row: u8| stickers::HEIGHT * f32::from(row);
    for row in 0..stickers::ROWS {
        for column in 0..stickers::COLUMNS {
            canvas.moved((left(column), top(row)), |canvas| page(canvas, sticker, parts));
        }
    }
    for column in 1..stickers::COLUMNS {
        canvas.dashes(segment((left(column), 0.0), (left(column), a4::HEIGHT)), GUIDE, GREY);
    }
    for row in 1..stickers::ROWS {
        canvas.dashes(segment((0.0, top(row)), (a4::WIDTH, top(row))), GUIDE, GREY);
    }
}

fn part(canvas: &mut Canvas<'_>, area: Area, content: &Content, parts: Parts<'_>) {
    let Area { x, y, width, height } = area;
    let middle = (x + width / 2.0, y + height / 2.0);
    match content {
        Content::Text(text, colour) => canvas.text(text, (x, y), *colour),
        Content::Symbol => pictures::qr_symbol(canvas, parts.symbol, (x, y), width),
        Content::Logo => {
            if let Some(logo) = parts.logo {
                canvas.image(logo.image(), (x, y, width, height));
            }
        }
        Content::Face(level) => pictures::face(canvas, *level, middle, width / 2.0),
        Content::Dot => canvas.fill(circle(middle, width / 2.0), LOTUS),
        Content::Lotus => pictures::lotus(canvas, (middle.0, y + height), height),
        Content::Rule => canvas.stroke(segment((x, y), (x + width, y)), 0.8, HAIRLINE),
        Content::Mark(text) => mark(canvas, area, text),
    }
}

fn mark(canvas: &mut Canvas<'_>, area: Area, text: &Fitted) {
    let Area { x, y, width, height } = area;
    canvas.stroke(rounded_rectangle((x, y, width, height), height / 2.0), 0.05 * height, LOTUS);
    canvas.text(text, (x + (width - text.width) / 2.0, y + (height - text.height()) / 2.0), LOTUS);
}
