//! From a scene to a picture, onto pixels or as SVG.

pub(super) mod files;
mod painting;
mod pixels;
