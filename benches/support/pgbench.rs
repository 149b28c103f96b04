//! PostgreSQL's pgbench, which inserts one row per transaction into a plain copy of the responses' table.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use hailong::store::DATABASE;

use super::installation::Installation;

/// Debian's folder for the programs of each version, as `VERSION/bin`.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";
const TABLE: &str =
    "DROP TABLE IF EXISTS bench_responses; CREATE TABLE bench_responses (LIKE responses INCLUDING ALL)";
/// Inserts all columns of a response's row, with constant answers.
const INSERT: &str = "INSERT INTO bench_responses \
    (submitted_at, id, unit_id, channel_id, revision_id, mode, answers) \
    VALUES (now(), gen_random_uuid(), 42, 42, 1, 1, '\\x050405040504');\n";

/// How pgbench sends its statement (`-M`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// As text that is parsed and planned each time: pgbench's default.
    Simple,
    /// Prepared once per connection.
    Prepared,
}

/// pgbench on an installation's cluster.
pub struct PgBench<'a> {
    installation: &'a Installation,
    program: PathBuf,
    script: PathBuf,
}

impl<'a> PgBench<'a> {
    /// Creates the table and the script.
    pub fn new(installation: &'a Installation) -> Self {
        for statement in TABLE.split("; ") {
            installation.sql().execute(statement);
        }
        let script = installation.data_dir().join("insert.sql");
        fs::write(&script, INSERT).expect("the data directory can be written");
        Self { installation, program: find("pgbench"), script }
    }

    /// Transactions per second, without the time for connecting. Empties the table first: inserting random
    /// ids into a large index would slow pgbench down, and the reference must stay constant.
    pub fn run(&self, clients: usize, duration: Duration, protocol: Protocol) -> f64 {
        self.installation.sql().execute("TRUNCATE bench_responses");
        let data_dir = self.installation.data_dir();
        let password = fs::read_to_string(data_dir.join("postgres.password")).expect("a password");
        let socket = data_dir.join("postgres/socket");
        let mut command = Command::new(&self.program);
        command.env("PGPASSWORD", password.trim()).env("PGHOST", socket).env("PGUSER", DATABASE);
        command.args(["-n", "-j", "2", "-c", &clients.to_string(), "-T", &duration.as_secs().to_string()]);
        command.args(["-M", if protocol == Protocol::Simple { "simple" } else { "prepared" }]);
        let output =
            command.arg("-f").arg(&self.script).arg(DATABASE).output().expect("pgbench can be started");
        let (report, faults) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "pgbench: {faults}");
        let rate =
            report.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("pgbench names no rate: {report}{faults}"))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The path of a program in PATH, or of Debian's newest version.
fn find(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN_FOLDER)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().parse().unwrap_or(0), entry.path().join("bin")))
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    let found = folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{program} is missing: apt-get install postgresql"))
}
