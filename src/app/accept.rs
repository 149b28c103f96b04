//! Accepting a citizen's response: once, durably, for the unit of the day; and what the citizen may see of it again: that
//! it is there, never what it says.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{App, AppError, FormTokens, OpenChannel};
use crate::domain::{ChannelCode, Fault, Mode, Month, Response, ResponseContent, ResponseId, Unit};
use crate::store::find_response;

/// How long a form is valid after it was opened. A response sent later is still accepted, once per form, and marked as late.
const FORM_VALIDITY: Duration = Duration::hours(24);

/// Why a submission got no receipt, and whether anything may have been stored.
#[derive(Debug)]
pub enum SubmitError {
    /// The answers have faults. Nothing was stored.
    Invalid(Vec<Fault>),
    /// The token was not issued by us for this channel. Nothing was stored.
    ForeignToken,
    /// The form was submitted before with other answers, which stand.
    Conflict,
    /// Too many responses wait, or the database cannot be reached. Nothing was stored; sending it again helps.
    Busy,
    /// The connection to the database broke. It may have been stored; sending it again counts it once.
    Unknown,
    /// The database refuses this response, which is our fault. Nothing was stored.
    Failed(AppError),
}

/// Proof that a response was stored.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The response.
    pub id: ResponseId,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// The unit that it counts for.
    pub unit: Unit,
    /// The code and label of the channel; `None` for imported responses without one.
    pub channel: Option<(ChannelCode, String)>,
    /// Whether the data are made up.
    pub illustrative: bool,
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

    /// Stores the response with the `token` of its form, whose fields have the values that `field` finds by their names.
    /// Returns its id, which is the receipt.
    ///
    /// Sending the same form with the same answers again returns the same receipt and stores no second row.
    pub async fn accept<'a>(
        &self,
        open: &OpenChannel,
        tokens: &FormTokens,
        token: &str,
        field: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<ResponseId, SubmitError> {
        let content = ResponseContent::read(&open.survey.revision, field).map_err(SubmitError::Invalid)?;
        let id = tokens.read(token, open.channel.id).ok_or(SubmitError::ForeignToken)?;
        let now = self.shared.clock.now();
        let response = Response {
            id,
            unit: open.unit.id,
            channel: Some(open.channel.id),
            revision: open.survey.revision.id,
            mode: mode_of_answer(open.channel.mode),
            submitted_at: now,
            late: is_late(id, now),
            content,
        };
        self.shared.committer.commit(response).await?;
        Ok(id)
    }

    /// The day on which what is submitted at a moment is published, if it is not yet; `None` where that is done by hand.
    pub fn publication_of(&self, submitted_at: DateTime<Utc>) -> Option<NaiveDate> {
        let month = Month::of(self.clock().day_of(submitted_at));
        self.calendar().publication_of(month).filter(|&day| day >= self.clock().today())
    }

    /// The receipt of a response; `None` where there is none with this id.
    pub async fn receipt(&self, id: ResponseId) -> Result<Option<Receipt>, AppError> {
        let found = self
            .shared
            .database
            .read(async |connection| {
                let Some(response) = find_response(connection, id).await? else {
                    return Ok::<_, AppError>(None);
                };
                Ok(Some((response, self.shared.catalogue.reference_data(connection).await?)))
            })
            .await?;
        let Some((response, reference_data)) = found else { return Ok(None) };
        let unit = reference_data.registry.unit(response.unit).cloned();
        let unit = unit.ok_or_else(|| AppError::internal(format!("response {} has no unit", id.0)))?;
        Ok(Some(Receipt {
            id,
            submitted_at: response.submitted_at,
            unit,
            channel: response.channel,
            illustrative: reference_data.illustrative,
        }))
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
