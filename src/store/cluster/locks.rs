//! The locks by which processes agree on which of them starts and stops the server.
//!
//! They are `flock` locks, which the kernel releases when a process ends, for whatever reason. The standard
//! library opens files close-on-exec, so that no child process inherits one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::ClusterError;

/// Longer than any start or stop may take.
const MAX_WAIT: Duration = Duration::from_mins(5);
/// The time between two attempts: short compared to a start, long compared to a system call.
const PAUSE: Duration = Duration::from_millis(20);

/// A locked file. Dropping it releases the lock.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits for an exclusive lock.
    pub(super) fn exclusive(path: &Path) -> Result<Self, ClusterError> {
        Self::wait(path, File::try_lock)
    }

    /// Waits for a shared lock.
    pub(super) fn shared(path: &Path) -> Result<Self, ClusterError> {
        Self::wait(path, File::try_lock_shared)
    }

    fn wait(path: &Path, attempt: fn(&File) -> Result<(), TryLockError>) -> Result<Self, ClusterError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
        let file = file.map_err(ClusterError::file("open", path))?;
        let begun = Instant::now();
        loop {
            match attempt(&file) {
                Ok(()) => return Ok(Self { file, path: path.to_owned() }),
                Err(TryLockError::Error(error)) => return Err(ClusterError::file("lock", path)(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < MAX_WAIT => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(ClusterError(format!(
                        "another process has held {} for {} seconds: see whether a hailong hangs",
                        path.display(),
                        MAX_WAIT.as_secs()
                    )));
                }
            }
        }
    }

    /// Releases a shared lock and returns whether no other process has one. The caller must hold the starting
    /// lock, which keeps others from joining meanwhile.
    pub(super) fn was_last(&self) -> Result<bool, ClusterError> {
        let failed = |error: io::Error| ClusterError::file("lock", &self.path)(error);
        self.file.unlock().map_err(failed)?;
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

impl Drop for Lock {
    /// Unlocks explicitly rather than by closing, because a child process between fork and exec holds a copy.
    fn drop(&mut self) {
        // On failure, closing the file releases the lock.
        let _ = self.file.unlock();
    }
}
