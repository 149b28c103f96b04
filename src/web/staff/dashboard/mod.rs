//! The dashboard, `/staff/`.

mod downloads;
pub(super) mod handler;
pub mod view;
