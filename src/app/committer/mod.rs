//! The committer: a thread with a few writers that store all citizens' responses.
//!
//! Responses wait in one bounded queue. Each writer has its own connection, takes a batch, stores it in one
//! transaction and answers the senders after the COMMIT. A receipt therefore means that the response is on
//! disk, and a higher load leads to larger batches instead of more transactions.

mod queue;
mod writer;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{io, thread};

use futures_util::FutureExt;
use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use queue::{PendingResponse, Queue};
use writer::Writer;

use super::SubmitError;
use crate::domain::Response;
use crate::store::Database;

/// Batches that can be in flight at once, each on its own connection. More writers make smaller batches and
/// gain nothing.
const WRITERS: usize = 3;
/// A response that has waited longer is not stored; its sender is asked to submit it again.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);
/// Additional time for the transaction. After that the sender is told that the outcome is unknown.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(2);

/// The handle to the committer thread; accepts nothing until it is started.
#[derive(Debug, Default)]
pub(super) struct Committer {
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    queue: Arc<Queue>,
    ended: oneshot::Receiver<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl Committer {
    /// Starts the committer unless it is running.
    ///
    /// It has its own thread and runtime, which also drives its connections: a batch then wakes one thread
    /// instead of three, and these wake-ups are most of the latency of a single response.
    pub(super) fn start(&self, database: &Database) -> io::Result<()> {
        let mut running = self.running.lock();
        if running.is_some() {
            return Ok(());
        }
        let queue = Arc::new(Queue::default());
        let (ending, ended) = oneshot::channel();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (database, shared) = (database.clone(), Arc::clone(&queue));
        thread::Builder::new().name("committer".to_owned()).spawn(move || {
            runtime.block_on(join_all((0..WRITERS).map(|_| write(&database, &shared))));
            // Fails if the process ends without waiting for the writers.
            let _ = ending.send(());
        })?;
        *running = Some(Running { queue, ended });
        Ok(())
    }

    /// Accepts no more responses and waits until those in the queue are stored, for at most
    /// [`COMMIT_TIMEOUT`].
    pub(super) async fn stop(&self) {
        let running = self.running.lock().take();
        let Some(mut running) = running else { return };
        running.queue.close();
        match tokio::time::timeout(COMMIT_TIMEOUT, &mut running.ended).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::error!("the committer thread panicked"),
            Err(_) => {
                tracing::warn!("the database does not answer; responses in flight may still be stored");
            }
        }
    }

    /// Stores the response, together with others that wait.
    pub(super) async fn commit(&self, response: Response) -> Result<(), SubmitError> {
        let queue = {
            let running = self.running.lock();
            Arc::clone(&running.as_ref().ok_or(SubmitError::Busy)?.queue)
        };
        let deadline = Instant::now() + QUEUE_TIMEOUT;
        let (result, stored) = oneshot::channel();
        if !queue.push(PendingResponse { response, result, deadline }) {
            return Err(SubmitError::Busy);
        }
        match tokio::time::timeout_at((deadline + COMMIT_TIMEOUT).into(), stored).await {
            Ok(Ok(result)) => result,
            // The transaction continues without this request, or its writer panicked.
            Ok(Err(_)) | Err(_) => Err(SubmitError::Unknown),
        }
    }
}

/// Runs a writer until the queue is closed and empty. Replaces a writer that panics; the senders of its batch
/// are told that the outcome is unknown.
async fn write(database: &Database, queue: &Queue) {
    loop {
        let writer = Writer { database: database.clone(), connection: None };
        if AssertUnwindSafe(writer.run(queue)).catch_unwind().await.is_ok() {
            return;
        }
        tracing::error!("a writer panicked and is replaced");
    }
}
