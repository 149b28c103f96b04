//! The colours of the charts. Each is told apart by its lightness too, and none carries a meaning alone.

use plotters::style::RGBColor;

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

/// The upper end of the scale, also the colour of a share of satisfied people.
pub(super) const VERY_SATISFIED: RGBColor = RGBColor(0x1F, 0x6F, 0x8B);
