//! The locks by which processes agree who starts and who stops the server.
//!
//! They are `flock` locks, which a process loses when it ends, however it ends. The standard library opens
//! files close-on-exec, so that no child keeps one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::ClusterError;

/// Longer than any start or stop may take.
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Short beside a start, long beside a system call.
const PAUSE: Duration = Duration::from_millis(20);

/// A file with a lock, which ends when this value is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Waits until nobody else has the lock.
    pub(super) fn exclusive(path: &Path) -> Result<Self, ClusterError> {
        Self::wait(path, File::try_lock)
    }

    /// Waits until nobody else has the lock for itself alone.
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
                Err(TryLockError::WouldBlock) if begun.elapsed() < LONGEST_WAIT => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(ClusterError(format!(
                        "another process has held {} for {} seconds: see whether a hailong hangs",
                        path.display(),
                        LONGEST_WAIT.as_secs()
                    )));
                }
            }
        }
    }

    /// Gives up a shared lock and says whether nobody else has one. Only to be asked by who keeps others
    /// from joining meanwhile.
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
    /// Said aloud rather than left to closing, because a child between fork and exec holds a copy.
    fn drop(&mut self) {
        // Closing follows, which ends the lock as well.
        let _ = self.file.unlock();
    }
}
