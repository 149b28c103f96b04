//! The conditions under which a bench measured: without them its figures are meaningless.

use super::installation::Installation;
use super::offices::communes_of_today;

/// PostgreSQL's settings that determine the cost of a commit.
const SETTINGS: [&str; 7] = [
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "max_connections",
];

/// A list of conditions.
#[derive(Debug)]
pub struct Conditions(Vec<(String, String)>);

impl Conditions {
    /// The conditions that every bench prints.
    pub fn of(installation: &Installation) -> Self {
        let profile = if cfg!(debug_assertions) { "debug: these figures say nothing" } else { "release" };
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let sql = installation.sql();
        let settings =
            SETTINGS.map(|name| format!("{name} {}", sql.text(&format!("SELECT current_setting('{name}')"))));
        let units: u32 = sql.number("SELECT count(*) FROM units");
        let mut made = Self(Vec::new());
        made.add("build", profile);
        made.add("processors", format!("{cores}, shared by server, PostgreSQL and load"));
        made.add("autogroup", autogroup());
        made.add("PostgreSQL", settings.join(", "));
        made.add("cluster", "private, fresh, default settings, reached by its Unix socket");
        made.add("units", format!("{units} versions of units, {} offices", communes_of_today().len()));
        made
    }

    /// Adds a condition.
    pub fn add(&mut self, name: &str, text: impl Into<String>) {
        self.0.push((name.to_owned(), text.into()));
    }

    /// Prints the conditions.
    pub fn print(&self) {
        for (name, text) in &self.0 {
            println!("{name:>12}: {text}");
        }
    }
}

/// Whether Linux divides the processors among sessions before it considers priorities: if so, the low
/// priority of report threads gives no precedence to PostgreSQL's processes, each of which is a separate
/// session.
fn autogroup() -> String {
    let setting = std::fs::read_to_string("/proc/sys/kernel/sched_autogroup_enabled").unwrap_or_default();
    format!("kernel.sched_autogroup_enabled = {}", setting.trim())
}
