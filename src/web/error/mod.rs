//! What is shown when something goes wrong.

mod choices;
mod failure;
pub mod view;

pub use failure::{Failure, form_failure, no_such_page, render_failures};
