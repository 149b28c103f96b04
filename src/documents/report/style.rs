//! The page of the report, and how its words are lettered. It is printed in black and white and read by people of
//! seventy: nothing that is read is smaller than 8 points, except in a table that has no room for it.

use super::paragraph::Letters;
use crate::documents::pdf::colours::{Colour, GREY, INK, LOTUS};
use crate::documents::pdf::typefaces::Weight;

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.276, 841.89);
/// 18 mm on both sides.
pub(super) const LEFT: f32 = 51.0;
/// How wide words and pictures run.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
/// Where the text begins, below the running head.
pub(super) const TOP: f32 = 66.0;
/// Where the text of the cover begins.
pub(super) const COVER_TOP: f32 = 52.0;
/// Where it ends, above the foot.
pub(super) const BOTTOM: f32 = 790.0;
/// The baselines of the running head and of the foot.
pub(super) const HEAD: f32 = 46.0;
pub(super) const FOOT: f32 = 812.0;

/// Points for each unit of a picture that is as wide as the text: 24 units make letters of 11 points.
pub(super) const SCALE: f32 = WIDTH / 1080.0;

const fn letters(weight: Weight, size: f32, leading: f32, colour: Colour) -> Letters {
    Letters { weight, size, leading, colour }
}

/// The title on the cover.
pub(super) const TITLE: Letters = letters(Weight::Bold, 25.0, 1.28, INK);
/// What the title is about.
pub(super) const SUBTITLE: Letters = letters(Weight::SemiBold, 14.0, 1.4, INK);
/// The unit, and the place and day beside it.
pub(super) const SENDER: Letters = letters(Weight::SemiBold, 11.5, 1.4, INK);
pub(super) const PLACE: Letters = letters(Weight::Regular, 11.0, 1.4, INK);
/// The sentence that a speaker repeats.
pub(super) const KEY: Letters = letters(Weight::SemiBold, 13.0, 1.45, INK);
/// Headings of sections.
pub(super) const HEADING: Letters = letters(Weight::Bold, 16.0, 1.35, INK);
/// Text.
pub(super) const BODY: Letters = letters(Weight::Regular, 10.5, 1.45, INK);
/// Text of the page on method, with its labels.
pub(super) const SMALL: Letters = letters(Weight::Regular, 9.5, 1.42, INK);
pub(super) const LABEL: Letters = letters(Weight::SemiBold, 9.5, 1.42, INK);
/// Captions of tables.
pub(super) const CAPTION: Letters = letters(Weight::SemiBold, 9.5, 1.4, INK);
/// Running head and foot.
pub(super) const MARGINAL: Letters = letters(Weight::Regular, 8.5, 1.3, GREY);
pub(super) const MARGINAL_WARNING: Letters = letters(Weight::Bold, 8.5, 1.3, LOTUS);

/// Beside words on a ground, on either side.
pub(super) const STAMP_PADDING: f32 = 10.0;
/// Above a chart, which brings white paper of its own.
pub(super) const ABOVE_CHART: f32 = 2.0;
/// Between paragraphs.
pub(super) const GAP: f32 = 7.0;
/// Around pictures and tables.
pub(super) const WIDE_GAP: f32 = 14.0;
/// Between sections on one page.
pub(super) const SECTION_GAP: f32 = 26.0;
