//! What must hold when things break: processes are killed, a disk fills up, connections are cut, the load is ten times
//! what there is room for. Every fault runs the real server against a real PostgreSQL with durable settings, as
//! processes of their own that can be killed, and ends with the same question: is every acknowledged response stored, is
//! every stored response one that was sent, as it was sent and once, and do counts equal the responses?
//!
//! The faults take turns, because each wants the machine for itself. Each says in one line on stderr what it saw.
//! `cargo test --test faults -- killed` runs those with "killed" in their name.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also where a function of its own does it for it"
)]

mod client_gone;
mod commit_cut;
mod overload;
mod pooler_killed;
mod postgres_killed;
mod server_killed;
mod support;
mod terminated;
mod two_instances;
mod verdict_can_fail;
mod volume_full;
