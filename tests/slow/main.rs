//! Tests that take tens of seconds: disclosure control by linear algebra, boundaries after random reforms, and
//! every report of the demo data. `cargo test` runs them; to leave them out while you
//! work, run `cargo test --lib --test it`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helper functions"
)]
#![expect(unreachable_pub, reason = "a test binary exports nothing")]

mod agreement;
mod boundaries;
mod disclosure;
mod isolation;
mod random_country;
#[path = "../support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the integration tests use the rest")]
mod support;
mod usefulness;
