//! Accepting a citizen's sheet: once, durably, for the unit of the day.

use diesel_async::AsyncConnection;

use super::record::{PendingTallies, record};
use super::{App, AppError, FormTokens, OpenChannel};
use crate::domain::{Fault, Mode, Response, ResponseId, Sheet};
use crate::store::{StoredSheet, find_sheet};

/// What a form sent.
pub struct Submission<'a> {
    /// The token of the form.
    pub token: &'a str,
    /// The value of a field by its name.
    pub field: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// Why a sheet was not taken. Nothing of it was stored.
#[derive(Debug)]
pub enum Refusal {
    /// The sheet has faults.
    Faults(Vec<Fault>),
    /// The token is not one of ours for this channel.
    ForeignToken,
    /// The form was sent before with other answers, which stand.
    SentBefore,
    /// We failed.
    Failed(AppError),
}

impl<E: Into<AppError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl App {
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
        let response = Response {
            id,
            unit: open.unit.id,
            channel: Some(open.channel.id),
            survey: open.survey.id,
            revision: open.survey.revision.id,
            mode: mode_of_answer(open.channel.mode),
            submitted_at: open.opened_at,
            sheet: sheet.clone(),
        };
        let mut connection = self.shared.database.connection().await?;
        let clock = self.shared.clock;
        let stored = connection
            .transaction::<_, AppError, _>(async |connection| {
                let mut tallies = PendingTallies::default();
                if record(connection, &mut vec![response], clock, &mut tallies).await? == 0 {
                    return Ok(find_sheet(connection, id).await?);
                }
                tallies.write(connection, &open.survey).await?;
                Ok(None)
            })
            .await?;
        match stored {
            Some(stored) if !says_the_same(&stored, &sheet) => Err(Refusal::SentBefore),
            _ => Ok(id),
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

fn says_the_same(stored: &StoredSheet, sent: &Sheet) -> bool {
    stored.answers == sent.answers
        && stored.comment.as_deref() == sent.comment.as_ref().map(crate::domain::Comment::as_str)
}
