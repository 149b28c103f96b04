//! Administrative units, their successions, and suggestions for names and codes that do not exist.

#[cfg(test)]
pub(super) mod real_units_test;
pub(super) mod registry;
pub(super) mod unit;
