//! `hailong serve` and the other commands, as separate processes.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;

use super::http::{Line, Outcome};
use super::ports::free_address;
use super::processes::{OwnedProcess, peak_memory};
use super::responses::SECRET_KEY;
use super::waiting::eventually;

/// Long enough for a debug build on a busy machine.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// A server that can be killed and started again at its address.
pub struct Server {
    pub address: SocketAddr,
    database: String,
    settings: Vec<(String, String)>,
    folder: PathBuf,
    process: OwnedProcess,
}

impl Server {
    /// Starts a server on `database` with additional `settings`, and waits until it serves. Its log is in
    /// `folder`.
    pub async fn start(folder: &Path, database: &str, settings: &[(&str, &str)]) -> Self {
        let address = free_address();
        let mut settings: Vec<(String, String)> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        settings.push(("HAILONG_BIND".to_owned(), address.to_string()));
        let process = launch(folder, database, &settings);
        let (folder, database) = (folder.to_owned(), database.to_owned());
        let server = Self { address, database, settings, folder, process };
        server.ready().await;
        server
    }

    /// Starts it again, without waiting until it serves.
    pub fn start_again(&mut self) {
        self.process = launch(&self.folder, &self.database, &self.settings);
    }

    /// Waits until `/readyz` answers 200.
    pub async fn ready(&self) {
        let mut line = Line::fresh(self.address, START_TIMEOUT);
        let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
        eventually("hailong is ready", START_TIMEOUT, async || {
            let outcome = line.exchange(request).await.outcome;
            matches!(outcome, Outcome::Status { status: 200, .. }).then_some(())
        })
        .await;
    }

    pub fn kill(&mut self) {
        self.process.kill_with_children();
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.process.signal(Signal::SIGTERM);
    }

    /// Its exit status, if it ends within `timeout`.
    pub fn wait(&mut self, timeout: Duration) -> Option<ExitStatus> {
        self.process.wait(timeout)
    }

    /// Its peak resident memory, in MiB.
    pub fn peak_memory(&self) -> u64 {
        peak_memory(self.process.pid())
    }
}

fn launch(folder: &Path, database: &str, settings: &[(String, String)]) -> OwnedProcess {
    let log = File::options().append(true).create(true).open(folder.join("hailong.log")).unwrap();
    let mut command = command(folder, database);
    command.envs(settings.iter().cloned()).arg("serve").stderr(log.try_clone().unwrap()).stdout(log);
    OwnedProcess::start(&mut command)
}

/// `hailong` on `database`, without our environment.
pub fn command(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
    command.env_clear().env("DATABASE_URL", database).env("HAILONG_DATA_DIR", folder.join("data"));
    command.env("HAILONG_SECRET_KEY", SECRET_KEY).env("HAILONG_LOG", "warn").stdin(Stdio::null());
    command
}

/// Runs another command to its end and returns its exit code and its output.
pub fn run(folder: &Path, database: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = command(folder, database).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}
