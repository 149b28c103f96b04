//! The appearance of all charts: one palette and one font family. The colours differ in lightness too, so
//! that readers with red-green colour blindness and grey prints can tell them apart. No colour alone carries
//! a meaning.

use plotters::style::RGBColor;

use super::text::typeface::TextStyle;
use crate::typeset::FontFace;

/// CSS font families of text: Be Vietnam Pro where it is installed, else a system font that covers
/// Vietnamese.
pub(super) const FAMILIES: &str =
    "Be Vietnam Pro, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Arial, sans-serif";

/// CSS font families of columns of figures.
pub(super) const FIGURE_FAMILIES: &str =
    "Noto Sans, Roboto, Segoe UI, Arial, system-ui, -apple-system, sans-serif";

/// Names of rows and parts.
pub(super) const LABEL: TextStyle = TextStyle::regular(28.0, INK);
/// The main figure of a mark.
pub(super) const FIGURE: TextStyle = TextStyle::bold(28.0, INK);
/// Secondary text of a mark: intervals, numbers of answers, axes. The smallest text on any chart.
pub(super) const MINOR: TextStyle = TextStyle::regular(24.0, QUIET_INK);
/// Secondary figures in columns, where digits must align vertically.
pub(super) const MINOR_FIGURES: TextStyle = TextStyle::figures(24.0, QUIET_INK);
/// Figures in columns.
pub(super) const COLUMN_FIGURES: TextStyle =
    TextStyle { face: FontFace::SemiBoldFigures, ..TextStyle::bold(26.0, INK) };

/// The distance in pixels from the middle of a line down to the baseline on which digits and capitals look
/// centred.
pub(super) fn centred(text_style: TextStyle) -> f64 {
    0.36 * text_style.size
}

/// Titles, figures and intervals.
pub(super) const INK: RGBColor = RGBColor(0x1B, 0x1F, 0x24);
/// Secondary text: subtitle, evidence, columns.
pub(super) const QUIET_INK: RGBColor = RGBColor(0x55, 0x5D, 0x66);
/// Rules between parts.
pub(super) const RULE: RGBColor = RGBColor(0xD9, 0xD6, 0xCF);
/// The unfilled part of a bar.
pub(super) const TRACK: RGBColor = RGBColor(0xEC, 0xEA, 0xE5);
/// The background.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Lotus red, for what readers must not overlook.
pub(super) const ACCENT: RGBColor = RGBColor(0xB5, 0x26, 0x1E);

/// The answers from very dissatisfied to very satisfied, each with the text colour that is legible on it.
pub(super) const SCALE: [(RGBColor, RGBColor); 5] = [
    (RGBColor(0xB2, 0x42, 0x2D), PAPER),
    (RGBColor(0xE9, 0xA2, 0x7F), INK),
    (RGBColor(0xD9, 0xD6, 0xCF), INK),
    (RGBColor(0x7F, 0xB5, 0xC8), INK),
    (VERY_SATISFIED, PAPER),
];

/// The part of the interval below the share, drawn on the bar, and the part above it.
pub(super) const INTERVAL_BELOW: RGBColor = RGBColor(0x5B, 0x9C, 0xB2);
pub(super) const INTERVAL_ABOVE: RGBColor = RGBColor(0xB4, 0xD3, 0xDE);

/// The background of a hatched area, where a figure is missing, and the hatching lines.
pub(super) const HATCHED: RGBColor = RGBColor(0xF4, 0xF2, 0xEE);
pub(super) const HATCHING: RGBColor = RGBColor(0xC4, 0xBF, 0xB5);
/// The band between control limits, and the band of an interval.
pub(super) const BAND: RGBColor = RGBColor(0xD8, 0xE8, 0xEE);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xE8, 0xE6, 0xE1);

/// The upper end of the scale, also the colour of a share of satisfied people.
pub(super) const VERY_SATISFIED: RGBColor = RGBColor(0x1F, 0x6F, 0x8B);

/// Counts that are not answers: dossiers, responses, units that have the model. Grey, so that they are not
/// read as satisfaction.
pub(super) const COUNTED: RGBColor = RGBColor(0x5C, 0x69, 0x77);
/// A second series of counts.
pub(super) const COUNTED_BESIDE: RGBColor = RGBColor(0xBC, 0xC4, 0xCC);
