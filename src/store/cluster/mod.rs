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
mod error;
mod layout;
mod locks;
mod observation;
mod programs;
mod server;
#[cfg(test)]
mod tests;

pub use error::ClusterError;

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use secrecy::{ExposeSecret, SecretString};
use tracing::warn;

use self::account::Account;
use self::layout::Layout;
use self::locks::Lock;
use self::programs::Programs;
use self::server::Server;

/// The database that every private cluster has, and the name of the role that owns it.
pub const DATABASE: &str = "hailong";

/// A process's hold on the cluster. While there is one, nobody stops the server.
///
/// Dropping it leaves the cluster; the last process to do so stops the server and waits for it. Joining and
/// dropping block, for seconds at times.
#[derive(Debug)]
pub struct PrivateCluster {
    layout: Layout,
    server: Server,
    password: SecretString,
    users: Lock,
}

impl PrivateCluster {
    /// Joins the cluster under `data_dir`. Makes it (with its database), starts it and recovers it where
    /// needed.
    pub fn join(data_dir: &Path) -> Result<Self, ClusterError> {
        let layout = Layout::under(data_dir)?;
        let starting = Lock::exclusive(&layout.starting())?;
        let users = Lock::shared(&layout.users())?;
        let cluster = if let Some(existing) = layout.existing_cluster()? {
            existing
        } else {
            creation::create(&layout, &Account::for_new_cluster()?, &Programs::find(None)?)?;
            let missing = ClusterError::NotACluster { cluster: layout.cluster() };
            layout.existing_cluster()?.ok_or(missing)?
        };
        let server = Server::of(cluster)?;
        let password = read_password(&layout)?;
        server.ensure_running()?;
        drop(starting);
        Ok(Self { layout, server, password, users })
    }

    /// Starts the server again where it was killed under us. Says whether that was needed.
    ///
    /// PostgreSQL recovers by itself when one of its children dies, but nobody looks after the parent.
    pub fn revive(&self) -> Result<bool, ClusterError> {
        let _starting = Lock::exclusive(&self.layout.starting())?;
        self.server.ensure_running()
    }

    /// The address of a database in the cluster, as its owner `hailong`. [`DATABASE`] is there from the
    /// beginning.
    pub fn url(&self, database: &str) -> SecretString {
        let encode = |bytes| percent_encode(bytes, NON_ALPHANUMERIC);
        let socket_directory = self.server.socket_directory().as_os_str().as_bytes();
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
        let _starting = Lock::exclusive(&self.layout.starting())?;
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

fn read_password(layout: &Layout) -> Result<SecretString, ClusterError> {
    let path = layout.password();
    let password = match fs::read_to_string(&path) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(ClusterError::file("read", &path)(error)),
    };
    if password.is_empty() { Err(ClusterError::PasswordMissing { path }) } else { Ok(password.into()) }
}
