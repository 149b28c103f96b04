//! A sheet on its way, and what can become of it.

use std::time::Instant;

use tokio::sync::oneshot;

use crate::app::AppError;
use crate::domain::{Comment, Response, Sheet};
use crate::store::StoredSheet;

/// What became of a sheet.
#[derive(Debug)]
pub(in crate::app) enum Verdict {
    /// It is on disk, now or since an earlier sending.
    Stored,
    /// Its form was sent before with other answers, which stand.
    SentBefore,
    /// It was not written: there were too many others. Sending it again helps.
    NotStored,
    /// It may have been written: the database broke off. Sending it again settles it.
    Unknown,
    /// The database refuses this one sheet.
    Refused(AppError),
}

/// A sheet, and who waits for its verdict.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) response: Response,
    pub(super) answer: oneshot::Sender<Verdict>,
    /// After this nobody begins to write it.
    pub(super) deadline: Instant,
}

impl Job {
    /// Whether somebody still waits for it.
    pub(super) fn is_wanted(&self) -> bool {
        Instant::now() < self.deadline && !self.answer.is_closed()
    }

    /// Tells the verdict. Who has gone meanwhile sends again and gets the same one.
    pub(super) fn tell(self, verdict: Verdict) {
        let _ = self.answer.send(verdict);
    }
}

/// What a sheet says, to be compared with a repeat.
#[derive(Debug)]
pub(super) enum Words {
    /// Read from the database.
    Stored(StoredSheet),
    /// Written by us just now.
    Written(Sheet),
}

impl Words {
    /// The verdict on a sheet with the same id.
    pub(super) fn verdict(&self, sent: &Sheet) -> Verdict {
        let same = match self {
            Self::Stored(stored) => {
                stored.answers == sent.answers
                    && stored.comment.as_deref() == sent.comment.as_ref().map(Comment::as_str)
            }
            Self::Written(written) => written == sent,
        };
        if same { Verdict::Stored } else { Verdict::SentBefore }
    }
}
