//! How all charts look: one palette, one family of letters. The colours are told apart by readers who do not see red or
//! green and in print without colour, each by its lightness too; none carries a meaning alone.

use plotters::style::RGBColor;

use super::text::typeface::{FontFace, TextStyle};

/// Be Vietnam Pro where it is installed; else what the reader's system letters Vietnamese with.
pub(super) const FAMILIES: &str =
    "Be Vietnam Pro, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Arial, sans-serif";

/// The same for columns of figures.
pub(super) const FIGURE_FAMILIES: &str =
    "Noto Sans, Roboto, Segoe UI, Arial, system-ui, -apple-system, sans-serif";

/// Names of rows and parts.
pub(super) const LABEL: TextStyle = TextStyle::regular(28.0, INK);
/// Figures that are the point of a mark.
pub(super) const FIGURE: TextStyle = TextStyle::bold(28.0, INK);
/// What is read second on a mark: intervals, numbers of answers, axes. Nothing is smaller on any chart.
pub(super) const MINOR: TextStyle = TextStyle::regular(24.0, QUIET_INK);
/// The same in columns, where digits must stand below each other.
pub(super) const MINOR_FIGURES: TextStyle = TextStyle::figures(24.0, QUIET_INK);
/// Figures in columns.
pub(super) const COLUMN_FIGURES: TextStyle =
    TextStyle { face: FontFace::BoldFigures, ..TextStyle::bold(26.0, INK) };

/// From the middle of a line to the baseline on which digits and capitals look centred.
pub(super) fn centred(text_style: TextStyle) -> f64 {
    0.36 * text_style.size
}

/// Titles, figures and intervals.
pub(super) const INK: RGBColor = RGBColor(0x1B, 0x1F, 0x24);
/// What is read second: subtitle, evidence, columns.
pub(super) const QUIET_INK: RGBColor = RGBColor(0x55, 0x5D, 0x66);
/// Rules between parts.
pub(super) const RULE: RGBColor = RGBColor(0xD9, 0xD6, 0xCF);
/// The part of a bar that nobody filled.
pub(super) const TRACK: RGBColor = RGBColor(0xEC, 0xEA, 0xE5);
/// The background.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Lotus red, for what must not be overlooked.
pub(super) const ACCENT: RGBColor = RGBColor(0xB5, 0x26, 0x1E);

/// The answers from very dissatisfied to very satisfied, each with the ink that is legible on it.
pub(super) const SCALE: [(RGBColor, RGBColor); 5] = [
    (RGBColor(0xB2, 0x42, 0x2D), PAPER),
    (RGBColor(0xE9, 0xA2, 0x7F), INK),
    (RGBColor(0xD9, 0xD6, 0xCF), INK),
    (RGBColor(0x7F, 0xB5, 0xC8), INK),
    (VERY_SATISFIED, PAPER),
];

/// The part of a bar that its interval puts in doubt, below the share and above it.
pub(super) const INTERVAL_BELOW: RGBColor = RGBColor(0x5B, 0x9C, 0xB2);
pub(super) const INTERVAL_ABOVE: RGBColor = RGBColor(0xB4, 0xD3, 0xDE);

/// Where a figure is missing, and the lines that say so.
pub(super) const HATCHED: RGBColor = RGBColor(0xF4, 0xF2, 0xEE);
pub(super) const HATCHING: RGBColor = RGBColor(0xC4, 0xBF, 0xB5);
/// Between what chance explains: limits, and the band of an interval.
pub(super) const BAND: RGBColor = RGBColor(0xD8, 0xE8, 0xEE);
/// Thin lines to read values by.
pub(super) const GRID: RGBColor = RGBColor(0xE8, 0xE6, 0xE1);

/// The upper end of the scale, also the colour of a share of satisfied people.
pub(super) const VERY_SATISFIED: RGBColor = RGBColor(0x1F, 0x6F, 0x8B);

/// What is counted and no answer of anybody: dossiers, responses, units that have the model. Grey, so that nobody reads
/// satisfaction into it.
pub(super) const COUNTED: RGBColor = RGBColor(0x5C, 0x69, 0x77);
/// The same of a second kind.
pub(super) const COUNTED_BESIDE: RGBColor = RGBColor(0xBC, 0xC4, 0xCC);
