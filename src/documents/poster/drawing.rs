//! Draws a face as often as its page repeats it, and its parts: the QR symbol in its viewfinder, the five
//! answers, the lotus.

use krilla::geom::{PathBuilder, Transform};

use super::PosterSize;
use super::block::{Area, Content, FixedGroup};
use super::layout::{PAGE, VIEWFINDER};
use super::parts::Typesetter;
use super::qr_symbol::{QUIET_ZONE, QrSymbol};
use crate::documents::pdf::canvas::{Canvas, QUARTER, circle, rectangles, rounded_rectangle, segment, shape};
use crate::documents::pdf::colours::{
    ANSWERS, Colour, GREY, HAIRLINE, INK, LOTUS, LOTUS_LIGHT, LOTUS_MIDDLE, WHITE, pure_black,
};
use crate::domain::Language;
use crate::locale::message;
use crate::typeset::FontFace;

/// Fills a page with copies of a face, with guides for folding and cutting.
pub(super) fn page(canvas: &mut Canvas<'_>, composed: &FixedGroup, typesetter: Typesetter) {
    const GUIDE: f32 = 0.5;
    let layout = typesetter.layout();
    let (width, height) = layout.size();
    let left = |column: u8| width * f32::from(column);
    let top = |row: u8| height * f32::from(row);
    let moved = |column, row| Transform::from_translate(left(column), top(row));
    match typesetter.printing.size {
        PosterSize::A4 => face(canvas, composed, typesetter),
        PosterSize::Tent => {
            // On both halves, with the tops at the fold.
            let turned = Transform::from_row(-1.0, 0.0, 0.0, -1.0, width, height);
            for place in [moved(0, 1), turned] {
                canvas.transformed(place, |canvas| face(canvas, composed, typesetter));
            }
        }
        PosterSize::Stickers => {
            for row in 0..layout.rows {
                for column in 0..layout.columns {
                    canvas.transformed(moved(column, row), |canvas| face(canvas, composed, typesetter));
                }
            }
        }
    }
    for column in 1..layout.columns {
        canvas.dashes(segment((left(column), 0.0), (left(column), PAGE.1)), GUIDE, GREY);
    }
    for row in 1..layout.rows {
        canvas.dashes(segment((0.0, top(row)), (PAGE.0, top(row))), GUIDE, GREY);
    }
    if typesetter.printing.size == PosterSize::Tent {
        const SIZE: f32 = 6.5;
        let fold = message(Language::Vi, "poster-fold");
        let left = width - 12.0 - canvas.width(&fold, FontFace::Regular, SIZE);
        canvas.line(&fold, FontFace::Regular, SIZE, (left, height + 1.5 * SIZE), GREY);
    }
}

fn face(canvas: &mut Canvas<'_>, composed: &FixedGroup, typesetter: Typesetter) {
    for part in &composed.placed {
        let Area { x, y, width, height } = part.area;
        let middle = (x + width / 2.0, y + height / 2.0);
        match &part.content {
            Content::Text(text, colour) => canvas.text(text, (x, y), *colour),
            Content::Symbol => qr_symbol(canvas, typesetter.symbol, (x, y), width),
            Content::Logo => {
                if let Some(logo) = &typesetter.printing.logo {
                    canvas.image(&logo.image, (x, y, width, height));
                }
            }
            Content::Face(level) => answer_face(canvas, *level, middle, width / 2.0),
            Content::Dot => canvas.fill(circle(middle, width / 2.0), LOTUS),
            Content::Lotus => lotus(canvas, (middle.0, y + height), height),
            Content::Rule => canvas.stroke(segment((x, y), (x + width, y)), 0.8, HAIRLINE),
            Content::Mark(text) => {
                let frame = rounded_rectangle((x, y, width, height), height / 2.0);
                canvas.stroke(frame, 0.05 * height, LOTUS);
                let corner = (x + (width - text.width) / 2.0, y + (height - text.height()) / 2.0);
                canvas.text(text, corner, LOTUS);
            }
        }
    }
}

/// Draws the symbol with its quiet zone in a square of `side`, with corner marks like a viewfinder.
fn qr_symbol(canvas: &mut Canvas<'_>, symbol: &QrSymbol, (x, y): (f32, f32), side: f32) {
    let frame = VIEWFINDER * side;
    let module = (side - 2.0 * frame) / (f32::from(symbol.width) + 2.0 * f32::from(QUIET_ZONE));
    let at = |modules: u16| f32::from(modules) * module;
    let origin = frame + f32::from(QUIET_ZONE) * module;
    let dark = symbol
        .runs
        .iter()
        .map(|run| (x + origin + at(run.column), y + origin + at(run.row), at(run.columns), at(run.rows)));
    canvas.fill(rectangles(dark), pure_black());
    viewfinder(canvas, (x, y), side);
}

fn viewfinder(canvas: &mut Canvas<'_>, (x, y): (f32, f32), side: f32) {
    let (width, arm, radius) = (VIEWFINDER * side, 0.1 * side, 0.038 * side);
    // The line lies inside the square, so that its outer edge aligns with the margin of the texts, and
    // outside the quiet zone, which must stay clear.
    let (near, far) = (width / 2.0, side - width / 2.0);
    for (corner_x, corner_y) in [(near, near), (far, near), (far, far), (near, far)] {
        let inwards = |corner: f32| if corner < side / 2.0 { 1.0 } else { -1.0 };
        let (across, down) = (inwards(corner_x), inwards(corner_y));
        let at = |right: f32, below: f32| (x + corner_x + across * right, y + corner_y + down * below);
        let pull = radius * (1.0 - QUARTER);
        let [foot, bend, tip] = [at(0.0, arm), at(0.0, radius), at(arm, 0.0)];
        let bracket = shape(|path| {
            path.move_to(foot.0, foot.1);
            path.line_to(bend.0, bend.1);
            curve(path, [at(0.0, pull), at(pull, 0.0), at(radius, 0.0)]);
            path.line_to(tip.0, tip.1);
        });
        canvas.stroke(bracket, width, LOTUS);
    }
}

/// Draws the face of an answer: its colour, and a mouth from frown to smile.
fn answer_face(canvas: &mut Canvas<'_>, level: usize, (x, y): (f32, f32), radius: f32) {
    let colour = ANSWERS.get(level).copied().unwrap_or(INK);
    // The two outer colours are dark enough for white lines.
    let lines: Colour = if matches!(level, 0 | 4) { WHITE } else { INK };
    canvas.fill(circle((x, y), radius), colour);
    for side in [-1.0, 1.0] {
        canvas.fill(circle((x + side * 0.36 * radius, y - 0.24 * radius), 0.115 * radius), lines);
    }
    let (smile, middle) = match level {
        0 => (-0.46, 0.56),
        1 => (-0.22, 0.46),
        2 => (0.0, 0.38),
        3 => (0.26, 0.28),
        _ => (0.56, 0.2),
    };
    let (half, line) = (0.44 * radius, y + middle * radius);
    let (pull, low) = (0.45 * half, line + smile * radius);
    let mouth = shape(|path| {
        path.move_to(x - half, line);
        curve(path, [(x - pull, low), (x + pull, low), (x + half, line)]);
    });
    canvas.stroke(mouth, 0.135 * radius, lines);
}

/// Draws a lotus whose foot is at `x`, `y`; it is about 1.8 times as wide as `height`.
fn lotus(canvas: &mut Canvas<'_>, foot: (f32, f32), height: f32) {
    // From back to front: rotation in degrees, length, colour.
    let petals = [
        (-74.0, 0.86, LOTUS_LIGHT),
        (74.0, 0.86, LOTUS_LIGHT),
        (-42.0, 0.95, LOTUS_MIDDLE),
        (42.0, 0.95, LOTUS_MIDDLE),
        (0.0, 1.0, LOTUS),
    ];
    for (turn, length, colour) in petals {
        petal(canvas, foot, height * length, turn, colour);
    }
}

fn petal(canvas: &mut Canvas<'_>, (x, y): (f32, f32), length: f32, turn: f32, colour: Colour) {
    let (sin, cos) = turn.to_radians().sin_cos();
    // Coordinates of an upright petal, with the foot at the origin and the tip at 1.
    let place = |across: f32, up: f32| {
        let (across, up) = (across * length, up * length);
        (x + across * cos + up * sin, y + across * sin - up * cos)
    };
    let outline = |path: &mut PathBuilder| {
        let (start, tip) = (place(0.0, 0.0), place(0.0, 1.0));
        path.move_to(start.0, start.1);
        for (low, high, end) in
            [(place(0.34, 0.16), place(0.30, 0.66), tip), (place(-0.30, 0.66), place(-0.34, 0.16), start)]
        {
            curve(path, [low, high, end]);
        }
        path.close();
    };
    canvas.fill(shape(outline), colour);
    // A white edge separates the petals, in colour and in grey print.
    canvas.stroke(shape(outline), 0.05 * length, WHITE);
}

/// Continues the path with a Bézier curve: two control points and the end.
fn curve(path: &mut PathBuilder, [first, second, end]: [(f32, f32); 3]) {
    path.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
}
