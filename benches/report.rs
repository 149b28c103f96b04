//! The cost of reports in a country of 10,000 units with 36 published months, by use case and by page; and
//! the growth of a report's time from one to ten million responses, compared with a query that counts the
//! responses directly.
#![expect(clippy::expect_used, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::time::{Duration, Instant};

use hailong::app::{App, Audience, BUILT_IN_SURVEY, ReportQuery};
use hailong::domain::Boundaries;
use hailong::store::DATABASE;
use support::answer::fetch;
use support::conditions::Conditions;
use support::country;
use support::installation::Installation;
use support::process::run_to_the_end;
use support::server::Server;
use support::statistics::{median, quantile};
use support::table::{Table, met};

/// Responses of the larger of the two months.
const LARGE: u64 = 10_000_000;
/// Repetitions of each request after the first, in each run.
const REPETITIONS: usize = 20;
/// The goals: milliseconds of the first report and of the following ones, MiB of the server, and the ratio of
/// the p50 over the larger month to that over the smaller one.
const FIRST_WANTED: f64 = 300.0;
const REPEATED_WANTED: f64 = 10.0;
const MIB_WANTED: u64 = 256;
const TIMES_WANTED: f64 = 1.3;
/// The published months; they are so long past that the server's publisher ignores them.
const FIRST_MONTH: &str = "2022-01-01";
const LAST_MONTH: &str = "2024-12-01";
const MONTH: &str = "2024-11";
const YEAR: &str = "2024";
/// November 2024 in Vietnam.
const GROUP_BY: &str = "SELECT unit_id, question, get_byte(answers, question) AS level, count(*) \
    FROM responses CROSS JOIN generate_series(0, 5) AS question \
    WHERE submitted_at >= '2024-11-01T00:00+07' AND submitted_at < '2024-12-01T00:00+07' AND NOT quarantined \
    GROUP BY unit_id, question, level";
/// The query that reads the counts if none are cached.
const LOAD: &str = "SELECT * FROM edition_counts WHERE revision_id IN (SELECT id FROM revisions WHERE survey_id = 1) \
    ORDER BY unit_id, edition_id, month";
const COLUMNS: &str = "measured | first ms | then p50 ms | p99 ms | goal | met";
const GROWTH_COLUMNS: &str = "responses | report p50 ms | p99 ms | GROUP BY ms | times faster | goal | met";

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    support::say("a country");
    fill(&installation);
    let mut country = Measurements::default();
    for run in 1..=support::runs() {
        support::say(&format!("run {run}: reports and pages"));
        country.run(&installation, run);
    }
    let large = support::setting("HAILONG_BENCH_ROWS").unwrap_or(LARGE);
    let mut months = [("bench_small", large / 10), ("bench_large", large)]
        .map(|(name, rows)| BigMonth::new(&installation, name, rows));
    for run in 1..=support::runs() {
        support::say(&format!("run {run}: a month of many responses"));
        for month in &mut months {
            month.run(&installation);
        }
    }
    conditions(&installation, &country, &months).print();
    country.tabulate().print();
    tabulate(&months).print();
}

/// Creates 36 editions of the country.
fn fill(installation: &Installation) {
    let sql = installation.sql();
    country::make(&sql);
    sql.execute(&format!(
        "INSERT INTO editions (survey_id, month, number, counted_until) \
         SELECT (SELECT max(id) FROM surveys), month, 1, now() \
         FROM generate_series('{FIRST_MONTH}'::timestamp, '{LAST_MONTH}'::timestamp, '1 month') AS month"
    ));
    let units = country::commune_ids();
    sql.execute(&format!(
        "INSERT INTO edition_counts (unit_id, edition_id, month, revision_id, mode, quarantined, responses, counts) \
         SELECT unit, edition, month, (SELECT max(id) FROM revisions), mode, false, n, ARRAY[{counts}] \
         FROM (SELECT units.id AS unit, editions.id AS edition, month, CASE WHEN units.number % 4 = 0 THEN 4 ELSE 1 END AS mode, \
                12 + floor(random() * 19)::integer AS n, floor(random() * 1000)::integer AS seed \
            FROM ({units}) AS units CROSS JOIN editions ORDER BY edition, unit) AS made",
        counts = counts()
    ));
    sql.execute(
        "INSERT INTO edition_dossiers (unit_id, edition_id, received, early, on_time, late) \
         SELECT unit_id, edition_id, 500, 10, 470, 20 FROM edition_counts",
    );
    sql.execute("VACUUM ANALYZE");
}

/// The 36 counts of six questions; `n` people answer each question, and `seed` varies their answers.
fn counts() -> String {
    let question = |q: usize| {
        let (none, worst, bad) =
            (format!("(seed + {q}) % 2"), format!("(seed / 5 + {q}) % 2"), format!("(seed / 7 + {q}) % 3"));
        let (middle, good) = (format!("n / {}", 5 + q), "n / 3");
        format!("{none}, {worst}, {bad}, {middle}, {good}, n - {none} - {worst} - {bad} - {middle} - {good}")
    };
    (0..6).map(question).collect::<Vec<_>>().join(", ")
}

/// The latencies of the first request and of its repetitions.
#[derive(Default)]
struct Latencies {
    first: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Latencies {
    fn measure<T>(&mut self, mut ask: impl FnMut() -> T) {
        let mut time = || {
            let begun = Instant::now();
            let _ = ask();
            begun.elapsed()
        };
        self.first.push(milliseconds(time()));
        let mut latencies: Vec<u32> = (0..REPETITIONS).map(|_| microseconds(time())).collect();
        latencies.sort_unstable();
        self.p50.push(quantile(&latencies, 50) / 1e3);
        self.p99.push(quantile(&latencies, 99) / 1e3);
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

fn query(unit: &str, period: &str) -> ReportQuery {
    ReportQuery {
        survey: BUILT_IN_SURVEY.to_owned(),
        unit: unit.parse().expect("a unit's code"),
        period: period.parse().expect("a period"),
        boundaries: Boundaries::Historic,
    }
}

fn report(installation: &Installation, app: &App, unit: &str, period: &str) -> u64 {
    let report = installation.runtime.block_on(app.report(&query(unit, period), None, Audience::Public));
    report.expect("the report can be built").responses
}

/// The measurements in the country, run by run.
#[derive(Default)]
struct Measurements {
    cold_province: Vec<f64>,
    load: Vec<f64>,
    cold_country: Vec<f64>,
    province: Latencies,
    province_year: Latencies,
    context: Latencies,
    comparison: Latencies,
    country: Latencies,
    country_year: Latencies,
    cold_page: Vec<f64>,
    page: Latencies,
    units_page: Latencies,
    country_page: Latencies,
    idle_mib: u64,
    loaded_mib: u64,
    peak_mib: u64,
}

impl Measurements {
    fn run(&mut self, installation: &Installation, run: usize) {
        let sql = installation.sql();
        country::join_provinces(&sql, false);
        self.ask_for_provinces(installation, run);
        country::join_provinces(&sql, true);
        self.ask_for_the_country(installation);
        self.ask_the_server(installation, run);
    }

    /// Reports of separate provinces, in this process.
    fn ask_for_provinces(&mut self, installation: &Installation, run: usize) {
        let runtime = &installation.runtime;
        let app = installation.app(DATABASE);
        let begun = Instant::now();
        report(installation, &app, &country::province(0), MONTH);
        self.cold_province.push(milliseconds(begun.elapsed()));
        self.load.push(milliseconds(installation.sql().time(LOAD)));
        let province = country::province(run % country::PROVINCES);
        self.province.measure(|| {
            let responses = report(installation, &app, &province, MONTH);
            assert!(responses > 4_000, "{responses} responses of the province");
        });
        self.province_year.measure(|| report(installation, &app, &province, YEAR));
        let asked = query(&province, MONTH);
        self.comparison.measure(|| {
            let comparison = runtime.block_on(app.unit_comparison(&asked, None, None));
            let (comparison, _) = comparison.expect("the units can be compared");
            assert!(comparison.shown > 250, "{} units are compared", comparison.shown);
        });
        let asked = asked.into();
        self.context.measure(|| {
            let context = runtime.block_on(app.report_context(&asked, Audience::Public));
            drop(context.expect("the report context can be made"));
        });
    }

    /// A report of all provinces as one unit, in this process.
    fn ask_for_the_country(&mut self, installation: &Installation) {
        let app = installation.app(DATABASE);
        let begun = Instant::now();
        let responses = report(installation, &app, country::ROOT, MONTH);
        self.cold_country.push(milliseconds(begun.elapsed()));
        assert!(responses > 150_000, "{responses} responses of the country");
        self.country.measure(|| report(installation, &app, country::ROOT, MONTH));
        self.country_year.measure(|| report(installation, &app, country::ROOT, YEAR));
    }

    /// Pages of a newly started server.
    fn ask_the_server(&mut self, installation: &Installation, run: usize) {
        let server = Server::of(installation);
        let mib = || server.worker.peak_kib().expect("the server runs") / 1024;
        let ask = |path: &str| {
            let begun = Instant::now();
            let answer = fetch(server.address, path, "br").expect("the server answers");
            assert_eq!(answer.status, 200, "{path}");
            milliseconds(begun.elapsed())
        };
        let query = format!("from={MONTH}&to={MONTH}&boundaries=historic");
        let province = country::province(run % country::PROVINCES);
        self.idle_mib = self.idle_mib.max(mib());
        self.cold_page.push(ask(&format!("/results/{}?{query}", country::province(run + 1))));
        self.loaded_mib = self.loaded_mib.max(mib());
        self.page.measure(|| ask(&format!("/results/{province}?{query}")));
        self.units_page.measure(|| ask(&format!("/results/{province}/units?{query}")));
        self.country_page.measure(|| ask(&format!("/results/{}?{query}", country::ROOT)));
        self.peak_mib = self.peak_mib.max(mib());
    }

    fn tabulate(&self) -> Table {
        let mut table = Table::new(COLUMNS);
        let first = |name: &str, first: &[f64]| {
            let first = median(first);
            let goal = format!("< {FIRST_WANTED}");
            [
                name.to_owned(),
                format!("{first:.1}"),
                "–".to_owned(),
                "–".to_owned(),
                goal,
                met(first < FIRST_WANTED),
            ]
        };
        let both = |name: &str, latencies: &Latencies| {
            let (first, p50) = (median(&latencies.first), median(&latencies.p50));
            [
                name.to_owned(),
                format!("{first:.1}"),
                format!("{p50:.2}"),
                format!("{:.2}", median(&latencies.p99)),
                format!("< {FIRST_WANTED}, < {REPEATED_WANTED}"),
                met(first < FIRST_WANTED && p50 < REPEATED_WANTED),
            ]
        };
        table.row(first("report of a province, nothing loaded", &self.cold_province));
        table.row([
            "of it the rows of counts from PostgreSQL".to_owned(),
            format!("{:.1}", median(&self.load)),
            "–".to_owned(),
            "–".to_owned(),
            "–".to_owned(),
            "–".to_owned(),
        ]);
        table.row(both("report of a province, a month", &self.province));
        table.row(both("report of a province, a year", &self.province_year));
        table.row(both("comparison of 294 units", &self.comparison));
        table.row(both("report context of a province", &self.context));
        table.row(first("report of the country, nothing loaded", &self.cold_country));
        table.row(both("report of the country, a month", &self.country));
        table.row(both("report of the country, a year", &self.country_year));
        table.row(first("page of a province, first of a server", &self.cold_page));
        table.row(both("page of a province", &self.page));
        table.row(both("page of its units", &self.units_page));
        table.row(both("page of the country", &self.country_page));
        table.row([
            "server's peak memory, MiB".to_owned(),
            self.idle_mib.to_string(),
            self.peak_mib.to_string(),
            "–".to_owned(),
            format!("< {MIB_WANTED}"),
            met(self.peak_mib < MIB_WANTED),
        ]);
        table
    }
}

/// A database whose one published month has many responses, and the measurements on it.
struct BigMonth {
    name: &'static str,
    rows: u64,
    app: App,
    reports: Latencies,
    group_by: Vec<f64>,
}

impl BigMonth {
    fn new(installation: &Installation, name: &'static str, rows: u64) -> Self {
        installation.sql_in("postgres").execute(&format!("CREATE DATABASE {name}"));
        installation.prepare(name);
        support::say(&format!("{rows} responses"));
        let sql = installation.sql_in(name);
        country::make(&sql);
        country::fill_november(&sql, rows);
        run_to_the_end(
            installation
                .hailong(name)
                .args(["publish", "--period", MONTH])
                .stdout(std::process::Stdio::null()),
        );
        Self { name, rows, app: installation.app(name), reports: Latencies::default(), group_by: Vec::new() }
    }

    fn run(&mut self, installation: &Installation) {
        let Self { app, rows, reports, .. } = self;
        let province = country::province(0);
        reports.measure(|| {
            let responses = report(installation, app, &province, MONTH);
            let expected = *rows / country::PROVINCES as u64;
            assert!(responses.abs_diff(expected) < expected / 10, "{responses} responses, not {expected}");
        });
        self.group_by.push(milliseconds(installation.sql_in(self.name).time(GROUP_BY)));
    }
}

/// The ratio of the larger month's p50 to the smaller one's.
fn growth([small, large]: &[BigMonth; 2]) -> f64 {
    median(&large.reports.p50) / median(&small.reports.p50)
}

fn tabulate(months: &[BigMonth; 2]) -> Table {
    let times = growth(months);
    let mut table = Table::new(GROWTH_COLUMNS);
    for month in months {
        let (p50, group_by) = (median(&month.reports.p50), median(&month.group_by));
        table.row([
            month.rows.to_string(),
            format!("{p50:.2}"),
            format!("{:.2}", median(&month.reports.p99)),
            format!("{group_by:.0}"),
            format!("{:.0}", group_by / p50),
            format!("p50 < {REPEATED_WANTED} ms, ≤ {TIMES_WANTED} × the smaller one"),
            met(p50 < REPEATED_WANTED && times <= TIMES_WANTED),
        ]);
    }
    table
}

fn conditions(installation: &Installation, country: &Measurements, months: &[BigMonth; 2]) -> Conditions {
    let mut conditions = Conditions::of(installation);
    let units = country::PROVINCES * country::COMMUNES;
    let rows: u64 = installation.sql().number("SELECT count(*) FROM edition_counts");
    let (idle, loaded) = (country.idle_mib, country.loaded_mib);
    conditions.add("runs", format!("{}; medians; {REPETITIONS} repetitions in each", support::runs()));
    conditions.add(
        "country",
        format!(
            "{units} communes in {} provinces, 36 published months of 12 to 30 responses each: {rows} rows of counts with \
            36 numbers, and as many of dossiers; made by SQL",
            country::PROVINCES
        ),
    );
    conditions.add(
        "report",
        "App::report, report_context and unit_comparison in this process for the public; nothing of them is kept but the counts; \
        made by threads of low priority",
    );
    conditions.add("the country", "all provinces below one unit");
    conditions.add("pages", "of `hailong serve`; repeated ones come from its cache; one connection each");
    conditions.add(
        "memory",
        format!("VmHWM of the server: {idle} MiB when it is ready, {loaded} after the first page; first and last in the table"),
    );
    conditions.add(
        "growth",
        format!(
            "one published month over {units} communes; the p50 over the larger one is {:.2} times that over the smaller \
            one; GROUP BY levels by unit and question, once a run",
            growth(months)
        ),
    );
    conditions
}
