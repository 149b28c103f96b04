//! The page and the text styles of the report. It is printed in black and white, also for elderly readers:
//! text is at least 8 points, except in a table that has no room for it.

use super::paragraph::Letters;
use crate::documents::pdf::colours::{Colour, GREY, INK, LOTUS};
use crate::typeset::FontFace;

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.276, 841.89);
/// The left and right margin, 18 mm.
pub(super) const LEFT: f32 = 51.0;
/// The width of text and pictures.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
/// Where the text begins, below the running head.
pub(super) const TOP: f32 = 66.0;
/// Where the text of the cover begins.
pub(super) const COVER_TOP: f32 = 52.0;
/// Where the text ends, above the foot.
pub(super) const BOTTOM: f32 = 790.0;
/// The baselines of the running head and of the foot.
pub(super) const HEAD: f32 = 46.0;
pub(super) const FOOT: f32 = 812.0;

/// Points per pixel of a chart as wide as the text: 24 pixels become 11 points.
pub(super) const SCALE: f32 = WIDTH / 1080.0;

const fn letters(weight: FontFace, size: f32, leading: f32, colour: Colour) -> Letters {
    Letters { weight, size, leading, colour }
}

/// The title on the cover.
pub(super) const TITLE: Letters = letters(FontFace::Bold, 25.0, 1.28, INK);
/// The subject below the title.
pub(super) const SUBTITLE: Letters = letters(FontFace::SemiBold, 14.0, 1.4, INK);
/// The unit, and the place and day beside it.
pub(super) const SENDER: Letters = letters(FontFace::SemiBold, 11.5, 1.4, INK);
pub(super) const PLACE: Letters = letters(FontFace::Regular, 11.0, 1.4, INK);
/// The key sentence.
pub(super) const KEY: Letters = letters(FontFace::SemiBold, 13.0, 1.45, INK);
/// Headings of sections.
pub(super) const HEADING: Letters = letters(FontFace::Bold, 16.0, 1.35, INK);
/// Body text.
pub(super) const BODY: Letters = letters(FontFace::Regular, 10.5, 1.45, INK);
/// Text of the section on method; `LABEL` is the style of its labels.
pub(super) const SMALL: Letters = letters(FontFace::Regular, 9.5, 1.42, INK);
pub(super) const LABEL: Letters = letters(FontFace::SemiBold, 9.5, 1.42, INK);
/// Captions of tables.
pub(super) const CAPTION: Letters = letters(FontFace::SemiBold, 9.5, 1.4, INK);
/// Running head and foot.
pub(super) const MARGINAL: Letters = letters(FontFace::Regular, 8.5, 1.3, GREY);
pub(super) const MARGINAL_WARNING: Letters = letters(FontFace::Bold, 8.5, 1.3, LOTUS);

/// The padding on either side of a text on a background.
pub(super) const STAMP_PADDING: f32 = 10.0;
/// Above a chart, which has its own white space.
pub(super) const ABOVE_CHART: f32 = 2.0;
/// Between paragraphs.
pub(super) const GAP: f32 = 7.0;
/// Around pictures and tables.
pub(super) const WIDE_GAP: f32 = 14.0;
/// Between sections on one page.
pub(super) const SECTION_GAP: f32 = 26.0;
