//! The survey of a channel, `/k/{code}`.

mod fields;
pub(super) mod handler;
mod ready;
pub mod view;

pub use ready::ReadyPages;
