//! The axes of charts: months from left to right, values from bottom to top, and annotations.

pub(super) mod annotations;
pub(super) mod months;
pub(super) mod values;
