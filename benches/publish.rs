//! Publishing a month of a whole country: the time, the memory, and the effect on citizens. In each run the
//! month is published on an idle server; then 32 citizens submit on the otherwise idle server, and then while
//! the month is published repeatedly.
#![expect(clippy::expect_used, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hailong::app::BUILT_IN_SURVEY;
use hailong::store::DATABASE;
use support::conditions::Conditions;
use support::country;
use support::installation::Installation;
use support::load::{Load, Outcome};
use support::offices::open_channels;
use support::process::{Finished, run_to_the_end};
use support::server::Server;
use support::statistics::{compare, median, quantile};
use support::submissions::Submissions;
use support::table::{Table, met};

const RESPONSES: u64 = 1_000_000;
const CITIZENS: usize = 32;
/// More than 32 citizens send.
const RESPONSES_A_SECOND: usize = 12_000;
const MONTH: &str = "2024-11";
/// The goals: seconds, MiB, and the ratio of the 99th percentile of submissions to that on an otherwise idle
/// server.
const SECONDS_WANTED: f64 = 3.0;
const MIB_WANTED: f64 = 256.0;
const TIMES_WANTED: f64 = 2.0;
const COLUMNS: &str = "measured | unit | median | least | most | goal | met";
/// The query that counts a month; its parameters are filled in below.
const COUNT_MONTH: &str = include_str!("../src/store/count_month.sql");
/// A database without responses, on which publishing only waits.
const EMPTY: &str = "bench_empty";

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    let offices = open_channels(&installation);
    installation.sql_in("postgres").execute(&format!("CREATE DATABASE {EMPTY}"));
    installation.prepare(EMPTY);
    let responses = support::setting("HAILONG_BENCH_ROWS").unwrap_or(RESPONSES);
    support::say(&format!("{responses} responses"));
    country::make(&installation.sql());
    country::fill_november(&installation.sql(), responses);
    let server = Server::of(&installation);
    let mut submissions = Submissions::new(server.address, offices);
    submit(&server, &mut submissions, Duration::from_secs(2));
    let mut measured = Measured::default();
    for run in 1..=support::runs() {
        support::say(&format!("run {run}: publish"));
        measured.waits.push(wait_for_writers(&installation));
        measured.counting.push(count(&installation));
        measured.add_quiet(&publish(&installation));
        support::say(&format!("run {run}: {CITIZENS} citizens"));
        let quiet = submit(&server, &mut submissions, support::duration());
        support::say(&format!("run {run}: {CITIZENS} citizens, while the month is published"));
        let (busy, published) = submit_while_publishing(&installation, &server, &mut submissions);
        measured.add_submissions(&quiet, &busy, &published);
    }
    let stored: u64 = installation.sql().number("SELECT sum(responses) FROM edition_counts");
    assert_eq!(stored, responses, "the last edition counts every response of the month");
    conditions(&installation, responses).print();
    measured.tabulate().print();
}

/// Publishes the month as if for the first time, in a separate process.
fn publish(installation: &Installation) -> Finished {
    installation.sql().execute("TRUNCATE editions, edition_counts, edition_dossiers");
    let mut command = installation.hailong(DATABASE);
    run_to_the_end(command.args(["publish", "--period", MONTH]).stdout(std::process::Stdio::null()))
}

/// Seconds that a publisher waits for writers when there are none.
fn wait_for_writers(installation: &Installation) -> f64 {
    let app = installation.app(EMPTY);
    let month = MONTH.parse().expect("a month");
    let begun = Instant::now();
    let published = installation.runtime.block_on(app.publish(BUILT_IN_SURVEY, month));
    assert!(published.is_err(), "nobody has answered there");
    begun.elapsed().as_secs_f64()
}

/// Seconds of the statement that counts the month, alone.
fn count(installation: &Installation) -> f64 {
    let query = COUNT_MONTH
        .replace("$1", "'2024-11-01'")
        .replace("$2", "'2024-12-01'")
        .replace("$3", "'Asia/Ho_Chi_Minh'")
        .replace("$4", "NULL::timestamptz")
        .replace("$5", "(SELECT max(survey_id) FROM revisions)");
    installation.sql().time(&query).as_secs_f64()
}

/// Submissions of 32 citizens; a refused one fails the bench.
fn submit(server: &Server, submissions: &mut Submissions, duration: Duration) -> Outcome {
    let seconds = usize::try_from(duration.as_secs()).unwrap_or(1);
    let mut requests = submissions.make(RESPONSES_A_SECOND * seconds);
    Load { address: server.address, clients: CITIZENS, duration, status: 303 }.run(&mut requests)
}

/// The submissions, and the costs of each publication meanwhile.
fn submit_while_publishing(
    installation: &Installation,
    server: &Server,
    submissions: &mut Submissions,
) -> (Outcome, Vec<Finished>) {
    let seconds = usize::try_from(support::duration().as_secs()).unwrap_or(1);
    let mut requests = submissions.make(RESPONSES_A_SECOND * seconds);
    let load =
        Load { address: server.address, clients: CITIZENS, duration: support::duration(), status: 303 };
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let citizens = scope.spawn(|| {
            let outcome = load.run(&mut requests);
            stop.store(true, Ordering::Relaxed);
            outcome
        });
        let mut published = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            published.push(publish(installation));
        }
        // The last one ended after the submissions, on an idle server.
        if published.len() > 1 {
            published.pop();
        }
        (citizens.join().expect("the citizens"), published)
    })
}

/// The measurements, run by run.
#[derive(Default)]
struct Measured {
    waits: Vec<f64>,
    counting: Vec<f64>,
    seconds: Vec<f64>,
    cpu: Vec<f64>,
    mib: Vec<f64>,
    busy_seconds: Vec<f64>,
    quiet: SubmissionTimes,
    busy: SubmissionTimes,
}

#[derive(Default)]
struct SubmissionTimes {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl SubmissionTimes {
    fn add(&mut self, outcome: &Outcome) {
        self.rates.push(outcome.rate());
        self.p50.push(quantile(&outcome.latencies, 50) / 1e3);
        self.p99.push(quantile(&outcome.latencies, 99) / 1e3);
    }
}

impl Measured {
    fn add_quiet(&mut self, finished: &Finished) {
        self.seconds.push(finished.elapsed.as_secs_f64());
        self.cpu.push(finished.cpu.as_secs_f64());
        self.mib.push(finished.peak_kib as f64 / 1024.0);
    }

    fn add_submissions(&mut self, quiet: &Outcome, busy: &Outcome, published: &[Finished]) {
        self.quiet.add(quiet);
        self.busy.add(busy);
        let seconds: Vec<f64> = published.iter().map(|finished| finished.elapsed.as_secs_f64()).collect();
        self.busy_seconds.push(median(&seconds));
    }

    fn tabulate(&self) -> Table {
        let mut table = Table::new(COLUMNS);
        let mut row = |name: &str, unit: &str, values: &[f64], goal: Option<f64>| {
            let number =
                |value: f64| if value < 100.0 { format!("{value:.2}") } else { format!("{value:.0}") };
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(0.0, f64::max);
            table.row([
                name.to_owned(),
                unit.to_owned(),
                number(median(values)),
                number(least),
                number(most),
                goal.map_or("–".to_owned(), |goal| format!("≤ {goal}")),
                goal.map_or("–".to_owned(), |goal| met(median(values) <= goal)),
            ]);
        };
        row("hailong publish, whole process", "s", &self.seconds, Some(SECONDS_WANTED));
        row("of it waiting for writers", "s", &self.waits, None);
        row("of it the counting statement", "s", &self.counting, None);
        row("its processor time, without PostgreSQL", "s", &self.cpu, None);
        row("its peak memory", "MiB", &self.mib, Some(MIB_WANTED));
        row("hailong publish under submissions", "s", &self.busy_seconds, None);
        row("submissions, quiet server", "1/s", &self.quiet.rates, None);
        row("submissions, while publishing", "1/s", &self.busy.rates, None);
        row("p50 of submissions, quiet server", "ms", &self.quiet.p50, None);
        row("p50 of submissions, while publishing", "ms", &self.busy.p50, None);
        row("p99 of submissions, quiet server", "ms", &self.quiet.p99, None);
        row("p99 of submissions, while publishing", "ms", &self.busy.p99, None);
        let ratio = compare(&self.busy.p99, &self.quiet.p99);
        row("p99 while publishing, in that of the quiet server", "times", &[ratio], Some(TIMES_WANTED));
        table
    }
}

fn conditions(installation: &Installation, responses: u64) -> Conditions {
    let mut conditions = Conditions::of(installation);
    let (runs, seconds) = (support::runs(), support::duration().as_secs());
    let units = country::PROVINCES * country::COMMUNES;
    conditions.add("runs", format!("{runs}; medians, and the ratio pair by pair"));
    conditions.add(
        "month",
        format!("{responses} responses of {MONTH}, spread over {units} communes and two modes; after VACUUM ANALYZE"),
    );
    conditions.add(
        "publish",
        "a process each, HAILONG_LOG=warn, after TRUNCATE of the editions; peak memory is VmHWM",
    );
    conditions.add(
        "waiting",
        "publishing waits until every response from before its beginning is visible, one second at least: measured on \
        an empty database",
    );
    conditions.add(
        "submissions",
        format!(
            "{CITIZENS} citizens, keep-alive, closed loop, one thread, {seconds} s on the quiet server, then {seconds} s \
            while the month is published again and again; a refusal fails the bench"
        ),
    );
    conditions
}
