//! The survey of a channel, `/k/{code}`.

mod faults;
pub(super) mod handler;
mod questions;
pub mod view;
