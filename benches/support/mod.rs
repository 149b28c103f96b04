//! Shared parts of the benches: a separate installation, the measured processes, the load, statistics and
//! tables.
#![expect(unreachable_pub, reason = "a bench exports nothing")]
#![expect(dead_code, reason = "each bench uses only some of it")]
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that cannot continue panics with a message")]
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

pub mod answer;
pub mod conditions;
pub mod costs;
pub mod country;
pub mod installation;
mod interruption;
pub mod load;
pub mod offices;
pub mod pgbench;
pub mod process;
pub mod requests;
pub mod server;
pub mod statistics;
pub mod submissions;
pub mod table;

use std::time::Duration;

/// Whether `cargo bench` runs the bench; `cargo test --all-targets` starts benches too and must not wait for
/// them.
pub fn is_asked_for() -> bool {
    interruption::turn_into_failure();
    std::env::args().any(|argument| argument == "--bench")
}

/// Runs of each measurement: `HAILONG_BENCH_RUNS`, or 5.
pub fn runs() -> usize {
    setting("HAILONG_BENCH_RUNS").unwrap_or(5)
}

/// How long each measurement takes: `HAILONG_BENCH_SECONDS`, or 5.
pub fn duration() -> Duration {
    Duration::from_secs(setting("HAILONG_BENCH_SECONDS").unwrap_or(5))
}

/// Prints the progress of the bench.
pub fn say(progress: &str) {
    eprintln!("{progress}");
}

/// Reads a whole number from the environment.
pub fn setting<T: std::str::FromStr<Err: std::fmt::Debug>>(variable: &str) -> Option<T> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|fault| panic!("{variable} is no whole number: {fault:?}")))
}
