//! Administrative units, who took over which of them, and how a name or code that does not exist is understood.

#[cfg(test)]
pub(super) mod real_units_test;
pub(super) mod registry;
pub(super) mod unit;
