//! Jobs of the pool: one that a single requester waits for, and one that several may wait for.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::{oneshot, watch};

use super::PoolError;

/// What became of a shared job; `None` while it waits or runs.
pub(super) type Progress = Option<Result<Arc<dyn Any + Send + Sync>, PoolError>>;

/// Work that waits for a thread.
pub(super) trait Job: Send {
    /// Whether anybody still waits for its result.
    fn is_wanted(&self) -> bool;
    /// Does it. A panic ends the job, not the thread.
    fn perform(self: Box<Self>);
    /// Says that there is no time for it.
    fn refuse(self: Box<Self>);
}

/// A job for one requester.
pub(super) struct SingleJob<T, W> {
    pub(super) work: W,
    pub(super) sender: oneshot::Sender<Result<T, PoolError>>,
}

impl<T: Send, W: FnOnce() -> T + Send> Job for SingleJob<T, W> {
    fn is_wanted(&self) -> bool {
        !self.sender.is_closed()
    }

    fn perform(self: Box<Self>) {
        // Who has gone meanwhile misses nothing.
        let _ = self.sender.send(run(self.work));
    }

    fn refuse(self: Box<Self>) {
        let _ = self.sender.send(Err(PoolError::Busy));
    }
}

/// A job for everybody who asks the same.
pub(super) struct SharedJob<W> {
    pub(super) work: W,
    pub(super) sender: Arc<watch::Sender<Progress>>,
}

impl<T: Send + Sync + 'static, W: FnOnce() -> T + Send> Job for SharedJob<W> {
    fn is_wanted(&self) -> bool {
        !self.sender.is_closed()
    }

    fn perform(self: Box<Self>) {
        let result = run(self.work).map(|result| Arc::new(result) as Arc<dyn Any + Send + Sync>);
        self.sender.send_replace(Some(result));
    }

    fn refuse(self: Box<Self>) {
        self.sender.send_replace(Some(Err(PoolError::Busy)));
    }
}

fn run<T>(work: impl FnOnce() -> T) -> Result<T, PoolError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        tracing::error!("making a report panicked");
        PoolError::Failed
    })
}
