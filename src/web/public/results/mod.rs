//! The published results of a unit, `/results/{unit}`.

pub(super) mod editions;
pub(in crate::web) mod handler;
pub(super) mod report;
pub mod view;
pub(in crate::web) mod workbook;
