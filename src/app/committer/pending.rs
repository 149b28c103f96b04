//! A response that waits to be stored, and the channel on which its sender waits for the result.

use std::time::Instant;

use tokio::sync::oneshot;

use crate::app::SubmitError;
use crate::domain::{Comment, Response};
use crate::store::StoredResponse;

/// A response in the queue or in a batch.
#[derive(Debug)]
pub(super) struct PendingResponse {
    pub(super) response: Response,
    pub(super) result: oneshot::Sender<Result<(), SubmitError>>,
    /// No attempt to store it begins after this.
    pub(super) deadline: Instant,
}

impl PendingResponse {
    /// Whether its sender still waits and its deadline has not passed.
    pub(super) fn is_wanted(&self) -> bool {
        Instant::now() < self.deadline && !self.result.is_closed()
    }

    /// Sends the result to the waiting request. If that request was cancelled, the result is dropped: the citizen can
    /// submit again and gets the same receipt.
    pub(super) fn reply(self, result: Result<(), SubmitError>) {
        let _ = self.result.send(result);
    }

    /// Answers by comparison with what is stored under its id.
    pub(super) fn reply_by_comparison(self, stored: Option<&StoredResponse>) {
        let sent = &self.response.sheet;
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
