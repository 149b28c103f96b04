//! Scales of charts: months from left to right, values from below to above, and what is marked along them.

pub(super) mod annotations;
pub(super) mod months;
pub(super) mod values;
