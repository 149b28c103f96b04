//! What can be seen of a cluster's server; starting, recovering and stopping it. The caller holds the starting lock.

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

/// How long a start or a stop may take: replaying a busy server's journal is the longest part of it.
const SERVER_TIMEOUT: Duration = Duration::from_mins(2);
/// How long orphans may finish by themselves, and then how long they may take to quit.
const ORPHAN_TIMEOUT: Duration = Duration::from_secs(2);
/// Between two looks at the server.
const PAUSE: Duration = Duration::from_millis(50);
/// The server's log, in the cluster's directory.
const LOG: &str = "server.log";
/// The longest path of a Unix socket on Linux, without the zero byte at its end.
const LONGEST_SOCKET: usize = 107;
/// The name of PostgreSQL's socket on port 5432.
const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// The file beside it in which the server names itself once more.
const SOCKET_LOCK_NAME: &str = ".s.PGSQL.5432.lock";
/// The file in which PostgreSQL's server names itself and its state.
pub(super) const PID_FILE: &str = "postmaster.pid";
/// Lists the processes whose directory is the current one, which all of PostgreSQL's keep for theirs.
///
/// A number in postmaster.pid proves little: after a crash it may belong to any process, or to one that is
/// dead and not yet buried. The list is made by PostgreSQL's user, because root in a container may not look
/// into /proc/PID/cwd of others.
const LIST_PROCESSES: &str = r#"
for process in /proc/[0-9]*; do
    if [ "$process/cwd" -ef . ] && read -r name <"$process/comm"; then
        echo "$name ${process#/proc/}"
    fi
done 2>/dev/null
exit 0
"#;

/// What a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Observation {
    /// It takes connections.
    Ready,
    /// It is starting or stopping.
    Busy,
    /// It takes connections, but from a place where its processes cannot be seen, such as another container
    /// with the same data directory. It can be used, but it must not be started or stopped here.
    Elsewhere,
    /// There is no server; these are processes that it left behind.
    Gone {
        /// Empty where nothing is in the way of a start.
        orphans: Vec<Pid>,
        /// The text of postmaster.pid, where there is one: it is stale.
        pid_file: Option<String>,
    },
}

/// The server of one cluster.
#[derive(Debug)]
pub(super) struct ClusterServer {
    programs: Programs,
    account: Account,
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
                // Whose cluster it is says more than that it cannot be read.
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

    /// Waits until the server is ready, and starts it where it does not run. Says whether it did.
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
                        // Another's start may have come first, or recovery may take longer: look again.
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

    /// Stops the server, where it runs, and waits for it.
    pub(super) fn stop(&self) -> Result<(), ClusterError> {
        if !matches!(self.observe()?, Observation::Ready | Observation::Busy) {
            return Ok(());
        }
        info!(cluster = %self.cluster.display(), "stopping the private PostgreSQL");
        let mut command = self.pg_ctl("stop");
        // Its own process group, so that a second Ctrl-C does not end the wait.
        run("pg_ctl", command.args(["-m", "fast"]).process_group(0))?;
        self.wait_for_last_process()?;
        if !self.socket_directory.starts_with(&self.cluster) {
            // Left behind, it would do no harm.
            let _ = fs::remove_dir(&self.socket_directory);
        }
        Ok(())
    }

    /// `pg_ctl` waits until the server has removed its file, which is the last but one thing that it does.
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
        // Read before the list is made: a server that comes in between is then taken for an orphan at this
        // look, and known at the next. The other way round it would be taken for absent.
        let pid_file = fs::read_to_string(self.cluster.join(PID_FILE)).ok();
        let (servers, controls) = self.processes()?;
        let mut lines = pid_file.iter().flat_map(|text| text.lines());
        // Single-user mode, in which an administrator may be at work, writes its number as a negative one.
        let pid = lines.next().and_then(|line| line.trim().trim_start_matches('-').parse().ok());
        if pid.is_some_and(|pid| servers.contains(&Pid::from_raw(pid))) {
            // The seventh line after the process is its state.
            let ready = lines.nth(6).is_some_and(|state| state.trim() == "ready");
            return Ok(if ready { Observation::Ready } else { Observation::Busy });
        }
        if !controls.is_empty() {
            // Left by a hailong that was killed while it started or stopped the server: it goes on with that.
            return Ok(Observation::Busy);
        }
        if UnixStream::connect(self.socket_directory.join(SOCKET_NAME)).is_ok() {
            return Ok(Observation::Elsewhere);
        }
        Ok(Observation::Gone { orphans: servers, pid_file })
    }

    /// The server's processes, and `pg_ctl`s at work on it.
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

    /// Here a Ctrl-C at the terminal does reach `pg_ctl`, which then takes the half-started server down
    /// with it. The server itself is in a session of its own.
    fn start(&self) -> Result<(), ClusterError> {
        info!(cluster = %self.cluster.display(), version = self.programs.version,
            "starting the private PostgreSQL");
        // A shell reads these; the socket's path was chosen to need no quotes.
        // Terse: the details of a refused repeat would put the number of its receipt into the log.
        let options = format!(
            "-k {} -p 5432 -c listen_addresses= -c log_error_verbosity=terse",
            self.socket_directory.display()
        );
        run("pg_ctl", self.pg_ctl("start").args(["-l", LOG, "-o"]).arg(options)).map(drop)
    }

    /// `pg_ctl` puts the directory into a shell command, within double quotes only. So one that could mean
    /// something else there goes by the name of the current directory.
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

    /// Made by PostgreSQL's user itself, where it is absent. Under /tmp somebody else may have made it
    /// before us, to be taken for our server.
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

    /// PostgreSQL would refuse to start while the number in the file belongs to any process of its user, or
    /// to one that is dead and not yet buried. We have looked closer: none of them is in the cluster.
    /// The same goes for the lock beside its socket.
    fn remove_stale(&self, pid_file: Option<&str>) -> Result<(), ClusterError> {
        let socket_lock = self.socket_directory.join(SOCKET_LOCK_NAME);
        remove_if_there(&socket_lock)?;
        let path = self.cluster.join(PID_FILE);
        // Another text would be the file of a server that came after our look.
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

/// Processes whose server was killed still hold its shared memory, without which no other may start. Most
/// end by themselves at once; one that computes would not notice before it is done.
fn urge(orphans: &[Pid], waited: Duration) {
    let signal = match waited {
        waited if waited < ORPHAN_TIMEOUT => return,
        waited if waited < 2 * ORPHAN_TIMEOUT => Signal::SIGQUIT,
        _ => Signal::SIGKILL,
    };
    for &orphan in orphans {
        warn!(%orphan, %signal, "ending a process that a killed PostgreSQL left behind");
        // One that ended meanwhile is what we want.
        let _ = kill(orphan, signal);
    }
}

/// Where the server's socket is: inside the cluster, or under /tmp where that path would be too long.
///
/// The latter's name is made of device and inode, which stay the same when the cluster is moved.
pub(super) fn socket_directory(cluster: &Path) -> Result<PathBuf, ClusterError> {
    let inside = cluster.join("socket");
    if is_plain(&inside) && inside.as_os_str().len() + 1 + SOCKET_NAME.len() <= LONGEST_SOCKET {
        return Ok(inside);
    }
    let metadata = fs::metadata(cluster).map_err(ClusterError::file("open", cluster))?;
    Ok(PathBuf::from(format!("/tmp/hailong-{:x}-{}", metadata.dev(), metadata.ino())))
}

/// Whether a path means the same to a shell, in a list of directories and in a file of settings.
fn is_plain(path: &Path) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    path.as_os_str().as_bytes().iter().all(plain)
}
