//! The processor time of the server, PostgreSQL, and the load itself.

use std::collections::BTreeMap;
use std::time::Duration;

use super::installation::Installation;
use super::load::Outcome;
use super::process::{Worker, cpu_of_postgres};
use super::statistics::median;

/// Processor time so far.
#[derive(Debug)]
pub struct SoFar {
    server: Duration,
    postgres: BTreeMap<u32, Duration>,
}

impl SoFar {
    /// The processor time of the server, and of PostgreSQL if it takes part.
    pub fn look(server: &Worker, postgres: Option<&Installation>) -> Self {
        let postgres = postgres.map(|installation| cpu_of_postgres(installation.data_dir()));
        Self { server: server.cpu(), postgres: postgres.unwrap_or_default() }
    }

    /// The time spent since `before`. Omits processes that have ended since: they belong to the previous
    /// measurement.
    fn since(&self, before: &Self) -> [Duration; 2] {
        let of_one = |(process, now): (&u32, &Duration)| {
            now.saturating_sub(before.postgres.get(process).copied().unwrap_or_default())
        };
        [self.server.saturating_sub(before.server), self.postgres.iter().map(of_one).sum()]
    }
}

/// Microseconds of processor time per answer, run by run.
#[derive(Debug, Default)]
pub struct Costs([Vec<f64>; 3]);

impl Costs {
    /// Adds a run.
    pub fn add(&mut self, before: &SoFar, after: &SoFar, outcome: &Outcome) {
        let [server, postgres] = after.since(before);
        for (costs, spent) in self.0.iter_mut().zip([server, postgres, outcome.cpu]) {
            costs.push(spent.as_secs_f64() * 1e6 / outcome.answers as f64);
        }
    }

    /// The medians of server, PostgreSQL and load.
    pub fn an_answer(&self) -> [String; 3] {
        self.0.each_ref().map(|costs| format!("{:.1}", median(costs)))
    }
}
