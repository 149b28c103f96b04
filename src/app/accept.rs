//! Accepting a citizen's response: once, durably, for the unit of the day.

use chrono::{DateTime, Duration, Utc};

use super::{App, FormTokens, OpenChannel, SubmitError};
use crate::domain::{Mode, Response, ResponseId, Sheet};

/// How long a form is valid after it was opened. A response sent later is still accepted, once per form, and marked as late.
const FORM_VALIDITY: Duration = Duration::hours(24);

/// The fields of a submitted form.
pub struct Submission<'a> {
    /// The token of the form.
    pub token: &'a str,
    /// The value of a field by its name.
    pub field: &'a dyn Fn(&str) -> Option<&'a str>,
}

impl App {
    /// Begins to accept responses. Fails where the system gives no more threads.
    pub fn start_accepting(&self) -> std::io::Result<()> {
        self.shared.committer.start(&self.shared.database)
    }

    /// Accepts no more responses, and returns when those that were accepted are on disk.
    pub async fn stop_accepting(&self) {
        self.shared.committer.stop().await;
    }

    /// Stores the response and returns its id, which is the receipt.
    ///
    /// Sending the same form with the same answers again returns the same receipt and stores no second row.
    pub async fn accept(
        &self,
        open: &OpenChannel,
        tokens: &FormTokens,
        submission: &Submission<'_>,
    ) -> Result<ResponseId, SubmitError> {
        let sheet = Sheet::read(&open.survey.revision, submission.field).map_err(SubmitError::Invalid)?;
        let id = tokens.read(submission.token, open.channel.id).ok_or(SubmitError::ForeignToken)?;
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
        self.shared.committer.commit(response).await?;
        Ok(id)
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
    id.made_at().is_some_and(|made_at| now - made_at > FORM_VALIDITY)
}
