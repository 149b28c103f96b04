//! The first page, `/`.

pub(super) mod handler;
pub mod view;
