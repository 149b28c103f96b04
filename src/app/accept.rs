//! Accepting a citizen's sheet: once, durably, for the unit of the day.

use chrono::{DateTime, Duration, Utc};

use super::committer::Verdict;
use super::{App, AppError, FormTokens, OpenChannel};
use crate::domain::{Fault, Mode, Response, ResponseId, Sheet};

/// How long a form is valid. What is sent later is taken all the same, once, and marked.
const LIFE_OF_A_FORM: Duration = Duration::hours(24);

/// What a form sent.
pub struct Submission<'a> {
    /// The token of the form.
    pub token: &'a str,
    /// The value of a field by its name.
    pub field: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// Why a sheet was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// The sheet has faults. Nothing was stored.
    Faults(Vec<Fault>),
    /// The token is not one of ours for this channel. Nothing was stored.
    ForeignToken,
    /// The form was sent before with other answers, which stand.
    SentBefore,
    /// Too many sheets are waiting, or the database is away: nothing was stored, and sending it again helps.
    Busy,
    /// The database broke off: it may have been stored, and sending it again counts it once.
    Unknown,
    /// We failed. Nothing was stored.
    Failed(AppError),
}

impl App {
    /// Begins to take sheets in. Fails where the system gives no more threads.
    pub fn start_accepting(&self) -> std::io::Result<()> {
        self.shared.committer.start(&self.shared.database, self.shared.clock)
    }

    /// Takes no more sheets, and returns when those that were taken are on disk.
    pub async fn stop_accepting(&self) {
        self.shared.committer.stop().await;
    }

    /// Stores the sheet and its counts in one transaction and returns its id, which is the receipt.
    ///
    /// The same form with the same answers is the same sheet: it gets the same receipt and no second row.
    pub async fn accept(
        &self,
        open: &OpenChannel,
        tokens: &FormTokens,
        submission: &Submission<'_>,
    ) -> Result<ResponseId, Refusal> {
        let sheet = Sheet::read(&open.survey.revision, submission.field).map_err(Refusal::Faults)?;
        let id = tokens.read(submission.token, open.channel.id).ok_or(Refusal::ForeignToken)?;
        let now = self.shared.clock.now();
        let response = Response {
            id,
            unit: open.unit.id,
            channel: Some(open.channel.id),
            revision: open.survey.revision.id,
            mode: mode_of_answer(open.channel.mode),
            submitted_at: now,
            late: is_late(id, now),
            sheet,
        };
        match self.shared.committer.commit(response).await {
            Verdict::Stored => Ok(id),
            Verdict::SentBefore => Err(Refusal::SentBefore),
            Verdict::NotStored => Err(Refusal::Busy),
            Verdict::Unknown => Err(Refusal::Unknown),
            Verdict::Refused(error) => Err(Refusal::Failed(error)),
        }
    }
}

/// A one-time code counts only once it has been checked, and no page asks for one yet: whoever merely scanned the
/// poster of such a channel answered in the open.
fn mode_of_answer(channel: Mode) -> Mode {
    match channel {
        Mode::Verified | Mode::Invited => Mode::Open,
        other => other,
    }
}

fn is_late(id: ResponseId, now: DateTime<Utc>) -> bool {
    id.made_at().is_some_and(|made_at| now - made_at > LIFE_OF_A_FORM)
}
