//! Starting, recovering and stopping the server of a cluster. The caller holds the starting lock.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tracing::{info, warn};

use super::ClusterError;
use super::account::{Account, last_lines, run};
use super::layout::{PID_FILE, SOCKET_LOCK_NAME, is_plain, socket_directory, version_of};
use super::observation::Observation;
use super::programs::Programs;

/// How long a start or a stop may take: replaying a busy server's journal is the longest part of it.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long orphans may finish by themselves, and then how long they may take to quit.
const PATIENCE_WITH_ORPHANS: Duration = Duration::from_secs(2);
/// Between two looks at the server.
const PAUSE: Duration = Duration::from_millis(50);
/// The server's log, in the cluster's directory.
const LOG: &str = "server.log";

/// The server of one cluster.
#[derive(Debug)]
pub(super) struct Server {
    programs: Programs,
    account: Account,
    cluster: PathBuf,
    socket_directory: PathBuf,
}

impl Server {
    /// The server of the cluster in `cluster`, a path without links.
    pub(super) fn of(cluster: PathBuf) -> Result<Self, ClusterError> {
        let version = version_of(&cluster).or_else(|error| match error {
            // Whose cluster it is says more than that it cannot be read.
            ClusterError::File { .. } => Account::for_cluster(&cluster).and(Err(error)),
            _ => Err(error),
        })?;
        let account = Account::for_cluster(&cluster)?;
        let programs = Programs::find(Some(version))?;
        let socket_directory = socket_directory(&cluster)?;
        Ok(Self { programs, account, cluster, socket_directory })
    }

    /// Where its socket is.
    pub(super) fn socket_directory(&self) -> &Path {
        &self.socket_directory
    }

    /// Waits until the server is ready, and starts it where it does not run. Says whether it did.
    pub(super) fn ensure_running(&self) -> Result<bool, ClusterError> {
        self.ensure_socket_directory()?;
        let begun = Instant::now();
        let mut orphans_since = None;
        let mut problem = None;
        while begun.elapsed() < PATIENCE {
            match self.observe()? {
                Observation::Ready | Observation::Elsewhere => return Ok(false),
                Observation::Busy => thread::sleep(PAUSE),
                Observation::Gone { orphans, pid_file } if orphans.is_empty() => {
                    if let Some(problem) = problem {
                        return Err(self.not_ready(problem));
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
        let waited = format!("{} seconds passed", PATIENCE.as_secs());
        Err(self.not_ready(problem.unwrap_or(waited)))
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
        while begun.elapsed() < PATIENCE_WITH_ORPHANS {
            match self.observe()? {
                Observation::Gone { orphans, .. } if orphans.is_empty() => break,
                _ => thread::sleep(PAUSE),
            }
        }
        Ok(())
    }

    fn observe(&self) -> Result<Observation, ClusterError> {
        Observation::make(&self.account, &self.cluster, &self.socket_directory)
    }

    /// Here a Ctrl-C at the terminal does reach `pg_ctl`, which then takes the half-started server down
    /// with it. The server itself is in a session of its own.
    fn start(&self) -> Result<(), ClusterError> {
        info!(cluster = %self.cluster.display(), version = self.programs.version(),
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
        command.arg(action).arg("-D").arg(directory).arg("-w").arg("-t").arg(PATIENCE.as_secs().to_string());
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
        let user = self.account.name().to_owned();
        Err(ClusterError::SocketDirectoryOfAnother { path: path.clone(), user })
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

    fn not_ready(&self, problem: String) -> ClusterError {
        let mut command = self.account.command(Path::new("tail"), &self.cluster);
        let output = run("tail", command.args(["-n", "4", LOG]));
        let last_lines = output.map_or_else(|error| error.to_string(), |output| last_lines(&output.stdout));
        ClusterError::NotReady { problem, log: self.cluster.join(LOG), last_lines }
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
        waited if waited < PATIENCE_WITH_ORPHANS => return,
        waited if waited < 2 * PATIENCE_WITH_ORPHANS => Signal::SIGQUIT,
        _ => Signal::SIGKILL,
    };
    for &orphan in orphans {
        warn!(%orphan, %signal, "ending a process that a killed PostgreSQL left behind");
        // One that ended meanwhile is what we want.
        let _ = kill(orphan, signal);
    }
}
