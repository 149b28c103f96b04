//! Failures of requests: status codes, error pages, and JSON errors for programs.

mod choices;
mod failure;
mod rendering;
pub mod view;

pub use failure::{Failure, form_failure};
pub use rendering::{no_such_page, render_failures};
