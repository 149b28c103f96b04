//! Why there is no private cluster. Each message is one line: the thing, the place and the way out.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private cluster cannot be used. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No server programs anywhere.
    #[error(
        "PostgreSQL's server programs were not found in PATH or /usr/lib/postgresql/*/bin: install them with \
         `apt-get install postgresql`, or set DATABASE_URL"
    )]
    ProgramsMissing,
    /// Programs, but none that can make a cluster with ICU collation.
    #[error(
        "PostgreSQL {found} is too old: 15 or newer is needed; install it with `apt-get install postgresql`, \
         or set DATABASE_URL"
    )]
    ProgramsTooOld {
        /// The versions that were found.
        found: String,
    },
    /// The cluster was made by a version that is gone.
    #[error(
        "the cluster was made by PostgreSQL {needed}, but only {found} was found: install the other with \
         `apt-get install postgresql-{needed}`"
    )]
    ProgramsOfOtherVersion {
        /// The version that made the cluster.
        needed: u32,
        /// The versions that were found.
        found: String,
    },
    /// Started by root, on a machine without the user that PostgreSQL's package makes.
    #[error(
        "PostgreSQL refuses to run as root, and there is no user `postgres` to run it as: make one with \
         `adduser --system --group postgres`, or start hailong as an ordinary user"
    )]
    NoPostgresUser,
    /// The cluster belongs to root, as which PostgreSQL refuses to run.
    #[error("{} belongs to root, as which PostgreSQL refuses to run: give it to its user with chown -R", cluster.display())]
    OwnedByRoot {
        /// The cluster's directory.
        cluster: PathBuf,
    },
    /// The cluster belongs to somebody else.
    #[error("{} belongs to the user {owner}: start hailong as {owner} or as root", cluster.display())]
    OwnedByAnother {
        /// The cluster's directory.
        cluster: PathBuf,
        /// The name or number of its owner.
        owner: String,
    },
    /// The cluster's user has no way into its directory.
    #[error(
        "the user {user} cannot enter {}: give the directories above it passage with chmod o+x",
        cluster.display()
    )]
    OutOfReach {
        /// The cluster's directory.
        cluster: PathBuf,
        /// Its owner.
        user: String,
    },
    /// Something else stands where the cluster should.
    #[error("{} is no PostgreSQL cluster: move it away, and one is made there", cluster.display())]
    NotACluster {
        /// What stands there.
        cluster: PathBuf,
    },
    /// The cluster is there but its password is not.
    #[error(
        "{}, the password of the cluster beside it, is missing or empty: restore it from a backup of the \
         data directory",
        path.display()
    )]
    PasswordMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The directory for the socket could be used by others.
    #[error(
        "{} must be a directory that belongs to the user {user} alone (mode 0700), and is not: remove it",
        path.display()
    )]
    SocketDirectoryOfAnother {
        /// The directory for the socket.
        path: PathBuf,
        /// Who should own it.
        user: String,
    },
    /// Another process keeps a lock far longer than starting or stopping takes.
    #[error("another process has held {} for {seconds} seconds: see whether a hailong hangs", path.display())]
    LockHeld {
        /// The lock's file.
        path: PathBuf,
        /// How long this process waited.
        seconds: u64,
    },
    /// The file system refused something.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// One of PostgreSQL's programs could not be run, or failed.
    #[error("{program} failed: {problem}")]
    Program {
        /// Its name.
        program: &'static str,
        /// The last lines that it said.
        problem: String,
    },
    /// The server is not ready, though all was tried.
    #[error("PostgreSQL did not become ready ({problem}); its log is {}, which ends: {last_lines}", log.display())]
    NotReady {
        /// What was seen of it.
        problem: String,
        /// Its log.
        log: PathBuf,
        /// The end of its log.
        last_lines: String,
    },
}

impl ClusterError {
    /// For `map_err` after a call to the file system: what was tried, on which path.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}
