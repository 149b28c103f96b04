//! The published results of a unit, `/results/{unit}`.

pub(super) mod handler;
pub mod view;
