//! Channels: making one, and opening one by its public code: what it asks, and for which unit on this day.

use chrono::{DateTime, Utc};
use rand::RngExt;

use super::{App, AppError};
use crate::domain::{Channel, ChannelCode, Mode, Survey, SurveyId, Unit, UnitId};
use crate::store::{Connection, NewChannel, find_channel, find_survey, has_channel, insert_channel};

/// A channel to be made, without a code yet.
#[derive(Clone, Debug)]
pub(super) struct ChannelDraft {
    /// The unit for which it is made.
    pub(super) unit: UnitId,
    /// The counter.
    pub(super) label: String,
    /// The survey that it asks.
    pub(super) survey: SurveyId,
    /// How its answers come in.
    pub(super) mode: Mode,
}

/// Makes the channel under a random code, unless the unit has it already.
pub(super) async fn make_channel(connection: &mut Connection, draft: &ChannelDraft) -> Result<(), AppError> {
    // A code is taken once in some thirty thousand million; a handful of tries never fails.
    for _ in 0..8 {
        let code = random_code();
        let new = NewChannel {
            code,
            unit: draft.unit,
            label: &draft.label,
            survey: draft.survey,
            mode: draft.mode,
        };
        if insert_channel(connection, &new).await? || has_channel(connection, &new).await? {
            return Ok(());
        }
    }
    Err(AppError::internal("no free channel code was found"))
}

fn random_code() -> ChannelCode {
    let mut random = rand::rng();
    loop {
        // Five numbers of 37 have a check symbol that is no digit.
        if let Some(code) = ChannelCode::from_number(random.random_range(0..ChannelCode::SPACE)) {
            return code;
        }
    }
}

/// A channel that takes answers.
#[derive(Clone, Debug)]
pub struct OpenChannel {
    /// The channel.
    pub channel: Channel,
    /// What it asks.
    pub survey: Survey,
    /// The unit that its answers go to today.
    pub unit: Unit,
    /// The unit on the poster, where that one was merged away since.
    pub former: Option<Unit>,
    /// Whether the data are made up.
    pub illustrative: bool,
    /// When it was opened, which decides the unit of the day.
    pub opened_at: DateTime<Utc>,
}

impl App {
    /// The channel with this code; `None` where there is none.
    pub async fn open_channel(&self, code: ChannelCode) -> Result<Option<OpenChannel>, AppError> {
        let mut connection = self.shared.database.connection().await?;
        let Some(channel) = find_channel(&mut connection, code).await? else { return Ok(None) };
        let survey = find_survey(&mut connection, channel.survey).await?;
        let survey =
            survey.ok_or_else(|| AppError::internal(format!("channel {code} asks no published survey")))?;
        let ground = self.shared.registry.ground(&mut connection).await?;
        let opened_at = self.shared.clock.now();
        let today = ground.registry.unit_of_the_day(channel.unit, self.shared.clock.day_of(opened_at));
        let unit = |id| ground.registry.unit(id).cloned();
        let lost = || AppError::internal(format!("channel {code} has no unit"));
        Ok(Some(OpenChannel {
            unit: unit(today).ok_or_else(lost)?,
            former: if today == channel.unit { None } else { unit(channel.unit) },
            channel,
            survey,
            illustrative: ground.illustrative,
            opened_at,
        }))
    }
}
