//! Accepts a citizen's response: stores it durably, once, for the unit that is responsible on that day. The
//! receipt shows the citizen later that the response is stored, never what it says.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{App, AppError, FormTokens, OpenChannel};
use crate::domain::{ChannelCode, Fault, Mode, Month, Response, ResponseContent, ResponseId, Unit};
use crate::store::find_response;

/// How long a form is valid after it was opened. A later response is still accepted, once per form, and
/// marked as late.
const FORM_VALIDITY: Duration = Duration::hours(24);

/// Why a submission got no receipt, and whether the response may have been stored.
#[derive(Debug)]
pub enum SubmitError {
    /// The answers have faults. Nothing was stored.
    Invalid(Vec<Fault>),
    /// The token was not issued by this server for this channel. Nothing was stored.
    ForeignToken,
    /// The form was submitted before with other answers. The first answers remain.
    Conflict,
    /// The queue is full, or the database cannot be reached. Nothing was stored; a retry helps.
    Busy,
    /// The connection to the database broke. The response may be stored; a retry counts it only once.
    Unknown,
    /// The database refuses this response because of a fault of the server. Nothing was stored.
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
    /// Whether the data are demo data.
    pub illustrative: bool,
}

impl App {
    /// Starts the thread that stores responses.
    ///
    /// # Errors
    ///
    /// Fails if the operating system cannot start a thread.
    pub fn start_accepting(&self) -> std::io::Result<()> {
        self.shared.committer.start(&self.shared.database)
    }

    /// Stops accepting responses, and waits at most two seconds until the accepted ones are stored.
    pub async fn stop_accepting(&self) {
        self.shared.committer.stop().await;
    }

    /// Stores a response and returns its id, which is the receipt. `token` identifies the form; `field`
    /// returns the value of a form field by its name.
    ///
    /// Submitting a form again with equal answers returns the same receipt and stores no second row.
    ///
    /// # Errors
    ///
    /// Fails if the answers are invalid, if the token was not issued for this channel, or if the response
    /// cannot be stored.
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

    /// The day on which a response submitted at this moment will be published; `None` if that day has passed
    /// or if editions are published by hand.
    pub fn publication_of(&self, submitted_at: DateTime<Utc>) -> Option<NaiveDate> {
        let month = Month::of(self.clock().day_of(submitted_at));
        self.calendar().publication_of(month).filter(|&day| day >= self.clock().today())
    }

    /// The receipt of a response; `None` if no response has this id.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read or the unit of the response is missing.
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

/// The mode that a response gets from the mode of its channel. No page asks for a one-time code yet, so
/// answers from verified and invited channels count as open ones.
fn mode_of_answer(channel: Mode) -> Mode {
    match channel {
        Mode::Verified | Mode::Invited => Mode::Open,
        other => other,
    }
}

fn is_late(id: ResponseId, now: DateTime<Utc>) -> bool {
    id.made_at().is_some_and(|made_at| now - made_at > FORM_VALIDITY)
}
