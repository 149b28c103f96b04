//! The private PostgreSQL cluster under the data directory, used if `DATABASE_URL` is not set.
//!
//! Every process that uses the cluster holds a shared lock on `DATA/postgres.users`. The first one starts the
//! server, the last one stops it. A killed process loses its lock; the next one then finds either a healthy
//! server, which it joins, or the remains of one, which it recovers. The server runs in its own session, as
//! the cluster's owner, and is reachable only through its Unix socket.
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

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use tracing::warn;

pub use self::account::Account;
use self::locks::Lock;
use self::programs::Programs;
use self::server::ClusterServer;

/// The name of the database in every private cluster, and of the superuser that owns it.
pub const DATABASE: &str = "hailong";
/// The role of the application, which is created with the schema and owns nothing.
const APP_ROLE: &str = "hailong_app";
/// The name of the cluster in the data directory, or of a link to it.
const CLUSTER: &str = "postgres";
/// The file with the password of the cluster's user `hailong`.
const PASSWORD: &str = "postgres.password";
/// The lock file that every user of the cluster locks.
const USERS: &str = "postgres.users";
/// The lock file of the process that creates, starts or stops the cluster.
const STARTING: &str = "postgres.starting";

/// Why the private cluster cannot be used: one line with the thing, the place and the remedy, without
/// secrets.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ClusterError(String);

impl ClusterError {
    /// Makes an error for `map_err` after a file system call, from the attempted action (a verb) and the
    /// path.
    fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self(format!("cannot {action} {}: {error}", path.display()))
    }

    /// The error if the path of the cluster contains something else.
    fn not_a_cluster(path: &Path) -> Self {
        Self(format!("{} is no PostgreSQL cluster: move it away, and one is made there", path.display()))
    }

    /// The error if a user cannot enter a directory.
    fn out_of_reach(directory: &Path, user: &str) -> Self {
        let directory = directory.display();
        Self(format!(
            "the user {user} cannot enter {directory}: give the directories above it passage with chmod o+x"
        ))
    }
}

/// A process's membership in the cluster. As long as one exists, the server is not stopped.
///
/// Dropping it leaves the cluster; the last process to do so stops the server and waits for that. Joining and
/// dropping block the thread, sometimes for seconds.
#[derive(Debug)]
pub struct PrivateCluster {
    /// The data directory, as it was given: a process that gives up root's rights may only know it as its
    /// working directory.
    data_dir: PathBuf,
    server: ClusterServer,
    password: SecretString,
    users: Lock,
}

impl PrivateCluster {
    /// Joins the cluster under `data_dir`. Creates it with its database, starts it or recovers it if
    /// necessary.
    ///
    /// # Errors
    ///
    /// Fails if PostgreSQL is not installed, if the cluster is unusable or not accessible, if the server does
    /// not become ready, or if a lock is not released within minutes.
    pub fn join(data_dir: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(data_dir).map_err(ClusterError::file("make", data_dir))?;
        let (given, data_dir) =
            (data_dir, fs::canonicalize(data_dir).map_err(ClusterError::file("open", data_dir))?);
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
        Ok(Self { data_dir: given.to_owned(), server, password, users })
    }

    /// Starts the server again if it was killed. Returns whether that was necessary.
    ///
    /// PostgreSQL itself recovers if one of its child processes ends, but nothing restarts its main process.
    ///
    /// # Errors
    ///
    /// Fails if the server does not become ready, or if a lock is not released within minutes.
    pub fn revive(&self) -> Result<bool, ClusterError> {
        let _starting = Lock::exclusive(&self.data_dir.join(STARTING))?;
        self.server.ensure_running()
    }

    /// The user of PostgreSQL's processes.
    pub fn account(&self) -> &Account {
        &self.server.account
    }

    /// The URL of a database in the cluster for its owner, the superuser `hailong`. The database [`DATABASE`]
    /// always exists.
    pub fn owner_url(&self, database: &str) -> SecretString {
        self.url(DATABASE, self.password.expose_secret(), database)
    }

    /// The URL of a database in the cluster for the application's role, which migrating creates.
    pub fn app_url(&self, database: &str) -> SecretString {
        self.url(APP_ROLE, &app_password(&self.password), database)
    }

    fn url(&self, role: &str, password: &str, database: &str) -> SecretString {
        let encode = |bytes| percent_encode(bytes, NON_ALPHANUMERIC);
        let socket_directory = self.server.socket_directory.as_os_str().as_bytes();
        SecretString::from(format!(
            "postgresql://{role}:{}@/{}?host={}",
            encode(password.as_bytes()),
            encode(database.as_bytes()),
            encode(socket_directory),
        ))
    }

    /// Leaves the cluster, and stops the server if no other process uses it. The starting lock prevents
    /// others from joining in between.
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

/// The password of the application's role. It is computed from the owner's, so that clusters made before there
/// was such a role need no second file.
fn app_password(owner_password: &SecretString) -> String {
    let key = owner_password.expose_secret().as_bytes();
    // Never fails: a key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(APP_ROLE.as_bytes());
    BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
}

/// The path of the existing cluster without links; `None` if there is none.
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
