//! Whether readers slow down submissions: 32 clients submit while 20 connections request the most expensive
//! pages, each request a different page. Each run measures the server without the readers and then with them.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hailong::app::ImportKind;
use hailong::store::DATABASE;
use support::answer::fetch;
use support::conditions::Conditions;
use support::installation::Installation;
use support::load::{Load, Outcome};
use support::offices::{communes_of_2024, open_channels};
use support::process::run_to_the_end;
use support::server::Server;
use support::statistics::{compare, median, quantile};
use support::submissions::Submissions;
use support::table::{Table, met};

const CITIZENS: usize = 32;
const READERS: usize = 20;
/// Seconds of each measurement, unless `HAILONG_BENCH_SECONDS` is set.
const SECONDS: u64 = 20;
/// More than 32 citizens send.
const RESPONSES_A_SECOND: usize = 12_000;
/// Answers of each commune in each month of 2024.
const ANSWERS: usize = 12;
/// Maximum ratio of the 99th percentile of submissions with the readers to that without.
const GOAL: f64 = 2.0;
const COLUMNS: &str = "server | submissions/s | p50 ms | p99 ms | slowest ms | refused | pages sent | pages refused \
    | MB sent | server's peak MiB | p99 ratio | goal | met";
/// The most expensive pages, with `PERIOD` for the months and `UNIT` for one of the units.
const EXPENSIVE_PAGES: [&str; 8] = [
    "/results/UNIT/pack.zip?PERIOD",
    "/results/UNIT/report.pdf?PERIOD",
    "/charts/heatmap.png?unit=UNIT&PERIOD&scale=2",
    "/charts/trend.png?unit=UNIT&PERIOD&scale=2",
    "/results/UNIT.xlsx?PERIOD",
    "/results/UNIT?PERIOD",
    "/results/UNIT/units?PERIOD",
    "/results/UNIT/charts/funnel?PERIOD",
];

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    let offices = open_channels(&installation);
    fill(&installation);
    let server = Server::of(&installation);
    let mut submissions = Submissions::new(server.address, offices);
    let next = Arc::new(AtomicUsize::new(0));
    submit(&server, &mut submissions, Duration::from_secs(2));
    let [mut quiet, mut read] = [Turns::default(), Turns::default()];
    for run in 1..=support::runs() {
        support::say(&format!("run {run}: quiet"));
        quiet.add(&server, &submit(&server, &mut submissions, duration()), &Readers::default());
        support::say(&format!("run {run}: {READERS} readers"));
        let readers = Arc::new(Readers::default());
        let threads = readers.start(server.address, &next);
        let outcome = submit(&server, &mut submissions, duration());
        readers.stop.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().expect("a reader");
        }
        read.add(&server, &outcome, &readers);
    }
    conditions(&installation).print();
    tabulate(&quiet, &read).print();
}

fn duration() -> Duration {
    Duration::from_secs(support::setting("HAILONG_BENCH_SECONDS").unwrap_or(SECONDS))
}

/// Imports and publishes a year of answers and dossiers.
fn fill(installation: &Installation) {
    support::say("a year of answers");
    let communes = communes_of_2024();
    let mut responses = "id,submitted_at,unit,survey,mode,settlement,attitude\n".to_owned();
    let mut dossiers = "unit,month,received,early,on_time,late\n".to_owned();
    for (commune, code) in communes.iter().enumerate() {
        for month in 1..=12 {
            let _ = writeln!(dossiers, "{code},2024-{month:02},500,10,470,20");
            for answer in 0..ANSWERS {
                let id = uuid::Uuid::from_u64_pair(commune as u64 + 1, (month * 100 + answer) as u64);
                let (settlement, attitude) = (3 + (commune + answer) % 3, 4 + (month + answer) % 2);
                let _ = writeln!(
                    responses,
                    "{id},2024-{month:02}-{:02}T03:00:00Z,{code},mot-cua,open,{settlement},{attitude}",
                    answer + 5
                );
            }
        }
    }
    installation.import(DATABASE, ImportKind::Responses, responses);
    installation.import(DATABASE, ImportKind::Dossiers, dossiers);
    support::say("its editions");
    let mut command = installation.hailong(DATABASE);
    run_to_the_end(command.args(["publish", "--period", "2024"]).stdout(std::process::Stdio::null()));
}

/// Submissions of 32 citizens; a refused one fails the bench.
fn submit(server: &Server, submissions: &mut Submissions, duration: Duration) -> Outcome {
    let seconds = usize::try_from(duration.as_secs()).unwrap_or(1);
    let mut requests = submissions.make(RESPONSES_A_SECOND * seconds);
    Load { address: server.address, clients: CITIZENS, duration, status: 303 }.run(&mut requests)
}

/// Readers who send a request after each answer without a pause, and the answers that they got.
#[derive(Default)]
struct Readers {
    stop: AtomicBool,
    sent: AtomicU64,
    refused: AtomicU64,
    bytes: AtomicU64,
}

impl Readers {
    fn start(self: &Arc<Self>, address: SocketAddr, next: &Arc<AtomicUsize>) -> Vec<JoinHandle<()>> {
        let communes = Arc::new(communes_of_2024());
        let read = |_| {
            let (readers, next, communes) = (Arc::clone(self), Arc::clone(next), Arc::clone(&communes));
            std::thread::spawn(move || readers.read(address, &next, &communes))
        };
        (0..READERS).map(read).collect()
    }

    fn read(&self, address: SocketAddr, next: &AtomicUsize, communes: &[String]) {
        while !self.stop.load(Ordering::Relaxed) {
            let path = expensive_page(next.fetch_add(1, Ordering::Relaxed), communes);
            let begun = Instant::now();
            let answer = fetch(address, &path, "br").unwrap_or_else(|error| panic!("{path}: {error}"));
            match answer.status {
                200 => self.sent.fetch_add(1, Ordering::Relaxed),
                503 => self.refused.fetch_add(1, Ordering::Relaxed),
                status => panic!("{path}: {status} after {:?}", begun.elapsed()),
            };
            self.bytes.fetch_add(answer.weight as u64, Ordering::Relaxed);
        }
    }
}

/// The address of an expensive page, of the province and of a commune alternately; tens of thousands differ.
fn expensive_page(number: usize, communes: &[String]) -> String {
    let pattern = EXPENSIVE_PAGES.get(number % EXPENSIVE_PAGES.len()).copied().unwrap_or_default();
    let turn = number / EXPENSIVE_PAGES.len();
    let (is_province, turn) = (turn.is_multiple_of(2), turn / 2);
    let from = 1 + turn % 12;
    // Communes were reformed after 2024, so their periods end with that year.
    let months = if is_province { 24 } else { 13 - from };
    let last = from - 1 + turn / 12 % months;
    let to = format!("{}-{:02}", 2024 + last / 12, 1 + last % 12);
    let language = if (turn / 288).is_multiple_of(2) { "vi" } else { "en" };
    let commune = communes.get(turn % communes.len()).map(String::as_str).unwrap_or_default();
    let unit = if is_province { "33" } else { commune };
    let period = format!("from=2024-{from:02}&to={to}&boundaries=historic&lang={language}");
    pattern.replace("UNIT", unit).replace("PERIOD", &period)
}

/// The measurements with or without the readers, run by run.
#[derive(Default)]
struct Turns {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    slowest: Vec<f64>,
    sent: Vec<f64>,
    refused: Vec<f64>,
    megabytes: Vec<f64>,
    peak_mib: u64,
}

impl Turns {
    fn add(&mut self, server: &Server, outcome: &Outcome, readers: &Readers) {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64;
        self.rates.push(outcome.rate());
        self.p50.push(quantile(&outcome.latencies, 50) / 1e3);
        self.p99.push(quantile(&outcome.latencies, 99) / 1e3);
        self.slowest.push(quantile(&outcome.latencies, 100) / 1e3);
        self.sent.push(count(&readers.sent));
        self.refused.push(count(&readers.refused));
        self.megabytes.push(count(&readers.bytes) / 1e6);
        self.peak_mib = server.worker.peak_kib().expect("the server runs") / 1024;
    }

    fn row(&self, name: &str, ratio: Option<f64>) -> [String; 13] {
        [
            name.to_owned(),
            format!("{:.0}", median(&self.rates)),
            format!("{:.2}", median(&self.p50)),
            format!("{:.2}", median(&self.p99)),
            format!("{:.1}", median(&self.slowest)),
            "0".to_owned(),
            format!("{:.0}", median(&self.sent)),
            format!("{:.0}", median(&self.refused)),
            format!("{:.0}", median(&self.megabytes)),
            self.peak_mib.to_string(),
            ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}")),
            ratio.map_or("–".to_owned(), |_| format!("≤ {GOAL}")),
            ratio.map_or("–".to_owned(), |ratio| met(ratio <= GOAL)),
        ]
    }
}

fn tabulate(quiet: &Turns, read: &Turns) -> Table {
    let mut table = Table::new(COLUMNS);
    table.row(quiet.row("quiet", None));
    table.row(read.row("under readers", Some(compare(&read.p99, &quiet.p99))));
    table
}

fn conditions(installation: &Installation) -> Conditions {
    let mut conditions = Conditions::of(installation);
    let (runs, seconds) = (support::runs(), duration().as_secs());
    conditions.add("runs", format!("{runs} of {seconds} s, turn about; medians, and the ratio pair by pair"));
    conditions.add(
        "citizens",
        format!("{CITIZENS}, keep-alive, closed loop, one thread; a refusal fails the bench"),
    );
    conditions.add(
        "readers",
        format!("{READERS} threads at normal priority, a connection for each page, closed loop, no pause after a 503"),
    );
    conditions.add("pages", format!("all different: {}", EXPENSIVE_PAGES.join(" ")));
    conditions.add(
        "data",
        format!(
            "{ANSWERS} answers of each commune in each month of 2024, published, and what the bench submits"
        ),
    );
    conditions
}
