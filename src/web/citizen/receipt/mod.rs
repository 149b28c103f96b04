//! The receipt, `/r/{receipt}`.

pub(super) mod handler;
pub mod view;
