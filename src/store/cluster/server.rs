//! Observes, starts, recovers and stops a cluster's server. The caller must hold the starting lock.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tracing::{info, warn};

use super::ClusterError;
use super::account::{Account, last_lines, run};
use super::programs::Programs;

/// The maximum duration of a start or a stop. Replaying the journal of a busy server takes most of it.
const SERVER_TIMEOUT: Duration = Duration::from_mins(2);
/// The time that orphaned processes have to end by themselves, and then to end after a signal.
const ORPHAN_TIMEOUT: Duration = Duration::from_secs(2);
/// The time between two observations of the server.
const PAUSE: Duration = Duration::from_millis(50);
/// The server's log file, in the cluster's directory.
const LOG: &str = "server.log";
/// The maximum length of the path of a Unix socket on Linux in bytes, without the terminating zero.
const MAX_SOCKET_LENGTH: usize = 107;
/// The name of PostgreSQL's socket on port 5432.
const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// PostgreSQL's lock file beside the socket; it contains the server's process id.
const SOCKET_LOCK_NAME: &str = ".s.PGSQL.5432.lock";
/// The file in which PostgreSQL's server stores its process id and state.
pub(super) const PID_FILE: &str = "postmaster.pid";
/// Lists the processes whose working directory is the current one; all processes of PostgreSQL run in the
/// cluster's directory.
///
/// The process id in postmaster.pid proves little: after a crash it may belong to any process or to a zombie.
/// PostgreSQL's user makes the list, because root in a container may not read /proc/PID/cwd of other users.
const LIST_PROCESSES: &str = r#"
for process in /proc/[0-9]*; do
    if [ "$process/cwd" -ef . ] && read -r name <"$process/comm"; then
        echo "$name ${process#/proc/}"
    fi
done 2>/dev/null
exit 0
"#;

/// The observed state of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Observation {
    /// It accepts connections.
    Ready,
    /// It is starting or stopping.
    Busy,
    /// It accepts connections, but its processes are not visible here, as when another container uses the
    /// same data directory. It can be used, but must not be started or stopped here.
    Elsewhere,
    /// There is no server.
    Gone {
        /// Processes that a killed server left behind. Empty if nothing prevents a start.
        orphans: Vec<Pid>,
        /// The text of postmaster.pid, if the file exists; it is stale.
        pid_file: Option<String>,
    },
}

/// The server of one cluster.
#[derive(Debug)]
pub(super) struct ClusterServer {
    programs: Programs,
    pub(super) account: Account,
    cluster: PathBuf,
    pub(super) socket_directory: PathBuf,
}

impl ClusterServer {
    /// The server of the cluster in `cluster`, a path without links.
    pub(super) fn of(cluster: PathBuf) -> Result<Self, ClusterError> {
        let path = cluster.join("PG_VERSION");
        let version = match fs::read_to_string(&path) {
            Ok(text) => text.trim().parse().ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                // The wrong owner is a more helpful error than the failure to read the file.
                Account::for_cluster(&cluster)?;
                return Err(ClusterError::file("read", &path)(error));
            }
        };
        let version = version.ok_or_else(|| ClusterError::not_a_cluster(&cluster))?;
        let account = Account::for_cluster(&cluster)?;
        let programs = Programs::find(Some(version))?;
        let socket_directory = socket_directory(&cluster)?;
        Ok(Self { programs, account, cluster, socket_directory })
    }

    /// Starts the server if it is not running, and waits until it is ready. Returns whether it was started.
    pub(super) fn ensure_running(&self) -> Result<bool, ClusterError> {
        self.ensure_socket_directory()?;
        let begun = Instant::now();
        let mut orphans_since = None;
        let mut problem: Option<String> = None;
        while begun.elapsed() < SERVER_TIMEOUT {
            match self.observe()? {
                Observation::Ready | Observation::Elsewhere => return Ok(false),
                Observation::Busy => thread::sleep(PAUSE),
                Observation::Gone { orphans, pid_file } if orphans.is_empty() => {
                    if let Some(problem) = problem {
                        return Err(self.not_ready(&problem));
                    }
                    self.remove_stale(pid_file.as_deref())?;
                    match self.start() {
                        Ok(()) => return Ok(true),
                        // Another process may have started it first, or recovery may take longer: observe
                        // again.
                        Err(error) => problem = Some(error.to_string()),
                    }
                }
                Observation::Gone { orphans, .. } => {
                    urge(&orphans, orphans_since.get_or_insert_with(Instant::now).elapsed());
                    thread::sleep(PAUSE);
                }
            }
        }
        let waited = format!("{} seconds passed", SERVER_TIMEOUT.as_secs());
        Err(self.not_ready(&problem.unwrap_or(waited)))
    }

    /// Stops the server if it is running, and waits for it.
    pub(super) fn stop(&self) -> Result<(), ClusterError> {
        if !matches!(self.observe()?, Observation::Ready | Observation::Busy) {
            return Ok(());
        }
        info!(cluster = %self.cluster.display(), "stopping the private PostgreSQL");
        let mut command = self.pg_ctl("stop");
        // In its own process group, so that a second Ctrl-C does not end the wait.
        run("pg_ctl", command.args(["-m", "fast"]).process_group(0))?;
        self.wait_for_last_process()?;
        if !self.socket_directory.starts_with(&self.cluster) {
            // A remaining directory would do no harm.
            let _ = fs::remove_dir(&self.socket_directory);
        }
        Ok(())
    }

    /// Waits until the server's processes have ended. `pg_ctl` waits only until the server has removed its
    /// pid file, shortly before it ends.
    fn wait_for_last_process(&self) -> Result<(), ClusterError> {
        let begun = Instant::now();
        while begun.elapsed() < ORPHAN_TIMEOUT {
            match self.observe()? {
                Observation::Gone { orphans, .. } if orphans.is_empty() => break,
                _ => thread::sleep(PAUSE),
            }
        }
        Ok(())
    }

    fn observe(&self) -> Result<Observation, ClusterError> {
        // Read before the processes are listed. A server that starts in between then looks like an orphan now
        // and is recognised by the next observation. In the other order it would look absent.
        let pid_file = fs::read_to_string(self.cluster.join(PID_FILE)).ok();
        let (servers, controls) = self.processes()?;
        let mut lines = pid_file.iter().flat_map(|text| text.lines());
        // Single-user mode, which an administrator may be using, writes the process id as a negative number.
        let pid = lines.next().and_then(|line| line.trim().trim_start_matches('-').parse().ok());
        if pid.is_some_and(|pid| servers.contains(&Pid::from_raw(pid))) {
            // The seventh line after the process id is the state.
            let ready = lines.nth(6).is_some_and(|state| state.trim() == "ready");
            return Ok(if ready { Observation::Ready } else { Observation::Busy });
        }
        if !controls.is_empty() {
            // A hailong that was killed during a start or stop left this `pg_ctl` behind, which completes it.
            return Ok(Observation::Busy);
        }
        if UnixStream::connect(self.socket_directory.join(SOCKET_NAME)).is_ok() {
            return Ok(Observation::Elsewhere);
        }
        Ok(Observation::Gone { orphans: servers, pid_file })
    }

    /// The server's processes, and the `pg_ctl` processes that start or stop it.
    fn processes(&self) -> Result<(Vec<Pid>, Vec<Pid>), ClusterError> {
        let mut command = self.account.command(Path::new("/bin/sh"), &self.cluster);
        let output = run("sh", command.args(["-c", LIST_PROCESSES]))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let named = |wanted: &str| {
            let lines = text.lines().filter_map(|line| line.split_once(' '));
            let numbers =
                lines.filter(|(name, _)| *name == wanted).filter_map(|(_, number)| number.parse().ok());
            numbers.map(Pid::from_raw).collect()
        };
        Ok((named("postgres"), named("pg_ctl")))
    }

    /// Starts the server. Ctrl-C at the terminal reaches `pg_ctl`, which then stops the half-started server.
    /// The server itself runs in its own session.
    fn start(&self) -> Result<(), ClusterError> {
        info!(cluster = %self.cluster.display(), version = self.programs.version,
            "starting the private PostgreSQL");
        // A shell parses these options; the path of the socket is chosen so that it needs no quotes. Terse,
        // because the details of a rejected repetition would write the id of a receipt into the log.
        let options = format!(
            "-k {} -p 5432 -c listen_addresses= -c log_error_verbosity=terse",
            self.socket_directory.display()
        );
        run("pg_ctl", self.pg_ctl("start").args(["-l", LOG, "-o"]).arg(options)).map(drop)
    }

    /// A `pg_ctl` command. `pg_ctl` puts the directory into a shell command, quoted only by double quotes, so
    /// a path with special characters is passed as the current directory.
    fn pg_ctl(&self, action: &str) -> std::process::Command {
        let mut command = self.account.command(&self.programs.path("pg_ctl"), &self.cluster);
        let directory = if is_plain(&self.cluster) { &self.cluster } else { Path::new(".") };
        command
            .arg(action)
            .arg("-D")
            .arg(directory)
            .arg("-w")
            .arg("-t")
            .arg(SERVER_TIMEOUT.as_secs().to_string());
        command
    }

    /// Ensures that the socket directory exists and belongs to PostgreSQL's user, who creates it. Under /tmp
    /// another user may have created it first, in order to impersonate the server.
    fn ensure_socket_directory(&self) -> Result<(), ClusterError> {
        let path = &self.socket_directory;
        if !fs::exists(path).map_err(ClusterError::file("open", path))? {
            let mut command = self.account.command(Path::new("mkdir"), Path::new("/"));
            run("mkdir", command.args(["-m", "0700", "--"]).arg(path))?;
        }
        if self.account.owns_alone(path).map_err(ClusterError::file("open", path))? {
            return Ok(());
        }
        Err(ClusterError(format!(
            "{} must be a directory that belongs to the user {} alone (mode 0700), and is not: remove it",
            path.display(),
            self.account.name
        )))
    }

    /// Removes the stale pid file and socket lock. PostgreSQL refuses to start while the process id in one of
    /// them belongs to any process of its user or to a zombie. At this point it is certain that no such
    /// process runs in the cluster.
    fn remove_stale(&self, pid_file: Option<&str>) -> Result<(), ClusterError> {
        let socket_lock = self.socket_directory.join(SOCKET_LOCK_NAME);
        remove_if_there(&socket_lock)?;
        let path = self.cluster.join(PID_FILE);
        // A changed text belongs to a server that started after the observation.
        if pid_file.is_none() || pid_file != fs::read_to_string(&path).ok().as_deref() {
            return Ok(());
        }
        warn!(cluster = %self.cluster.display(), "PostgreSQL was not shut down properly: it recovers");
        remove_if_there(&path)
    }

    fn not_ready(&self, problem: &str) -> ClusterError {
        let mut command = self.account.command(Path::new("tail"), &self.cluster);
        let output = run("tail", command.args(["-n", "4", LOG]));
        let last_lines = output.map_or_else(|error| error.to_string(), |output| last_lines(&output.stdout));
        let log = self.cluster.join(LOG);
        ClusterError(format!(
            "PostgreSQL did not become ready ({problem}); its log is {}, which ends: {last_lines}",
            log.display()
        ))
    }
}

fn remove_if_there(path: &Path) -> Result<(), ClusterError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::file("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Ends processes whose server was killed. They still hold its shared memory, which prevents a new server
/// from starting. Most of them end at once by themselves; one that is computing would not notice until it is
/// done.
fn urge(orphans: &[Pid], waited: Duration) {
    let signal = match waited {
        waited if waited < ORPHAN_TIMEOUT => return,
        waited if waited < 2 * ORPHAN_TIMEOUT => Signal::SIGQUIT,
        _ => Signal::SIGKILL,
    };
    for &orphan in orphans {
        warn!(%orphan, %signal, "ending a process that a killed PostgreSQL left behind");
        // The process may have ended meanwhile.
        let _ = kill(orphan, signal);
    }
}

/// The directory of the server's socket: inside the cluster, or under /tmp if that path would be too long.
///
/// The name of the latter consists of device and inode, which do not change when the cluster is moved.
pub(super) fn socket_directory(cluster: &Path) -> Result<PathBuf, ClusterError> {
    let inside = cluster.join("socket");
    if is_plain(&inside) && inside.as_os_str().len() + 1 + SOCKET_NAME.len() <= MAX_SOCKET_LENGTH {
        return Ok(inside);
    }
    let metadata = fs::metadata(cluster).map_err(ClusterError::file("open", cluster))?;
    Ok(PathBuf::from(format!("/tmp/hailong-{:x}-{}", metadata.dev(), metadata.ino())))
}

/// Whether a path has no special meaning to a shell, in a list of directories and in a settings file.
fn is_plain(path: &Path) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    path.as_os_str().as_bytes().iter().all(plain)
}
