//! Responses per second that hailong accepts durably, compared with pgbench's single-row INSERTs into a plain
//! copy of the same table in the same cluster. Each run measures pgbench simple, hailong and pgbench
//! prepared, in that order.

mod support;

use std::time::Duration;

use support::conditions::Conditions;
use support::costs::{Costs, SoFar};
use support::installation::Installation;
use support::load::{Load, Outcome};
use support::offices::open_channels;
use support::pgbench::{PgBench, Protocol};
use support::server::Server;
use support::statistics::{compare, median, quantile};
use support::submissions::Submissions;
use support::table::{Table, met};

/// Concurrent clients, and the required ratio to pgbench's rate with its default protocol.
const GOALS: [(usize, Option<f64>); 4] = [(1, Some(0.6)), (8, None), (32, Some(1.5)), (64, Some(2.0))];
/// The bottleneck of a single client on two processors, as measured on 2026-11-28.
const LIMIT: &str = "A single client waits for six threads that wake each other (load, HTTP worker, committer, PostgreSQL and \
    back) where pgbench waits for two. PostgreSQL's own work is no part of it: the statement takes 22 µs of processor time \
    for one response, pgbench's INSERT 7 µs, the commit itself some 200 µs.";
/// Responses prepared in advance for each second, and for each client in it: more than any server accepts.
const RESPONSES_A_SECOND: usize = 30_000;
const RESPONSES_A_CLIENT: usize = 4_000;
const COLUMNS: &str = "clients | pgbench simple/s | pgbench prepared/s | hailong/s | p50 ms | p99 ms | ratio to simple \
    | ratio to prepared | goal | met | responses a transaction | µs a response: server | PostgreSQL | load";

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    let mut bench = Bench::on(&installation);
    bench.submit(64, Duration::from_secs(1));
    let mut turns = GOALS.map(|_| Turns::default());
    for run in 1..=support::runs() {
        for (turns, (clients, _)) in turns.iter_mut().zip(GOALS) {
            support::say(&format!("run {run}: {clients} clients"));
            bench.turn(turns, clients);
        }
    }
    bench.expect_every_response_to_be_stored();
    conditions(&installation).print();
    tabulate(&turns).print();
}

struct Bench<'a> {
    installation: &'a Installation,
    pgbench: PgBench<'a>,
    submissions: Submissions,
    server: Server,
    accepted: u64,
}

/// The measurements with one number of clients, run by run.
#[derive(Default)]
struct Turns {
    simple: Vec<f64>,
    prepared: Vec<f64>,
    ours: Vec<f64>,
    batch: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    costs: Costs,
}

impl<'a> Bench<'a> {
    fn on(installation: &'a Installation) -> Self {
        let offices = open_channels(installation);
        let pgbench = PgBench::new(installation);
        let server = Server::of(installation);
        let submissions = Submissions::new(server.address, offices);
        Self { installation, pgbench, submissions, server, accepted: 0 }
    }

    fn turn(&mut self, turns: &mut Turns, clients: usize) {
        let duration = support::duration();
        turns.simple.push(self.pgbench.run(clients, duration, Protocol::Simple));
        let transactions = self.transactions();
        let before = SoFar::look(&self.server.worker, Some(self.installation));
        let outcome = self.submit(clients, duration);
        let after = SoFar::look(&self.server.worker, Some(self.installation));
        let transactions = self.transactions() - transactions;
        turns.prepared.push(self.pgbench.run(clients, duration, Protocol::Prepared));
        turns.costs.add(&before, &after, &outcome);
        turns.batch.push(outcome.answers as f64 / transactions);
        turns.ours.push(outcome.rate());
        turns.p50.push(quantile(&outcome.latencies, 50) / 1e3);
        turns.p99.push(quantile(&outcome.latencies, 99) / 1e3);
    }

    fn submit(&mut self, clients: usize, duration: Duration) -> Outcome {
        let a_second = RESPONSES_A_SECOND.min(clients * RESPONSES_A_CLIENT);
        let mut requests = self.submissions.make(a_second * usize::try_from(duration.as_secs()).unwrap_or(1));
        let outcome =
            Load { address: self.server.address, clients, duration, status: 303 }.run(&mut requests);
        self.accepted += outcome.answers;
        outcome
    }

    /// The number of transactions so far that have written anything.
    fn transactions(&self) -> f64 {
        self.installation.sql().number("SELECT pg_snapshot_xmax(pg_current_snapshot())")
    }

    fn expect_every_response_to_be_stored(&self) {
        let stored: u64 = self.installation.sql().number("SELECT count(*) FROM responses");
        assert_eq!(stored, self.accepted, "as many responses as receipts");
    }
}

fn tabulate(all: &[Turns; GOALS.len()]) -> Table {
    let mut table = Table::new(COLUMNS);
    for (turns, (clients, goal)) in all.iter().zip(GOALS) {
        let ratio = compare(&turns.ours, &turns.simple);
        let [server, postgres, load] = turns.costs.an_answer();
        table.row([
            clients.to_string(),
            format!("{:.0}", median(&turns.simple)),
            format!("{:.0}", median(&turns.prepared)),
            format!("{:.0}", median(&turns.ours)),
            format!("{:.2}", median(&turns.p50)),
            format!("{:.2}", median(&turns.p99)),
            format!("{ratio:.2}"),
            format!("{:.2}", compare(&turns.ours, &turns.prepared)),
            goal.map_or("–".to_owned(), |goal| format!("≥ {goal}")),
            goal.map_or("–".to_owned(), |goal| met(ratio >= goal)),
            format!("{:.1}", median(&turns.batch)),
            server,
            postgres,
            load,
        ]);
    }
    table
}

fn conditions(installation: &Installation) -> Conditions {
    let mut conditions = Conditions::of(installation);
    let (runs, seconds) = (support::runs(), support::duration().as_secs());
    conditions.add("runs", format!("{runs} of {seconds} s, alternating; medians, and ratios pair by pair"));
    conditions.add(
        "pgbench",
        "-n -j 2 -M simple (its default) or prepared; one row a transaction, constant values, \
        id gen_random_uuid(); CREATE TABLE bench_responses (LIKE responses INCLUDING ALL)",
    );
    conditions.add(
        "hailong",
        "serve, HAILONG_LOG=warn; whole submissions: token checked, six answers, a comment in every \
        tenth, spread over all offices; tokens issued beforehand by the bench, as page views would have",
    );
    conditions
        .add("load", "one thread, keep-alive, closed loop; every answer is a 303 that leads to a receipt");
    conditions.add("limit", LIMIT);
    conditions.add("checked", "as many responses are stored as receipts were given");
    conditions
}
