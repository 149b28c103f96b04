//! Setting text: the bundled fonts, how wide a text is, and where its lines break. Charts, posters and reports share it, so
//! that a text takes the same room in SVG, PNG and PDF.
//!
//! Widths are in ems (multiples of the font size) and include kerning: the text is shaped, as browsers do it.

mod fonts;
mod lines;
mod outlines;
mod word_groups;

pub use fonts::{Font, FontFace, Fonts, PerFace, PlacedGlyph, ShapedGlyph};
pub use lines::{fill_evenly, fill_lines, fit_lines, longest_beginning, shorten, tidy};
pub use outlines::{GlyphOutline, OutlineCurve, OutlinePoint};
