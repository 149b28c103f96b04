//! The measures of each size of poster, in points.

use super::PosterSize;
use super::block::Gaps;
use crate::documents::pdf::fitting::{FittedStyle, semi_bold};
use crate::typeset::FontFace;

/// The line width of the corner marks around the code, as a share of the square's side.
pub(super) const VIEWFINDER: f32 = 0.013;
/// How far the outer petals of a lotus extend to either side, as a share of its height.
pub(super) const LOTUS_SPREAD: f32 = 0.83;
/// Width and height of A4 in points.
pub(super) const PAGE: (f32, f32) = (595.276, 841.89);

/// The measures of a face in points.
pub(super) struct Layout {
    /// The number of faces side by side on the page; `rows` is the number below each other.
    pub(super) columns: u8,
    pub(super) rows: u8,
    /// The left and right margin.
    pub(super) margin: f32,
    /// Where the head begins; `bottom` is where the small print ends.
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) gaps: Gaps,
    /// The least width of the symbol itself.
    pub(super) symbol: f32,
    /// The side of the square of symbol and quiet zone, unless the least symbol width needs a larger one.
    pub(super) square: f32,
    /// Width and height of the largest logo.
    pub(super) logo: (f32, f32),
    pub(super) name: FittedStyle,
    pub(super) label: FittedStyle,
    pub(super) invitation: FittedStyle,
    pub(super) address: FittedStyle,
    pub(super) answer: FittedStyle,
    /// The foot; without one the rest is centred vertically.
    pub(super) foot: Option<Foot>,
}

/// The measures of the foot of a face in points.
#[derive(Clone, Copy)]
pub(super) struct Foot {
    /// The height of the lotus.
    pub(super) lotus: f32,
    /// The size of the motto.
    pub(super) motto: f32,
    /// The size of the small print.
    pub(super) small: f32,
}

const WALL: Layout = Layout {
    columns: 1,
    rows: 1,
    // 18 mm: more than the unprintable margin of any office printer.
    margin: 51.0,
    top: 54.0,
    bottom: 814.0,
    gaps: Gaps { least: 8.0, most: 40.0 },
    // 9 cm.
    symbol: 255.2,
    square: 346.0,
    logo: (124.0, 62.0),
    name: FittedStyle { weight: FontFace::Bold, ..semi_bold(46.0, 30.0, 1.25) },
    label: semi_bold(22.0, 17.0, 1.3),
    invitation: semi_bold(29.0, 24.0, 1.28),
    address: semi_bold(23.0, 15.0, 1.25),
    answer: semi_bold(13.0, 11.5, 1.22),
    foot: Some(Foot { lotus: 25.0, motto: 14.0, small: 8.0 }),
};

const TENT: Layout = Layout {
    columns: 1,
    rows: 2,
    margin: 36.0,
    // Clear of the fold, which is the upper edge.
    top: 24.0,
    bottom: PAGE.1 / 2.0 - 22.0,
    gaps: Gaps { least: 7.0, most: 22.0 },
    // 5 cm, which a phone can read from across a desk.
    symbol: 142.0,
    square: 222.0,
    logo: (96.0, 48.0),
    name: FittedStyle { weight: FontFace::Bold, ..semi_bold(30.0, 21.0, 1.25) },
    label: semi_bold(16.0, 12.0, 1.3),
    invitation: semi_bold(19.0, 17.0, 1.27),
    address: semi_bold(15.0, 10.5, 1.27),
    answer: semi_bold(8.5, 7.6, 1.25),
    foot: Some(Foot { lotus: 17.0, motto: 10.0, small: 6.2 }),
};

const STICKER: Layout = Layout {
    columns: 2,
    rows: 4,
    // 6 mm: an inexact cut or the unprintable margin of a printer removes no content.
    margin: 17.0,
    top: 17.0,
    bottom: PAGE.1 / 4.0 - 17.0,
    gaps: Gaps { least: 3.0, most: 12.0 },
    // 3 cm, which a phone can read at arm's length.
    symbol: 85.0,
    square: 134.0,
    logo: (52.0, 22.0),
    name: FittedStyle { weight: FontFace::Bold, most_lines: 3, ..semi_bold(15.0, 12.0, 1.25) },
    label: FittedStyle { most_lines: 3, ..semi_bold(10.5, 9.0, 1.27) },
    invitation: FittedStyle { most_lines: 3, ..semi_bold(10.5, 10.0, 1.27) },
    address: semi_bold(12.5, 9.0, 1.25),
    foot: None,
    ..TENT
};

impl PosterSize {
    pub(super) fn layout(self) -> &'static Layout {
        match self {
            Self::A4 => &WALL,
            Self::Tent => &TENT,
            Self::Stickers => &STICKER,
        }
    }
}

impl Layout {
    /// Width and height of the face.
    pub(super) fn size(&self) -> (f32, f32) {
        (PAGE.0 / f32::from(self.columns), PAGE.1 / f32::from(self.rows))
    }

    /// The width between the margins.
    pub(super) fn content(&self) -> f32 {
        self.size().0 - 2.0 * self.margin
    }
}
