//! The private PostgreSQL cluster under the data directory, for those who give no `DATABASE_URL`.
//!
//! Every process that uses the cluster holds a shared lock on `DATA/postgres.users`; the first one in starts
//! the server, the last one out stops it. A process that is killed loses its lock, so that the next one
//! finds either a healthy server, which it joins, or what is left of one, which it recovers. The server runs
//! in a session of its own, as the cluster's owner, and is reached by its Unix socket alone.
//!
//! Linux only: processes are looked up in `/proc`.

mod account;
mod creation;
mod locks;
mod programs;
mod server;
#[cfg(test)]
mod tests;

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use secrecy::{ExposeSecret, SecretString};
use tracing::warn;

use self::account::Account;
use self::locks::Lock;
use self::programs::Programs;
use self::server::ClusterServer;

/// The database that every private cluster has, and the name of the role that owns it.
pub const DATABASE: &str = "hailong";
/// The cluster in the data directory, or a link to it.
const CLUSTER: &str = "postgres";
/// The file with the password of the cluster's user `hailong`.
const PASSWORD: &str = "postgres.password";
/// Locked by every process that uses the cluster.
const USERS: &str = "postgres.users";
/// Locked by the process that makes, starts or stops the cluster.
const STARTING: &str = "postgres.starting";

/// Why the private cluster cannot be used: one line that names the thing, the place and the way out, and holds no secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ClusterError(String);

impl ClusterError {
    /// For `map_err` after a call to the file system: what was tried, as a verb, on which path.
    fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self(format!("cannot {action} {}: {error}", path.display()))
    }

    /// Something else stands where the cluster should.
    fn not_a_cluster(path: &Path) -> Self {
        Self(format!("{} is no PostgreSQL cluster: move it away, and one is made there", path.display()))
    }

    /// The user has no way into a directory.
    fn out_of_reach(directory: &Path, user: &str) -> Self {
        let directory = directory.display();
        Self(format!(
            "the user {user} cannot enter {directory}: give the directories above it passage with chmod o+x"
        ))
    }
}

/// A process's hold on the cluster. While there is one, nobody stops the server.
///
/// Dropping it leaves the cluster; the last process to do so stops the server and waits for it. Joining and
/// dropping block, for seconds at times.
#[derive(Debug)]
pub struct PrivateCluster {
    /// The data directory, without links.
    data_dir: PathBuf,
    server: ClusterServer,
    password: SecretString,
    users: Lock,
}

impl PrivateCluster {
    /// Joins the cluster under `data_dir`. Makes it (with its database), starts it and recovers it where
    /// needed.
    pub fn join(data_dir: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(data_dir).map_err(ClusterError::file("make", data_dir))?;
        let data_dir = fs::canonicalize(data_dir).map_err(ClusterError::file("open", data_dir))?;
        let starting = Lock::exclusive(&data_dir.join(STARTING))?;
        let users = Lock::shared(&data_dir.join(USERS))?;
        let cluster = if let Some(existing) = existing_cluster(&data_dir)? {
            existing
        } else {
            creation::create(&data_dir, &Account::for_new_cluster()?, &Programs::find(None)?)?
        };
        let server = ClusterServer::of(cluster)?;
        let password = read_password(&data_dir)?;
        server.ensure_running()?;
        drop(starting);
        Ok(Self { data_dir, server, password, users })
    }

    /// Starts the server again where it was killed under us. Says whether that was needed.
    ///
    /// PostgreSQL recovers by itself when one of its children dies, but nobody looks after the parent.
    pub fn revive(&self) -> Result<bool, ClusterError> {
        let _starting = Lock::exclusive(&self.data_dir.join(STARTING))?;
        self.server.ensure_running()
    }

    /// The address of a database in the cluster, as its owner `hailong`. [`DATABASE`] is there from the
    /// beginning.
    pub fn url(&self, database: &str) -> SecretString {
        let encode = |bytes| percent_encode(bytes, NON_ALPHANUMERIC);
        let socket_directory = self.server.socket_directory.as_os_str().as_bytes();
        SecretString::from(format!(
            "postgresql://{}:{}@/{}?host={}",
            DATABASE,
            encode(self.password.expose_secret().as_bytes()),
            encode(database.as_bytes()),
            encode(socket_directory),
        ))
    }

    /// Nobody joins while the starting lock is held, so that "nobody else uses it" stays true.
    fn leave(&self) -> Result<(), ClusterError> {
        let _starting = Lock::exclusive(&self.data_dir.join(STARTING))?;
        if self.users.was_last()? { self.server.stop() } else { Ok(()) }
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            warn!(%error, "the private PostgreSQL may still run");
        }
    }
}

/// What stands in the cluster's place, without links; `None` where there is nothing.
fn existing_cluster(data_dir: &Path) -> Result<Option<PathBuf>, ClusterError> {
    let link = data_dir.join(CLUSTER);
    match fs::canonicalize(&link) {
        Ok(cluster) => Ok(Some(cluster)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Ok(target) = fs::read_link(&link) {
                warn!(link = %link.display(), target = %target.display(),
                    "the link to the cluster points to nothing, so a new cluster is made");
                fs::remove_file(&link).map_err(ClusterError::file("remove", &link))?;
            }
            Ok(None)
        }
        Err(error) => Err(ClusterError::file("open", &link)(error)),
    }
}

fn read_password(data_dir: &Path) -> Result<SecretString, ClusterError> {
    let path = data_dir.join(PASSWORD);
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::file("read", &path)(error))
        }
        _ => Err(ClusterError(format!(
            "{}, the password of the cluster beside it, is missing or empty: restore it from a backup of the data directory",
            path.display()
        ))),
    }
}
