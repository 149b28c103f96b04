//! Turns a scene into a picture: pixels or SVG.

pub(super) mod files;
mod painting;
mod pixels;
mod svg;
