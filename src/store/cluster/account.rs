//! The user as which PostgreSQL runs, and the environment of its programs.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nix::unistd::{Gid, Uid, User};

use super::ClusterError;

/// The user that owns the cluster. All programs of PostgreSQL run as this user.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The name, for messages.
    pub(super) name: String,
    uid: Uid,
    gid: Gid,
    /// Whether this process is root and switches to that user.
    switches: bool,
}

impl Account {
    /// The account for a new cluster: this process's user, or `postgres` if that is root.
    pub(super) fn for_new_cluster() -> Result<Self, ClusterError> {
        let current = Uid::effective();
        if !current.is_root() {
            let (name, gid) = name_and_group(current);
            return Ok(Self { name, uid: current, gid, switches: false });
        }
        match User::from_name("postgres") {
            Ok(Some(User { name, uid, gid, .. })) => Ok(Self { name, uid, gid, switches: true }),
            _ => Err(ClusterError(
                "PostgreSQL refuses to run as root, and there is no user `postgres` to run it as: make one with \
                 `adduser --system --group postgres`, or start hailong as an ordinary user"
                    .to_owned(),
            )),
        }
    }

    /// The account for an existing cluster: its owner, so that root may join a cluster of an ordinary user.
    pub(super) fn for_cluster(cluster: &Path) -> Result<Self, ClusterError> {
        let metadata = fs::metadata(cluster).map_err(ClusterError::file("open", cluster))?;
        let (uid, current) = (Uid::from_raw(metadata.uid()), Uid::effective());
        let (name, gid) = name_and_group(uid);
        if uid.is_root() {
            let cluster = cluster.display();
            return Err(ClusterError(format!(
                "{cluster} belongs to root, as which PostgreSQL refuses to run: give it to its user with chown -R"
            )));
        }
        if uid != current && !current.is_root() {
            let cluster = cluster.display();
            return Err(ClusterError(format!(
                "{cluster} belongs to the user {name}: start hailong as {name} or as root"
            )));
        }
        let account = Self { name, uid, gid, switches: current.is_root() };
        if account.can_enter(cluster)? {
            return Ok(account);
        }
        Err(ClusterError::out_of_reach(cluster, &account.name))
    }

    /// Changes the owner of a file, pipe or directory from root to this user, if this process is root.
    pub(super) fn take_over(
        &self,
        give: impl FnOnce(Option<u32>, Option<u32>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.switches { give(Some(self.uid.as_raw()), Some(self.gid.as_raw())) } else { Ok(()) }
    }

    /// Whether a directory is owned by this user and inaccessible to others, and is not a link.
    pub(super) fn owns_alone(&self, directory: &Path) -> io::Result<bool> {
        let metadata = fs::symlink_metadata(directory)?;
        let closed_to_others = metadata.mode() & 0o777 == 0o700;
        Ok(metadata.is_dir() && metadata.uid() == self.uid.as_raw() && closed_to_others)
    }

    /// Whether this user may enter `directory`. This is tried rather than computed, because access control
    /// lists and security modules also decide.
    pub(super) fn can_enter(&self, directory: &Path) -> Result<bool, ClusterError> {
        match self.command(Path::new("/bin/sh"), directory).args(["-c", ":"]).status() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(ClusterError::file("enter", directory)(error)),
        }
    }

    /// A command that runs as this user in `directory`. It does not inherit the environment, which may
    /// contain secrets, and variables such as `PGPORT` and `PGOPTIONS` that would change PostgreSQL's
    /// behaviour.
    pub(super) fn command(&self, program: &Path, directory: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C.UTF-8").current_dir(directory).stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()));
        if self.switches {
            // With the user, the standard library also drops root's supplementary groups.
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        command
    }
}

/// The name and the group of a user. A user without an entry in the password database, as in a container, is
/// named by its number.
fn name_and_group(uid: Uid) -> (String, Gid) {
    match User::from_uid(uid) {
        Ok(Some(user)) => (user.name, user.gid),
        _ => (uid.to_string(), Gid::effective()),
    }
}

/// Runs a command and waits for it. The error of a failed command contains the last lines of its output.
pub(super) fn run(name: &str, command: &mut Command) -> Result<Output, ClusterError> {
    let output = command.output().map_err(|error| ClusterError(format!("{name} failed: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Err(ClusterError(format!("{name} failed: {} ({})", last_lines(&said), output.status)))
}

/// The last four lines of a text, joined into one.
pub(super) fn last_lines(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines.get(lines.len().saturating_sub(4)..).unwrap_or_default();
    if last.is_empty() { "nothing".to_owned() } else { last.join(" | ") }
}
