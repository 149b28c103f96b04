//! pgbouncer in transaction mode with few connections, so that clients share them all the time.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hailong::store::{Database, Pooler as Behind};

use super::ports::free_address;
use super::postgres::{Postgres, as_unprivileged};
use super::processes::OwnedProcess;
use super::waiting::eventually;

const PROGRAM: &str = "/usr/sbin/pgbouncer";

/// A pooler that can be killed.
pub struct Pooler {
    address: SocketAddr,
    settings: PathBuf,
    log: PathBuf,
    process: OwnedProcess,
}

impl Pooler {
    /// Starts a pooler before `postgres`, with its files in `folder`.
    pub fn start(folder: &Path, postgres: &Postgres) -> Self {
        let (settings, users) = (folder.join("pgbouncer.ini"), folder.join("pgbouncer.users"));
        let address = free_address();
        fs::write(&users, "\"hailong_app\" \"\"\n").unwrap();
        let text = format!(
            "[databases]\nhailong = host=127.0.0.1 port={} dbname=hailong\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = 4\n\
             max_client_conn = 200\nserver_login_retry = 1\n",
            postgres.address.port(),
            address.port(),
            users.display(),
        );
        fs::write(&settings, text).unwrap();
        let log = folder.join("pgbouncer.log");
        let process = launch(&settings, &log);
        Self { address, settings, log, process }
    }

    pub fn kill(&mut self) {
        self.process.kill_with_children();
    }

    pub fn start_again(&mut self) {
        self.process = launch(&self.settings, &self.log);
    }

    /// Waits until it forwards to the database.
    pub async fn accepting(&self) {
        let url = self.url();
        // Connects as the product does: a connection with other settings would leave prepared statements
        // behind in the pool.
        let database = Database::behind(Behind::Transaction, &url.into()).unwrap();
        let attempt = async || database.own_connection().await.ok();
        eventually("pgbouncer accepts connections", Duration::from_secs(10), attempt).await;
    }

    /// The address of the database behind it.
    pub fn url(&self) -> String {
        format!("postgresql://hailong_app@{}/hailong", self.address)
    }
}

fn launch(settings: &Path, log: &Path) -> OwnedProcess {
    assert!(Path::new(PROGRAM).is_file(), "pgbouncer is missing: apt-get install pgbouncer");
    let log = File::options().append(true).create(true).open(log).unwrap();
    let mut command = as_unprivileged(PROGRAM.into());
    OwnedProcess::start(command.arg(settings).stderr(log.try_clone().unwrap()).stdout(log))
}
