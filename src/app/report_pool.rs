//! The one pool in which all report work runs: counting, composing, drawing, and writing PDF, XLSX and ZIP files.
//!
//! Readers must not take processor time from citizens who answer. So the pool has few threads, these have a low priority,
//! and its queue is short: a request beyond it is refused at once ([`PoolError::Busy`]) and can be repeated later. A job
//! whose requesters have all gone is skipped, and jobs with the same key that overlap are run once.

mod job;
#[cfg(test)]
mod tests;

use std::any::TypeId;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::AppError;
use job::{Job, Progress, SharedJob, SingleJob};

/// More threads than this would make the rest of the machine wait for memory and disk.
const MOST_THREADS: usize = 4;
/// Jobs that wait. Twenty readers who ask for one page each fit in; a flood does not.
const QUEUE_CAPACITY: usize = 32;
/// A job that has waited for longer is refused: its reader has given up or will soon.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// Added to the niceness of the pool's threads: beside a busy thread of normal priority each gets some 3 % of a processor.
const NICENESS: i32 = 15;

/// Why a job has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// The queue is full, or the job has waited too long in it. Trying again later helps.
    #[error("too many reports are being made")]
    Busy,
    /// The job panicked, or no thread could be started. The log has more.
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

/// The size of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolLimits {
    /// Jobs that run at once.
    pub threads: usize,
    /// Jobs that wait.
    pub queue: usize,
    /// How long a job may wait.
    pub longest_wait: Duration,
}

impl Default for PoolLimits {
    /// One processor is left for those who answer, where there are several.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = processors.saturating_sub(1).clamp(1, MOST_THREADS);
        Self { threads, queue: QUEUE_CAPACITY, longest_wait: LONGEST_WAIT }
    }
}

/// A pool. Its threads start with the first jobs and end when it is dropped.
pub struct ReportPool {
    shared: Arc<Shared>,
}

struct Shared {
    limits: PoolLimits,
    queue: Mutex<Queue>,
    /// A job has come, or the pool has been closed.
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    /// Jobs that were started so far.
    started: u64,
    waiting: VecDeque<(Instant, Box<dyn Job>)>,
    threads: usize,
    idle: usize,
    is_closed: bool,
    /// Jobs with a key, whether they wait or run.
    shared: HashMap<(TypeId, String), Weak<watch::Sender<Progress>>>,
}

impl ReportPool {
    /// A pool of this size.
    pub fn new(limits: PoolLimits) -> Self {
        Self { shared: Arc::new(Shared { limits, queue: Mutex::default(), changed: Condvar::new() }) }
    }

    /// Runs `work` when a thread is free. Dropping the future before that withdraws it.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (sender, receiver) = oneshot::channel();
        self.shared.enqueue(&mut self.shared.queue(), Box::new(SingleJob { work, sender }))?;
        receiver.await.map_err(|_| PoolError::Failed)?
    }

    /// Runs `work` once for everybody who asks with the same `key` while it waits or runs. The key must name everything
    /// that the result depends on. The job is withdrawn when the last of them has dropped the future.
    pub async fn run_once<T: Send + Sync + 'static>(
        &self,
        key: String,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Arc<T>, PoolError> {
        let (key, mut work) = ((TypeId::of::<T>(), key), Some(work));
        loop {
            let mut progress = self.join_or_enqueue(&key, &mut work)?;
            // The job may have been withdrawn just before we joined it: then ours takes its place.
            let outcome = match progress.wait_for(Option::is_some).await {
                Ok(outcome) => outcome.clone(),
                Err(_) if work.is_some() => continue,
                Err(_) => None,
            };
            let result = outcome.unwrap_or(Err(PoolError::Failed))?;
            return result.downcast().map_err(|_| PoolError::Failed);
        }
    }

    /// How many jobs were started so far.
    pub fn started(&self) -> u64 {
        self.shared.queue().started
    }

    fn join_or_enqueue<T: Send + Sync + 'static>(
        &self,
        key: &(TypeId, String),
        work: &mut Option<impl FnOnce() -> T + Send + 'static>,
    ) -> Result<watch::Receiver<Progress>, PoolError> {
        let mut queue = self.shared.queue();
        // A job that has ended is not joined: who asks later wants to know anew.
        let running = queue.shared.get(key).and_then(Weak::upgrade);
        if let Some(sender) = running.filter(|sender| sender.borrow().is_none()) {
            return Ok(sender.subscribe());
        }
        let work = work.take().ok_or(PoolError::Failed)?;
        let (sender, receiver) = watch::channel(None);
        let sender = Arc::new(sender);
        queue.shared.retain(|_, sender| sender.strong_count() > 0);
        queue.shared.insert(key.clone(), Arc::downgrade(&sender));
        self.shared.enqueue(&mut queue, Box::new(SharedJob { work, sender }))?;
        Ok(receiver)
    }
}

impl Default for ReportPool {
    fn default() -> Self {
        Self::new(PoolLimits::default())
    }
}

impl fmt::Debug for ReportPool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ReportPool").field("limits", &self.shared.limits).finish_non_exhaustive()
    }
}

impl Drop for ReportPool {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.is_closed = true;
        queue.waiting.clear();
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enqueue(self: &Arc<Self>, queue: &mut Queue, job: Box<dyn Job>) -> Result<(), PoolError> {
        // Those who have gone leave their places to others.
        queue.waiting.retain(|(_, job)| job.is_wanted());
        if queue.waiting.len() >= self.limits.queue + queue.idle {
            return Err(PoolError::Busy);
        }
        if queue.idle <= queue.waiting.len() && queue.threads < self.limits.threads {
            let shared = Arc::clone(self);
            let thread = std::thread::Builder::new().name("reports".to_owned());
            thread.spawn(move || shared.work()).map_err(|error| {
                tracing::error!(%error, "no thread can be started for reports");
                PoolError::Failed
            })?;
            queue.threads += 1;
            // It is as good as idle: a job for which it was started does not take a place in the queue.
            queue.idle += 1;
        }
        queue.waiting.push_back((Instant::now(), job));
        self.changed.notify_one();
        Ok(())
    }

    /// What a thread does until the pool is closed.
    fn work(&self) {
        // On Linux this is the niceness of the calling thread alone.
        if let Err(error) = rustix::process::nice(NICENESS) {
            tracing::warn!(%error, "reports are made at normal priority");
        }
        while let Some((queued, job)) = self.next_job() {
            if queued.elapsed() > self.limits.longest_wait {
                job.refuse();
            } else {
                job.perform();
            }
            self.queue().idle += 1;
        }
    }

    /// The next job that somebody waits for; `None` once the pool is closed.
    fn next_job(&self) -> Option<(Instant, Box<dyn Job>)> {
        let mut queue = self.queue();
        loop {
            if queue.is_closed {
                return None;
            }
            while let Some((queued, job)) = queue.waiting.pop_front() {
                if job.is_wanted() {
                    queue.idle = queue.idle.saturating_sub(1);
                    queue.started += 1;
                    return Some((queued, job));
                }
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
