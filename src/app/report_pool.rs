//! The pool that runs all report work: counting, composing, drawing, and writing PDF, XLSX and ZIP files.
//!
//! Readers of reports must not take processor time from citizens who submit responses. The pool therefore has
//! few threads with a low priority, and a short queue: a request beyond it is refused at once
//! ([`PoolError::Busy`]) and can be repeated later. A waiting job is skipped if its requester disconnects.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::AppError;

/// Maximum number of threads. More of them would slow down the rest of the machine through memory and disk.
const MAX_THREADS: usize = 4;
/// Maximum number of waiting jobs: enough for twenty readers who request one page each, not for a flood.
const QUEUE_CAPACITY: usize = 32;
/// A job that has waited longer is refused, because its reader has given up or will soon.
const MAX_WAIT: Duration = Duration::from_secs(20);
/// Added to the niceness of the pool's threads. Beside a busy thread of normal priority each gets about 3 %
/// of a processor.
const NICENESS: i32 = 15;

/// Why a job has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// The queue is full, or the job has waited in it too long. A later retry helps.
    #[error("too many reports are being made")]
    Busy,
    /// The job panicked, or the pool has no threads. The log has the details.
    #[error("the report could not be made")]
    Failed,
}

impl From<PoolError> for AppError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Busy => Self::Busy,
            PoolError::Failed => Self::internal(error),
        }
    }
}

/// The limits of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolLimits {
    /// Jobs that run at the same time.
    pub threads: usize,
    /// Jobs that wait.
    pub queue: usize,
    /// Maximum time that a job waits.
    pub longest_wait: Duration,
}

impl Default for PoolLimits {
    /// Leaves one processor for the request handlers if there are several.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = processors.saturating_sub(1).clamp(1, MAX_THREADS);
        Self { threads, queue: QUEUE_CAPACITY, longest_wait: MAX_WAIT }
    }
}

/// A pool for report work. Its threads start with the first jobs.
#[derive(Debug)]
pub struct ReportPool {
    /// Only its threads for blocking work are used. `None` if the runtime could not be created.
    runtime: Option<Runtime>,
    /// One permit per running job. Waiting jobs get permits in the order of their arrival.
    running: Arc<Semaphore>,
    /// One permit per waiting job.
    waiting: Semaphore,
    longest_wait: Duration,
    started: AtomicU64,
}

impl ReportPool {
    /// Creates a pool with these limits.
    pub fn new(limits: PoolLimits) -> Self {
        let mut runtime = Builder::new_current_thread();
        runtime.max_blocking_threads(limits.threads).thread_name("reports").on_thread_start(lower_priority);
        let runtime = runtime.build().inspect_err(|error| tracing::error!(%error, "no reports can be made"));
        Self {
            runtime: runtime.ok(),
            running: Arc::new(Semaphore::new(limits.threads)),
            waiting: Semaphore::new(limits.queue),
            longest_wait: limits.longest_wait,
            started: AtomicU64::new(0),
        }
    }

    /// Runs `work` as soon as a thread is free. Dropping the future before that cancels the job.
    ///
    /// # Errors
    ///
    /// Fails with [`PoolError::Busy`] if the queue is full or the job has waited too long, and with
    /// [`PoolError::Failed`] if the job panics or the pool has no threads.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let turn = self.turn().await?;
        self.started.fetch_add(1, Ordering::Relaxed);
        let job = move || {
            // A running job keeps its thread until it ends, even if its requester disconnects.
            let _turn = turn;
            work()
        };
        let job = self.runtime.as_ref().ok_or(PoolError::Failed)?.spawn_blocking(job);
        job.await.map_err(|error| {
            tracing::error!(%error, "report job failed");
            PoolError::Failed
        })
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, PoolError> {
        if let Ok(turn) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(turn);
        }
        let _place = self.waiting.try_acquire().map_err(|_| PoolError::Busy)?;
        let turn = timeout(self.longest_wait, Arc::clone(&self.running).acquire_owned()).await;
        turn.map_err(|_| PoolError::Busy)?.map_err(|_| PoolError::Failed)
    }

    /// The number of jobs started so far.
    pub fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }
}

impl Default for ReportPool {
    fn default() -> Self {
        Self::new(PoolLimits::default())
    }
}

impl Drop for ReportPool {
    /// Does not wait for running jobs.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Lowers the priority of the calling thread. On Linux niceness is per thread.
fn lower_priority() {
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::warn!(%error, "reports are made at normal priority");
    }
}

#[cfg(test)]
mod tests {
    //! The pool with requests that are cancelled, refused or wait too long.

    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    const LIMITS: PoolLimits = PoolLimits { threads: 1, queue: 2, longest_wait: Duration::from_secs(20) };

    /// Occupies the only thread until the returned sender is dropped or used.
    async fn occupy(pool: &Arc<ReportPool>) -> Sender<()> {
        let (release, released): (Sender<()>, Receiver<()>) = channel();
        let pool_of_job = Arc::clone(pool);
        tokio::spawn(async move { pool_of_job.run(move || released.recv().unwrap_or_default()).await });
        while pool.started() == 0 {
            tokio::task::yield_now().await;
        }
        release
    }

    /// Submits a job that returns `number`, and waits until it is in the queue.
    async fn ask(pool: &Arc<ReportPool>, number: usize) -> tokio::task::JoinHandle<Result<usize, PoolError>> {
        let (pool, free) = (Arc::clone(pool), pool.waiting.available_permits());
        let job = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(move || number).await }
        });
        while pool.waiting.available_permits() == free {
            tokio::task::yield_now().await;
        }
        job
    }

    #[tokio::test]
    async fn work_runs_at_low_priority_and_a_panic_ends_one_job_only() {
        let pool = ReportPool::new(LIMITS);
        let normal = rustix::process::getpriority_process(None).unwrap();
        let niceness = pool.run(|| rustix::process::getpriority_process(None).unwrap()).await.unwrap();
        assert_eq!(niceness, (normal + NICENESS).min(19));
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), normal);
        assert_eq!(pool.run(|| panic!("as a test")).await, Err::<(), _>(PoolError::Failed));
        assert_eq!(pool.run(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn beyond_the_queue_a_job_is_refused_at_once() {
        let pool = Arc::new(ReportPool::new(LIMITS));
        let release = occupy(&pool).await;
        let waiting = [ask(&pool, 0).await, ask(&pool, 1).await];
        assert_eq!(pool.run(|| 2).await, Err(PoolError::Busy));
        drop(release);
        for (number, job) in waiting.into_iter().enumerate() {
            assert_eq!(job.await.unwrap(), Ok(number));
        }
        assert_eq!(pool.run(|| 3).await, Ok(3));
    }

    #[tokio::test]
    async fn a_cancelled_job_is_skipped_and_frees_its_place_in_the_queue() {
        let pool = Arc::new(ReportPool::new(LIMITS));
        let release = occupy(&pool).await;
        for number in 0..20 {
            let abandoned = ask(&pool, number).await;
            abandoned.abort();
            assert!(abandoned.await.unwrap_err().is_cancelled());
        }
        let kept = ask(&pool, 20).await;
        drop(release);
        assert_eq!(kept.await.unwrap(), Ok(20));
        assert_eq!(pool.started(), 2, "the job that occupied the thread, and the one that was not cancelled");
    }

    #[tokio::test]
    async fn a_job_that_has_waited_too_long_is_refused() {
        let limits = PoolLimits { longest_wait: Duration::from_millis(10), ..LIMITS };
        let pool = Arc::new(ReportPool::new(limits));
        let release = occupy(&pool).await;
        assert_eq!(ask(&pool, 1).await.await.unwrap(), Err(PoolError::Busy));
        drop(release);
    }
}
