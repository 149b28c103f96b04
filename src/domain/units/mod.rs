//! Administrative units, their successions, and suggestions for names and codes that do not exist.

pub(super) mod registry;
#[cfg(test)]
pub(super) mod tests;
pub(super) mod unit;
