//! Common parts of PDF files: a canvas to draw on, the bundled fonts, text fitting, tagging, and the colours
//! of print.

pub(in crate::documents) mod canvas;
pub(in crate::documents) mod colours;
pub(in crate::documents) mod fitting;
pub(in crate::documents) mod tagging;
pub(in crate::documents) mod typefaces;
