//! What a citizen may see again of what they sent: that it is there, never what it says.

use chrono::{DateTime, NaiveDate, Utc};

use super::{App, AppError};
use crate::domain::{ChannelCode, Month, ResponseId, Unit};
use crate::store::find_response;

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
                Ok(Some((response, self.shared.catalogue.ground(connection).await?)))
            })
            .await?;
        let Some((response, ground)) = found else { return Ok(None) };
        let unit = ground.registry.unit(response.unit).cloned();
        let unit = unit.ok_or_else(|| AppError::internal(format!("response {} has no unit", id.0)))?;
        Ok(Some(Receipt {
            id,
            submitted_at: response.submitted_at,
            unit,
            channel: response.channel,
            illustrative: ground.illustrative,
        }))
    }
}
