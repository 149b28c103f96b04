//! PostgreSQL as a child process of the test, with its default durable settings, on a loopback port, so that
//! it can be killed.

use std::fs::{self, DirBuilder, File};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use nix::sys::signal::Signal;

use super::ports::free_address;
use super::processes::{OwnedProcess, unprivileged_user};
use super::waiting::eventually;

/// Debian's folder of PostgreSQL programs by version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Timeout of a restart with recovery, and of a stop: for a database of a few megabytes.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A cluster with the database `hailong`, which the role `hailong` owns, and the role `hailong_app` of the server.
pub struct Postgres {
    cluster: PathBuf,
    log: PathBuf,
    pub address: SocketAddr,
    process: Option<OwnedProcess>,
}

impl Postgres {
    /// Creates an empty cluster in `cluster` and starts it.
    pub async fn create(cluster: &Path, log: &Path) -> Self {
        DirBuilder::new().mode(0o700).create(cluster).unwrap();
        let user = unprivileged_user();
        chown(cluster, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
        // Small segments, because one of the faults uses a small disk.
        let mut initdb = as_unprivileged(program("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=icu"]);
        initdb.args(["--icu-locale=vi", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1", "--pgdata"]);
        let made = initdb.arg(cluster).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut postgres = Self::of(cluster, log);
        postgres.start();
        postgres.accepting("postgres").await;
        let mut connection =
            AsyncPgConnection::establish(&postgres.url_of("postgres", "postgres")).await.unwrap();
        connection.batch_execute("CREATE ROLE hailong LOGIN; CREATE ROLE hailong_app LOGIN").await.unwrap();
        connection.batch_execute("CREATE DATABASE hailong OWNER hailong").await.unwrap();
        postgres
    }

    /// A cluster that exists and is not running.
    pub fn of(cluster: &Path, log: &Path) -> Self {
        Self { cluster: cluster.to_owned(), log: log.to_owned(), address: free_address(), process: None }
    }

    /// Starts it; it does not accept connections yet.
    pub fn start(&mut self) {
        let log = File::options().append(true).create(true).open(&self.log).unwrap();
        let mut command = as_unprivileged(program("postgres"));
        command.arg("-D").arg(&self.cluster).stderr(log.try_clone().unwrap()).stdout(log);
        let port = format!("port={}", self.address.port());
        let settings =
            [&port, "listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=32MB"];
        let small_disk = ["min_wal_size=2MB", "max_wal_size=8MB", "max_connections=60"];
        for setting in settings.into_iter().chain(small_disk) {
            command.args(["-c", setting]);
        }
        self.process = Some(OwnedProcess::start(&mut command));
    }

    /// Waits until it accepts connections to `hailong`.
    pub async fn recovered(&self) {
        self.accepting("hailong").await;
    }

    async fn accepting(&self, database: &str) {
        let url = self.url_of("postgres", database);
        let attempt = async || AsyncPgConnection::establish(&url).await.ok();
        eventually("PostgreSQL accepts connections", TIMEOUT, attempt).await;
    }

    /// Kills it and its children with SIGKILL, so that none of them writes or flushes anything more.
    pub fn kill(&mut self) {
        self.process.take().expect("the server is running").kill_with_children();
    }

    /// Switches to the next WAL file, as if this one were full. Ignores failures: the server may be too
    /// broken.
    pub async fn switch_log(&self) {
        if let Ok(mut connection) = AsyncPgConnection::establish(&self.url_of("postgres", "hailong")).await {
            let _ = connection.batch_execute("SELECT pg_switch_wal()").await;
        }
    }

    /// Stops it as an operator would.
    pub fn stop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        if process.ended().is_none() {
            process.signal(Signal::SIGINT);
            assert!(process.wait(TIMEOUT).is_some(), "PostgreSQL does not stop");
        }
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.process.as_mut().is_none_or(|process| process.ended().is_some())
    }

    /// Whether its log contains a PANIC.
    pub fn has_panicked(&self) -> bool {
        fs::read_to_string(&self.log).is_ok_and(|log| log.contains("PANIC:"))
    }

    /// The URL of its database, for the server.
    pub fn url(&self) -> String {
        self.url_of("hailong_app", "hailong")
    }

    /// The URL of its database, for a superuser.
    pub fn superuser_url(&self) -> String {
        self.url_of("postgres", "hailong")
    }

    /// The URL of its database, for the owner.
    pub fn owner_url(&self) -> String {
        self.url_of("hailong", "hailong")
    }

    fn url_of(&self, role: &str, database: &str) -> String {
        format!("postgresql://{role}@{}/{database}", self.address)
    }
}

/// A PostgreSQL program in PATH, or of Debian's newest version.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut packaged: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    packaged.sort();
    let packaged = packaged.into_iter().rev().map(|(_, folder)| folder);
    std::env::split_paths(&path)
        .chain(packaged)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is missing: apt-get install postgresql"))
}

/// A command with an empty environment, run as the unprivileged user, because PostgreSQL refuses to run as
/// root.
pub fn as_unprivileged(program: PathBuf) -> Command {
    let user = unprivileged_user();
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", "/usr/bin:/bin")
        .current_dir("/")
        .stdin(Stdio::null());
    if nix::unistd::Uid::effective().is_root() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}
