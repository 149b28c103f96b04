//! The lowest units within another one, compared: `/results/{unit}/units`.

pub(in crate::web) mod handler;
pub mod view;
