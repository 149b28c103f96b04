//! The committer: one thread a process through which every citizen's sheet goes into the database.
//!
//! It takes what has gathered in a bounded queue, writes it in one transaction and answers each waiter after the
//! COMMIT. An idle server commits a single sheet at once; under load the batch grows by itself. So a receipt means that
//! the sheet is on disk, and load is met with larger batches instead of with more transactions.

mod job;
mod pace;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use job::Job;
pub(super) use job::Verdict;
use writer::Writer;

use crate::clock::Clock;
use crate::domain::Response;
use crate::store::Database;

/// Sheets that may wait: what a busy database takes in a fraction of a second. With the longest comments they are some
/// 10 MB; the forms that their senders' connections still hold, to show them again, come on top of it.
const LONGEST_QUEUE: usize = 2_048;
/// A sheet that has waited for so long is not written any more: its sender is told to send it again.
const PATIENCE: Duration = Duration::from_secs(5);
/// What a transaction may take beyond that before its sender is told that the outcome is not known.
const GRACE: Duration = Duration::from_secs(2);

/// The way into the committer; closed until it is started.
#[derive(Debug, Default)]
pub(super) struct Committer {
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    queue: Sender<Job>,
    ended: oneshot::Receiver<()>,
}

impl Committer {
    /// Starts it, unless it runs.
    ///
    /// It has a thread and a runtime of its own, on which its connection lives too: a batch then wakes one thread and
    /// not three, which for a single sheet is most of the way.
    pub(super) fn start(&self, database: &Database, clock: Clock) -> io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_some() {
            return Ok(());
        }
        let (queue, waiting) = mpsc::channel(LONGEST_QUEUE);
        let (ending, ended) = oneshot::channel();
        let database = database.clone();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("committer".to_owned()).spawn(move || {
            work(&runtime, &database, clock, waiting);
            // Nobody waits where the process is ending without being asked.
            let _ = ending.send(());
        })?;
        *open = Some(Open { queue, ended });
        Ok(())
    }

    /// Takes no more sheets, and waits until those that were taken are written. Once nobody waits for an answer any more,
    /// it does not wait for long either.
    pub(super) async fn stop(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Open { queue, ended }) = open else { return };
        drop(queue);
        match tokio::time::timeout(GRACE, ended).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::error!("the committer did not end well"),
            Err(_) => tracing::warn!("the database does not answer: what it is writing it may still write"),
        }
    }

    /// Writes the sheet, together with what else waits, and says what became of it.
    pub(super) async fn commit(&self, response: Response) -> Verdict {
        let queue = {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(open) = open.as_ref() else { return Verdict::NotStored };
            open.queue.clone()
        };
        let deadline = Instant::now() + PATIENCE;
        let (answer, verdict) = oneshot::channel();
        if queue.try_send(Job { response, answer, deadline }).is_err() {
            return Verdict::NotStored;
        }
        drop(queue);
        match tokio::time::timeout_at((deadline + GRACE).into(), verdict).await {
            Ok(Ok(verdict)) => verdict,
            // The transaction goes on without us, or the committer has ended.
            Ok(Err(_)) | Err(_) => Verdict::Unknown,
        }
    }
}

/// Writes until the queue is closed and empty. Should writing ever panic, its waiters learn that the outcome is not
/// known, and the next batch is written all the same.
fn work(runtime: &Runtime, database: &Database, clock: Clock, mut waiting: Receiver<Job>) {
    loop {
        let writer = Writer::new(database.clone(), clock);
        if catch_unwind(AssertUnwindSafe(|| runtime.block_on(writer.run(&mut waiting)))).is_ok() {
            return;
        }
        tracing::error!("the committer panicked and begins anew");
    }
}
