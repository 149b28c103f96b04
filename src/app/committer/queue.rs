//! The bounded queue from which all writers take their batches, and the rule for when a batch is taken.
//!
//! While no batch is in flight, a writer takes what is there at once, so that an idle server stores a single response
//! without delay. While batches are in flight, a further writer waits until at least as many responses have gathered as
//! are in flight. Without this rule it would take each response as it comes, and each would pay for a transaction.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::pending::PendingResponse;

/// Responses that may wait: what a busy database stores in a fraction of a second. With the longest comments they take
/// about 10 MB, in addition to the forms that the connections of their senders hold.
pub(super) const QUEUE_CAPACITY: usize = 2_048;

/// Shared by the handlers, which push, and the writers, which take.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    ready: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<PendingResponse>,
    in_flight: usize,
    closed: bool,
}

impl State {
    fn is_ready(&self) -> bool {
        !self.waiting.is_empty() && (self.closed || self.waiting.len() >= self.in_flight)
    }
}

/// Responses in flight until this is dropped.
#[derive(Debug)]
pub(super) struct InFlight<'a> {
    queue: &'a Queue,
    responses: usize,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.in_flight -= self.responses;
        self.queue.notify_if_ready(&state);
    }
}

impl Queue {
    /// Adds a response. Returns whether there was room for it; a closed queue has none.
    pub(super) fn push(&self, pending: PendingResponse) -> bool {
        let mut state = self.lock();
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
                let mut state = self.lock();
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

    fn take_from(&self, state: &mut State, limit: usize) -> (Vec<PendingResponse>, InFlight<'_>) {
        let responses = limit.min(state.waiting.len());
        let batch = state.waiting.drain(..responses).collect();
        state.in_flight += responses;
        // What is left may be enough for another writer.
        self.notify_if_ready(state);
        (batch, InFlight { queue: self, responses })
    }

    /// Accepts nothing more. Writers take what is left and then end.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_waiters();
    }

    fn notify_if_ready(&self, state: &State) {
        if state.is_ready() {
            self.ready.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
