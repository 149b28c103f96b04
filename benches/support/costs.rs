//! Where the processors' time went: the server, PostgreSQL, and the load itself.

use std::time::Duration;

use super::installation::Installation;
use super::load::Outcome;
use super::process::{Worker, cpu_of_postgres};
use super::statistics::median;

/// Processor time of server and PostgreSQL so far.
pub type SoFar = [Duration; 2];

/// Microseconds of processor time an answer, run by run.
#[derive(Debug, Default)]
pub struct Costs([Vec<f64>; 3]);

impl Costs {
    /// Processor time so far; PostgreSQL's where it takes part.
    pub fn so_far(server: &Worker, postgres: Option<&Installation>) -> SoFar {
        let postgres =
            postgres.map_or(Duration::ZERO, |installation| cpu_of_postgres(installation.data_dir()));
        [server.cpu(), postgres]
    }

    /// Adds a run.
    pub fn add(&mut self, before: SoFar, after: SoFar, outcome: &Outcome) {
        let [server, postgres] = before;
        let [server_after, postgres_after] = after;
        let spent =
            [server_after.saturating_sub(server), postgres_after.saturating_sub(postgres), outcome.cpu];
        for (costs, spent) in self.0.iter_mut().zip(spent) {
            costs.push(spent.as_secs_f64() * 1e6 / outcome.answers as f64);
        }
    }

    /// The medians of server, PostgreSQL and load.
    pub fn an_answer(&self) -> [String; 3] {
        self.0.each_ref().map(|costs| format!("{:.1}", median(costs)))
    }
}
