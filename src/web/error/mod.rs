//! What is shown when something goes wrong.

mod choices;
mod failure;
mod rendering;
pub mod view;

pub use failure::{Failure, form_failure};
pub use rendering::{no_such_page, render_failures};
