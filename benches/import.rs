//! The time and the memory that `hailong import responses` takes for a file of a million responses.
#![expect(clippy::expect_used, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use chrono::{DateTime, SecondsFormat, Utc};
use rand::RngExt;
use support::conditions::Conditions;
use support::installation::Installation;
use support::offices::communes_of_2024;
use support::process::{Finished, run_to_the_end};
use support::statistics::median;
use support::submissions::{COMMENT, level};
use support::table::{Table, met};
use uuid::{NoContext, Timestamp, Uuid};

const SECONDS_WANTED: f64 = 15.0;
const MIB_WANTED: f64 = 200.0;
/// 2024 in Vietnam, in seconds since 1970: its first midnight.
const FIRST_SECOND: u64 = 1_704_042_000;
const SECONDS_OF_2024: u64 = 366 * 24 * 60 * 60;
const COLUMNS: &str = "ids | runs | seconds | rows/s | peak MiB | processor s | goal | met";

/// The kind of ids in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// `UUIDv7` that match the responses' times: hailong's own, or another system's that follows the
    /// standard.
    OfTheirTime,
    /// Random ones.
    Random,
}

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let rows = support::setting("HAILONG_BENCH_ROWS").unwrap_or(1_000_000);
    let installation = Installation::new();
    let mut table = Table::new(COLUMNS);
    for (ids, name, runs) in [(Ids::OfTheirTime, "UUIDv7", support::runs()), (Ids::Random, "UUIDv4", 1)] {
        let file = write_file(installation.data_dir(), ids, rows);
        let mut finished = Vec::new();
        for run in 1..=runs {
            support::say(&format!("{name}, run {run}"));
            finished.push(import(&installation, &file, rows));
        }
        std::fs::remove_file(&file).expect("our own file can be removed");
        table.row(cells(name, rows, &finished));
    }
    let mut conditions = Conditions::of(&installation);
    conditions.add(
        "rows",
        format!(
            "{rows} in order of time, over 2024 and {} offices; a comment in every tenth",
            communes_of_2024().len()
        ),
    );
    conditions.add("database", "a fresh one for each run, with units and survey; a checkpoint before it");
    conditions.add("runs", "medians");
    conditions.add("seconds", "from the start of the process to its end");
    conditions.add("peak MiB", "VmHWM of the process, looked at every 5 ms");
    conditions.print();
    table.print();
}

fn cells(name: &str, rows: u64, finished: &[Finished]) -> [String; 8] {
    let of = |value: fn(&Finished) -> f64| median(&finished.iter().map(value).collect::<Vec<_>>());
    let seconds = of(|run| run.elapsed.as_secs_f64());
    let mebibytes = of(|run| run.peak_kib as f64 / 1024.0);
    let goal = seconds <= SECONDS_WANTED && mebibytes < MIB_WANTED;
    [
        name.to_owned(),
        finished.len().to_string(),
        format!("{seconds:.1}"),
        format!("{:.0}", rows as f64 / seconds),
        format!("{mebibytes:.0}"),
        format!("{:.1}", of(|run| run.cpu.as_secs_f64())),
        format!("≤ {SECONDS_WANTED} s, < {MIB_WANTED} MiB"),
        met(goal),
    ]
}

/// Imports the file into a separate database.
fn import(installation: &Installation, file: &Path, rows: u64) -> Finished {
    let database = "bench_import";
    let postgres = installation.sql_in("postgres");
    postgres.execute(&format!("CREATE DATABASE {database}"));
    installation.prepare(database);
    postgres.execute("CHECKPOINT");
    let mut command = installation.hailong(database);
    command.args(["import", "responses"]).arg(file).stdout(Stdio::null());
    let finished = run_to_the_end(&mut command);
    let stored: u64 = installation.sql_in(database).number("SELECT count(*) FROM responses");
    assert_eq!(stored, rows, "as many responses as rows");
    postgres.execute(&format!("DROP DATABASE {database} WITH (FORCE)"));
    finished
}

fn write_file(folder: &Path, ids: Ids, rows: u64) -> PathBuf {
    let path = folder.join("responses.csv");
    let communes = communes_of_2024();
    let mut random = rand::rng();
    let mut file = BufWriter::new(File::create(&path).expect("the data directory can be written"));
    let header =
        "id,submitted_at,unit,survey,mode,settlement,attitude,access,procedure,result,feedback,comment";
    writeln!(file, "{header}").expect("a file can be written");
    for row in 0..rows {
        let seconds = FIRST_SECOND + row * SECONDS_OF_2024 / rows;
        let moment = DateTime::<Utc>::from_timestamp(seconds.cast_signed(), 0).expect("a moment of 2024");
        let moment = moment.to_rfc3339_opts(SecondsFormat::Secs, true);
        let id = match ids {
            Ids::OfTheirTime => Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0)),
            Ids::Random => uuid::Builder::from_random_bytes(random.random()).into_uuid(),
        };
        let commune = communes.get(random.random_range(0..communes.len())).expect("there are communes");
        let answers: Vec<String> = (0..6).map(|_| level(&mut random).to_string()).collect();
        let comment = if row % 10 == 0 { format!("\"{COMMENT}\"") } else { String::new() };
        writeln!(file, "{id},{moment},{commune},mot-cua,open,{},{comment}", answers.join(","))
            .expect("a file can be written");
    }
    file.flush().expect("a file can be written");
    path
}
