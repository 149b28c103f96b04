//! Channels: making one, and opening one by its public code: what it asks, and for which unit on this day.

use chrono::NaiveDate;
use rand::RngExt;

use super::AppError;
use super::catalogue::Ground;
use crate::domain::{Channel, ChannelCode, Survey, Unit};
use crate::store::{Connection, NewChannel, find_channel, find_survey, has_channel, insert_channel};

/// Makes the channel under its code, or under a random one where that is taken, unless the unit has it already.
pub(super) async fn make_channel(
    connection: &mut Connection,
    mut new: NewChannel<'_>,
) -> Result<(), AppError> {
    // A code is taken once in some thirty thousand million; a handful of tries never fails.
    for _ in 0..8 {
        if insert_channel(connection, &new).await? || has_channel(connection, &new).await? {
            return Ok(());
        }
        new.code = random_code(&mut rand::rng());
    }
    Err(AppError::internal("no free channel code was found"))
}

pub(super) fn random_code(random: &mut impl RngExt) -> ChannelCode {
    loop {
        // Five numbers of 37 have a check symbol that is no digit.
        if let Some(code) = ChannelCode::from_number(random.random_range(0..ChannelCode::SPACE)) {
            return code;
        }
    }
}

/// A channel that takes answers, as it is on one day.
#[derive(Clone, Debug)]
pub struct OpenChannel {
    /// The channel.
    pub channel: Channel,
    /// What it asks.
    pub survey: Survey,
    /// The unit that its answers go to on that day.
    pub unit: Unit,
    /// The unit on the poster, where that one was merged away since.
    pub former: Option<Unit>,
    /// Whether the data are made up.
    pub illustrative: bool,
}

impl OpenChannel {
    /// Reads it; `None` where no channel has the code.
    pub(super) async fn find(
        connection: &mut Connection,
        code: ChannelCode,
        ground: &Ground,
        day: NaiveDate,
    ) -> Result<Option<Self>, AppError> {
        let Some(channel) = find_channel(connection, code).await? else { return Ok(None) };
        let survey = find_survey(connection, channel.survey).await?;
        let survey =
            survey.ok_or_else(|| AppError::internal(format!("channel {code} asks no published survey")))?;
        let unit_of_the_day = ground.registry.unit_of_the_day(channel.unit, day);
        let unit = |id| ground.registry.unit(id).cloned();
        let lost = || AppError::internal(format!("channel {code} has no unit"));
        Ok(Some(Self {
            unit: unit(unit_of_the_day).ok_or_else(lost)?,
            former: if unit_of_the_day == channel.unit { None } else { unit(channel.unit) },
            channel,
            survey,
            illustrative: ground.illustrative,
        }))
    }
}
