//! Fault injection: processes are killed, a disk fills up, connections are cut, the load is ten times the
//! capacity. Every fault runs the real server against a real PostgreSQL with durable settings, as separate
//! processes that can be killed. Each ends with the same check: every acknowledged response is stored; every
//! stored response was sent, is stored as it was sent, and only once; and the counts equal the responses.
//!
//! The faults run one after the other, because each needs the whole machine. Each prints one line on stderr
//! with what it observed. `cargo test --test faults -- killed` runs those with "killed" in their name.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helper functions"
)]

mod client_gone;
mod commit_cut;
mod encrypted;
mod overload;
mod pooler_killed;
mod postgres_killed;
mod server_killed;
mod support;
mod terminated;
mod two_instances;
mod verdict_can_fail;
mod volume_full;
