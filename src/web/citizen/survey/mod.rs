//! The survey of a channel, `/k/{code}`.

mod faults;
pub(super) mod handler;
mod questions;
mod ready;
pub mod view;

pub use ready::ReadyPages;
