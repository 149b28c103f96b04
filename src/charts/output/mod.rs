//! Turns a scene into a picture: pixels or SVG.

pub(super) mod files;
mod glyphs;
mod painting;
mod pixels;
mod svg;
