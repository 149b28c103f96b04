//! What can be seen of a cluster's server.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;

use nix::unistd::Pid;

use super::ClusterError;
use super::account::{Account, run};
use super::layout::{PID_FILE, SOCKET_NAME};

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
pub(super) enum Observation {
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

impl Observation {
    /// Looks at the cluster in `cluster`, whose socket is in `socket_directory`.
    pub(super) fn make(
        account: &Account,
        cluster: &Path,
        socket_directory: &Path,
    ) -> Result<Self, ClusterError> {
        // Read before the list is made: a server that comes in between is then taken for an orphan at this
        // look, and known at the next. The other way round it would be taken for absent.
        let pid_file = fs::read_to_string(cluster.join(PID_FILE)).ok();
        let (servers, controls) = processes_in(account, cluster)?;
        let mut lines = pid_file.iter().flat_map(|text| text.lines());
        // Single-user mode, in which an administrator may be at work, writes its number as a negative one.
        let pid = lines.next().and_then(|line| line.trim().trim_start_matches('-').parse().ok());
        if pid.is_some_and(|pid| servers.contains(&Pid::from_raw(pid))) {
            // The seventh line after the process is its state.
            let ready = lines.nth(6).is_some_and(|state| state.trim() == "ready");
            return Ok(if ready { Self::Ready } else { Self::Busy });
        }
        if !controls.is_empty() {
            // Left by a hailong that was killed while it started or stopped the server: it goes on with that.
            return Ok(Self::Busy);
        }
        if UnixStream::connect(socket_directory.join(SOCKET_NAME)).is_ok() {
            return Ok(Self::Elsewhere);
        }
        Ok(Self::Gone { orphans: servers, pid_file })
    }
}

/// The server's processes, and `pg_ctl`s at work on it.
fn processes_in(account: &Account, cluster: &Path) -> Result<(Vec<Pid>, Vec<Pid>), ClusterError> {
    let mut command = account.command(Path::new("/bin/sh"), cluster);
    let output = run("sh", command.args(["-c", LIST_PROCESSES]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let named = |wanted: &str| {
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let numbers = lines.filter(|(name, _)| *name == wanted).filter_map(|(_, number)| number.parse().ok());
        numbers.map(Pid::from_raw).collect()
    };
    Ok((named("postgres"), named("pg_ctl")))
}
