//! How long the province's report of a month takes over one and over ten million responses, beside the same question
//! put to the responses themselves. One report on each database in turn.
#![expect(clippy::expect_used, reason = "a bench that cannot go on says so and ends")]

mod support;

use std::fmt::Write;
use std::time::{Duration, Instant};

use hailong::app::{App, Audience, BUILT_IN_SURVEY, ImportKind, ReportQuery};
use hailong::domain::{Boundaries, Period};
use support::conditions::Conditions;
use support::installation::Installation;
use support::offices::communes_of_2024;
use support::process::run_to_the_end;
use support::statistics::{median, quantile};
use support::table::{Table, met};

const LARGE: u64 = 10_000_000;
const REPORTS: usize = 200;
/// The goals: the p50 over the large one in milliseconds, how many times that over the small one, bytes a response.
const MILLISECONDS_WANTED: f64 = 10.0;
const TIMES_WANTED: f64 = 1.3;
const BYTES_WANTED: f64 = 110.0;
/// November 2024 in Vietnam. The ids' months are those of UTC, and a day is left on both sides: the planner needs only
/// the month's partition and its neighbours.
const GROUP_BY: &str = "SELECT unit_id, question, get_byte(answers, question) AS level, count(*) \
    FROM responses CROSS JOIN generate_series(0, 5) AS question \
    WHERE submitted_at >= '2024-11-01T00:00+07' AND submitted_at < '2024-12-01T00:00+07' AND NOT quarantined \
    AND id >= first_response_id('2024-10-31') AND id < first_response_id('2024-12-02') AND unit_id = ANY('{UNITS}') \
    GROUP BY unit_id, question, level";
const COLUMNS: &str = "responses | report p50 ms | p99 ms | GROUP BY ms | times faster | heap bytes a response | \
    database MB | goal | met";

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let large = support::setting("HAILONG_BENCH_ROWS").unwrap_or(LARGE);
    let installation = Installation::new();
    let mut filled = [("bench_small", large / 10), ("bench_large", large)]
        .map(|(name, rows)| Filled::new(&installation, name, rows));
    for run in 1..=support::runs() {
        support::say(&format!("run {run}"));
        measure_reports(&installation, &mut filled);
        for filled in &mut filled {
            filled.measure_group_by(&installation);
        }
    }
    conditions(&installation, &filled).print();
    tabulate(&installation, &filled).print();
}

/// A database with responses, and what was measured on it, run by run.
struct Filled {
    name: &'static str,
    rows: u64,
    app: App,
    units: String,
    p50: Vec<f64>,
    p99: Vec<f64>,
    group_by: Vec<f64>,
}

impl Filled {
    fn new(installation: &Installation, name: &'static str, rows: u64) -> Self {
        installation.sql_in("postgres").execute(&format!("CREATE DATABASE {name}"));
        installation.prepare(name);
        let sql = installation.sql_in(name);
        let codes = communes_of_2024().join("','");
        let units = sql.text(&format!(
            "SELECT string_agg(id::text, ',') FROM units WHERE code IN ('{codes}') \
             AND coalesce(valid_from, '2024-01-01') <= '2024-01-01' AND coalesce(valid_to, '2024-12-31') >= '2024-12-31'"
        ));
        support::say(&format!("{rows} responses"));
        sql.execute(
            "SELECT make_response_partition(month::date) \
            FROM generate_series('2023-12-01'::timestamp, '2024-12-01'::timestamp, '1 month') AS month",
        );
        sql.execute(&fill(&units, rows));
        sql.execute("VACUUM ANALYZE");
        installation.import(name, ImportKind::Dossiers, dossiers());
        support::say("their tallies");
        run_to_the_end(
            installation
                .hailong(name)
                .args(["tallies", "verify", "--repair"])
                .stdout(std::process::Stdio::null()),
        );
        sql.execute("VACUUM ANALYZE");
        let app = installation.app(name);
        Self { name, rows, app, units, p50: Vec::new(), p99: Vec::new(), group_by: Vec::new() }
    }

    /// One report; how many responses it is about.
    fn report(&self, installation: &Installation) -> (Duration, u64) {
        let month = "2024-11".parse().expect("a month");
        let unit = "33".parse().expect("the province");
        let survey = BUILT_IN_SURVEY.to_owned();
        let query =
            ReportQuery { survey, unit, period: Period::month(month), boundaries: Boundaries::Historic };
        let begun = Instant::now();
        let report = installation
            .runtime
            .block_on(self.app.report(&query, None, Audience::Analysts))
            .expect("the report can be built");
        (begun.elapsed(), report.responses)
    }

    fn measure_group_by(&mut self, installation: &Installation) {
        let query = GROUP_BY.replace("UNITS", &self.units);
        let elapsed = installation.sql_in(self.name).time(&query);
        self.group_by.push(elapsed.as_secs_f64() * 1e3);
    }

    fn heap_bytes(&self, installation: &Installation) -> f64 {
        let query =
            "SELECT sum(pg_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'responses'::regclass";
        installation.sql_in(self.name).number::<f64>(query) / self.rows as f64
    }
}

fn measure_reports(installation: &Installation, filled: &mut [Filled; 2]) {
    let mut latencies = [Vec::new(), Vec::new()];
    for _ in 0..REPORTS {
        for (filled, latencies) in filled.iter().zip(&mut latencies) {
            let (elapsed, responses) = filled.report(installation);
            let month = filled.rows / 12;
            assert!(
                responses.abs_diff(month) < month / 10,
                "{responses} responses in a month of {}",
                filled.rows
            );
            latencies.push(u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX));
        }
    }
    for (filled, latencies) in filled.iter_mut().zip(&mut latencies) {
        latencies.sort_unstable();
        filled.p50.push(quantile(latencies, 50) / 1e3);
        filled.p99.push(quantile(latencies, 99) / 1e3);
    }
}

/// Responses over 2024 in order of time, with `UUIDv7`s of their time. Six in ten citizens give all questions the same
/// answer, as people do.
fn fill(units: &str, rows: u64) -> String {
    format!(
        "INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, answers) \
         SELECT moment, \
            (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(random_digits, 1, 3) \
                || '8' || substr(random_digits, 4, 15))::uuid, \
            (ARRAY[{units}])[1 + floor(random() * cardinality(ARRAY[{units}]))::integer], NULL, 1, 1, \
            convert_to(translate(CASE WHEN random() < 0.6 THEN repeat(left(sixes, 1), 6) ELSE sixes END, \
                '0123456789', E'\\001\\002\\003\\004\\004\\004\\004\\005\\005\\005'), 'UTF8') \
         FROM (SELECT '2023-12-31T17:00Z'::timestamptz + sheet * (interval '366 days' / {rows}::float8) AS moment, \
                replace(gen_random_uuid()::text, '-', '') AS random_digits, \
                lpad(floor(random() * 1000000)::text, 6, '0') AS sixes \
            FROM generate_series(0, {rows} - 1) AS sheet) AS sheets"
    )
}

/// Dossiers of each office and month, so that the report weighs its strata.
fn dossiers() -> String {
    let mut csv = "unit,month,received,early,on_time,late\n".to_owned();
    for (number, commune) in communes_of_2024().iter().enumerate() {
        for month in 1..=12 {
            let received = 100 + number;
            let early = 80;
            let on_time = received - early;
            let _ = writeln!(csv, "{commune},2024-{month:02},{received},{early},{on_time},0");
        }
    }
    csv
}

/// How many times the larger one's p50 is the smaller one's.
fn growth([small, large]: &[Filled; 2]) -> f64 {
    median(&large.p50) / median(&small.p50)
}

fn tabulate(installation: &Installation, filled: &[Filled; 2]) -> Table {
    let times = growth(filled);
    let mut table = Table::new(COLUMNS);
    for filled in filled {
        let (p50, group_by) = (median(&filled.p50), median(&filled.group_by));
        let bytes = filled.heap_bytes(installation);
        let size: f64 =
            installation.sql_in(filled.name).number("SELECT pg_database_size(current_database())");
        let is_met = p50 < MILLISECONDS_WANTED && times <= TIMES_WANTED && bytes <= BYTES_WANTED;
        table.row([
            filled.rows.to_string(),
            format!("{p50:.2}"),
            format!("{:.2}", median(&filled.p99)),
            format!("{group_by:.0}"),
            format!("{:.0}", group_by / p50),
            format!("{bytes:.0}"),
            format!("{:.0}", size / 1e6),
            format!(
                "p50 < {MILLISECONDS_WANTED} ms, ≤ {TIMES_WANTED} × the smaller one, ≤ {BYTES_WANTED} bytes"
            ),
            met(is_met),
        ]);
    }
    table
}

fn conditions(installation: &Installation, filled: &[Filled; 2]) -> Conditions {
    let times = growth(filled);
    let mut conditions = Conditions::of(installation);
    conditions.add("runs", format!("{}, turn about; medians", support::runs()));
    conditions
        .add("report", format!("App::report in this process, province 33, November 2024; {REPORTS} a run"));
    conditions.add(
        "responses",
        format!("over 2024 and {} offices, without comments; after VACUUM ANALYZE", communes_of_2024().len()),
    );
    conditions.add(
        "GROUP BY",
        "levels by unit and question over the month's partition and its neighbours, once a run",
    );
    conditions.add("growth", format!("the larger one's p50 is {times:.2} times the smaller one's"));
    conditions
}
