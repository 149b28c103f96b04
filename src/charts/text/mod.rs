//! Text in charts: widths, line breaks, and the notes below the marks.

pub(super) mod notes;
pub(super) mod paragraph;
pub(super) mod typeface;
