//! The server under load: `hailong serve` as a separate process.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hailong::app::FormTokens;
use hailong::config::SecretKey;

use super::answer::fetch;
use super::installation::Installation;
use super::process::Worker;

/// The server's key, so that the bench can issue tokens as the server's pages do.
pub const SECRET_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
/// Timeout for a server to become ready.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A process that answers at an address.
pub struct Server {
    /// Its address.
    pub address: SocketAddr,
    /// Its process.
    pub worker: Worker,
}

impl Server {
    /// Starts `hailong serve` on the installation.
    pub fn of(installation: &Installation) -> Self {
        let address = free_address();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
        command.arg("serve").env_remove("DATABASE_URL").env("HAILONG_DATA_DIR", installation.data_dir());
        command.env("HAILONG_BIND", address.to_string()).env("HAILONG_SECRET_KEY", SECRET_KEY);
        command.env("HAILONG_LOG", "warn").stdin(Stdio::null());
        Self::start(&mut command, address, "/readyz")
    }

    /// Starts a process and waits until it answers 200 at `path`.
    pub fn start(command: &mut Command, address: SocketAddr, path: &str) -> Self {
        let mut server = Self { address, worker: Worker::start(command) };
        let begun = Instant::now();
        while !server.answers(path) {
            assert!(!server.worker.has_ended(), "{command:?} ended at once");
            assert!(begun.elapsed() < START_TIMEOUT, "{command:?} is not ready after {START_TIMEOUT:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn answers(&self, path: &str) -> bool {
        fetch(self.address, path, "identity").is_ok_and(|answer| answer.status == 200)
    }

    /// Issues tokens with the server's key.
    pub fn tokens() -> FormTokens {
        let environment = std::collections::BTreeMap::from([("HAILONG_SECRET_KEY", SECRET_KEY)]);
        let key = SecretKey::read_or_make(&environment, std::path::Path::new("/nonexistent"));
        FormTokens::new(key.expect("a good key"))
    }
}

/// An address without a listener.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("a bound address")
}
