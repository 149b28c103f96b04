//! Text in charts: how wide words are, where lines break, and the notes below the marks.

pub(super) mod lines;
pub(super) mod notes;
pub(super) mod paragraph;
pub(super) mod typeface;
