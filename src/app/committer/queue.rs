//! The bounded queue from which all writers take their batches, and the rule for when a batch is taken.
//!
//! While no batch is in flight, a writer takes the waiting responses at once, so that an idle server stores a
//! single response without delay. While batches are in flight, a further writer waits until at least as many
//! responses are waiting as are in flight. Without this rule each response would be taken as it arrives and
//! would cost its own transaction.

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Instant;

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use crate::app::SubmitError;
use crate::domain::{Comment, Response};
use crate::store::StoredResponse;

/// Maximum number of waiting responses: what a busy database stores in a fraction of a second. With the
/// longest comments they take about 10 MB, in addition to the forms held by the senders' connections.
pub(super) const QUEUE_CAPACITY: usize = 2_048;

/// A response in the queue or in a batch.
#[derive(Debug)]
pub(super) struct PendingResponse {
    pub(super) response: Response,
    pub(super) result: oneshot::Sender<Result<(), SubmitError>>,
    /// No attempt to store the response begins after this.
    pub(super) deadline: Instant,
}

impl PendingResponse {
    /// Whether the sender is still waiting and the deadline has not passed.
    pub(super) fn is_wanted(&self) -> bool {
        Instant::now() < self.deadline && !self.result.is_closed()
    }

    /// Sends the result to the waiting request. If that request was cancelled, the result is dropped: the
    /// citizen can submit again and gets the same receipt.
    pub(super) fn reply(self, result: Result<(), SubmitError>) {
        let _ = self.result.send(result);
    }

    /// Replies with the result of comparing the response with the one stored under its id.
    pub(super) fn reply_by_comparison(self, stored: Option<&StoredResponse>) {
        let sent = &self.response.content;
        let result = match stored {
            None => Err(SubmitError::Unknown),
            Some(stored)
                if stored.answers == sent.answers
                    && stored.comment.as_deref() == sent.comment.as_ref().map(Comment::as_str) =>
            {
                Ok(())
            }
            Some(_) => Err(SubmitError::Conflict),
        };
        self.reply(result);
    }
}

/// The queue, shared by the handlers, which push, and the writers, which take.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<QueueState>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct QueueState {
    waiting: VecDeque<PendingResponse>,
    in_flight: usize,
    closed: bool,
}

impl QueueState {
    fn is_ready(&self) -> bool {
        !self.waiting.is_empty() && (self.closed || self.waiting.len() >= self.in_flight)
    }
}

/// Counts responses as in flight until it is dropped.
#[derive(Debug)]
pub(super) struct InFlight<'a> {
    queue: &'a Queue,
    responses: usize,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.state.lock();
        state.in_flight -= self.responses;
        self.queue.notify_if_ready(&state);
    }
}

impl Queue {
    /// Adds a response. Returns `false` if the queue is full or closed.
    pub(super) fn push(&self, pending: PendingResponse) -> bool {
        let mut state = self.state.lock();
        if state.closed || state.waiting.len() >= QUEUE_CAPACITY {
            return false;
        }
        state.waiting.push_back(pending);
        self.notify_if_ready(&state);
        true
    }

    /// Takes the next batch, the oldest first and at most `limit`; `None` when the queue is closed and empty.
    pub(super) async fn take(&self, limit: usize) -> Option<(Vec<PendingResponse>, InFlight<'_>)> {
        loop {
            let mut ready = pin!(self.ready.notified());
            // Registered before the state is checked, so that no notification is missed.
            ready.as_mut().enable();
            {
                let mut state = self.state.lock();
                if state.is_ready() {
                    return Some(self.take_from(&mut state, limit));
                }
                if state.closed {
                    return None;
                }
            }
            ready.await;
        }
    }

    fn take_from(&self, state: &mut QueueState, limit: usize) -> (Vec<PendingResponse>, InFlight<'_>) {
        let responses = limit.min(state.waiting.len());
        let batch = state.waiting.drain(..responses).collect();
        state.in_flight += responses;
        // The remaining responses may be enough for another writer.
        self.notify_if_ready(state);
        (batch, InFlight { queue: self, responses })
    }

    /// Closes the queue. Writers take the remaining responses and then end.
    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.ready.notify_waiters();
    }

    fn notify_if_ready(&self, state: &QueueState) {
        if state.is_ready() {
            self.ready.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Mode, ResponseContent, ResponseId, RevisionId, UnitId};

    fn pending() -> PendingResponse {
        let response = Response {
            id: ResponseId(Uuid::nil()),
            unit: UnitId(1),
            channel: None,
            revision: RevisionId(1),
            mode: Mode::Open,
            submitted_at: chrono::DateTime::UNIX_EPOCH,
            late: false,
            content: ResponseContent { answers: Vec::new(), comment: None },
        };
        PendingResponse { response, result: oneshot::channel().0, deadline: Instant::now() }
    }

    #[test]
    fn one_response_is_taken_at_once_and_a_further_batch_when_as_many_wait_as_are_in_flight() {
        let queue = Queue::default();
        assert!(queue.take(9).now_or_never().is_none(), "nothing waits");
        assert!(queue.push(pending()) && queue.push(pending()));
        let (first, in_flight) = queue.take(9).now_or_never().flatten().unwrap();
        assert_eq!(first.len(), 2);
        assert!(queue.push(pending()));
        assert!(queue.take(9).now_or_never().is_none(), "one waits while two are in flight");
        assert!(queue.push(pending()));
        let (second, also_in_flight) = queue.take(9).now_or_never().flatten().unwrap();
        assert_eq!(second.len(), 2);
        assert!(queue.push(pending()));
        drop(in_flight);
        assert!(queue.take(9).now_or_never().is_none(), "one waits while two are in flight");
        drop(also_in_flight);
        assert_eq!(queue.take(9).now_or_never().flatten().unwrap().0.len(), 1);
    }

    #[tokio::test]
    async fn a_writer_that_waits_is_woken_when_a_batch_is_ready_and_when_the_queue_is_closed() {
        let queue = Queue::default();
        assert!(queue.push(pending()));
        let (_, in_flight) = queue.take(9).await.unwrap();
        let take = async { queue.take(9).await.map(|(batch, _)| batch.len()) };
        let push = async { assert!(queue.push(pending())) };
        assert_eq!(tokio::join!(take, push).0, Some(1));
        drop(in_flight);
        let take = async { queue.take(9).await.map(|(batch, _)| batch.len()) };
        assert_eq!(tokio::join!(take, async { queue.close() }).0, None);
    }

    #[test]
    fn a_full_or_closed_queue_takes_nothing_more_but_gives_what_it_has() {
        let queue = Queue::default();
        assert!((0..QUEUE_CAPACITY).all(|_| queue.push(pending())));
        assert!(!queue.push(pending()));
        let (batch, in_flight) = queue.take(QUEUE_CAPACITY - 1).now_or_never().flatten().unwrap();
        assert_eq!(batch.len(), QUEUE_CAPACITY - 1);
        queue.close();
        assert!(!queue.push(pending()));
        let (rest, _) = queue.take(9).now_or_never().flatten().unwrap();
        assert_eq!(rest.len(), 1);
        drop(in_flight);
        assert!(queue.take(9).now_or_never().unwrap().is_none());
    }
}
