//! The published results of a unit, `/results/{unit}`.

pub(super) mod editions;
pub(in crate::web) mod handler;
mod series;
pub mod view;
