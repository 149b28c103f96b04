//! End-to-end tests: a real PostgreSQL, a real server on loopback, and independent programs that read its
//! output. The modules mirror the routes and commands; the names of the tests are sentences.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helper functions"
)]

mod access;
mod api;
mod charts;
mod citizen;
mod commands;
mod database_roles;
mod demo;
mod digests;
mod editions;
mod imports;
mod kept_forms;
mod limits;
mod oidc;
mod overview;
mod packs;
mod partitions;
mod people;
mod posters;
mod publishing;
mod reports;
mod results;
mod schema;
mod second_factor;
mod staff;
mod staff_browser;
mod subscriptions;
#[path = "../support/mod.rs"]
mod support;
mod units;
mod unprivileged;
mod workbooks;
