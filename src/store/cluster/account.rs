//! The user as which PostgreSQL and a server that root started run, and the environment of PostgreSQL's programs.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nix::unistd::{Gid, Uid, User, setgid, setgroups, setuid};

use super::ClusterError;

/// The users of a server without a private cluster, in the order of preference.
const SERVER_USERS: [&str; 2] = ["hailong", "postgres"];

/// An ordinary user, such as the one that owns the cluster and as which all programs of PostgreSQL run.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name, for messages.
    pub(super) name: String,
    uid: Uid,
    gid: Gid,
}

impl Account {
    /// The account for a new cluster: this process's user, or `postgres` if that is root.
    pub(super) fn for_new_cluster() -> Result<Self, ClusterError> {
        let current = Uid::effective();
        if !current.is_root() {
            let (name, gid) = name_and_group(current);
            return Ok(Self { name, uid: current, gid });
        }
        match User::from_name("postgres") {
            Ok(Some(User { name, uid, gid, .. })) => Ok(Self { name, uid, gid }),
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
        let account = Self { name, uid, gid };
        if account.can_enter(cluster)? {
            return Ok(account);
        }
        Err(ClusterError::out_of_reach(cluster, &account.name))
    }

    /// The account for a server that root started without a private cluster: the owner of the data directory,
    /// if that is not root, or a user of the system.
    ///
    /// # Errors
    ///
    /// Fails if there is no such user.
    pub fn for_server(data_dir: &Path) -> Result<Self, ClusterError> {
        let owner = fs::metadata(data_dir).map_err(ClusterError::file("open", data_dir))?.uid();
        if owner != 0 {
            let (name, gid) = name_and_group(Uid::from_raw(owner));
            return Ok(Self { name, uid: Uid::from_raw(owner), gid });
        }
        let found = SERVER_USERS.iter().find_map(|name| User::from_name(name).ok().flatten());
        let found = found.map(|User { name, uid, gid, .. }| Self { name, uid, gid });
        found.ok_or_else(|| {
            ClusterError(
                "a server does not run as root, and there is no user `hailong` to run it as: make one with \
                 `adduser --system --group hailong`, or start hailong as an ordinary user"
                    .to_owned(),
            )
        })
    }

    /// Whether this process is root.
    pub fn is_root() -> bool {
        Uid::effective().is_root()
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the user.
    pub fn uid(&self) -> u32 {
        self.uid.as_raw()
    }

    /// The number of the user's group.
    pub fn gid(&self) -> u32 {
        self.gid.as_raw()
    }

    /// Makes this process, with all its threads, a process of this user, for good.
    ///
    /// # Errors
    ///
    /// Fails if this process is not root.
    pub fn assume(&self) -> io::Result<()> {
        setgroups(&[self.gid])?;
        setgid(self.gid)?;
        Ok(setuid(self.uid)?)
    }

    /// Whether this process is root and switches to another user for PostgreSQL's programs.
    fn switches(&self) -> bool {
        Self::is_root() && !self.uid.is_root()
    }

    /// Changes the owner of a file, pipe or directory from root to this user, if this process is root.
    pub(super) fn take_over(
        &self,
        give: impl FnOnce(Option<u32>, Option<u32>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.switches() { give(Some(self.uid.as_raw()), Some(self.gid.as_raw())) } else { Ok(()) }
    }

    /// Whether a directory is owned by this user and inaccessible to others, and is not a link.
    pub(super) fn owns_alone(&self, directory: &Path) -> io::Result<bool> {
        let metadata = fs::symlink_metadata(directory)?;
        let closed_to_others = metadata.mode() & 0o777 == 0o700;
        Ok(metadata.is_dir() && metadata.uid() == self.uid.as_raw() && closed_to_others)
    }

    /// Whether this user may enter `directory`. This is tried rather than computed, because access control
    /// lists and security modules also decide.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be tried.
    pub fn can_enter(&self, directory: &Path) -> Result<bool, ClusterError> {
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
        if self.switches() {
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
