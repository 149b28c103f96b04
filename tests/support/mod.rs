//! Shared parts of the tests: a server with a separate database, and external programs that must be
//! installed.
#![expect(unreachable_pub, reason = "a test binary exports nothing")]

pub mod chromium;
mod database;
pub mod oidc_provider;
mod programs;
mod spreadsheet;
mod test_app;

pub use database::TestDatabase;
pub use programs::{expect_program, run_program};
pub use spreadsheet::shown;
pub use test_app::{PASSWORD, TestApp, browser, code_of, hidden_field};
