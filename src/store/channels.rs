//! Stores and finds channels.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::modes::{mode_of, number_of};
use super::schema::{channels, responses};
use super::{Connection, StoreError};
use crate::domain::{Channel, ChannelCode, ChannelCodeError, ChannelId, Mode, SurveyId, UnitId};

/// The columns of the table, in the order of the schema.
type ChannelRow = (i32, String, i32, String, i32, i16, DateTime<Utc>);

fn read_channel((id, code, unit, label, survey, mode, _): ChannelRow) -> Result<Channel, StoreError> {
    Ok(Channel {
        id: ChannelId(id),
        code: code.parse().map_err(StoreError::unreadable::<ChannelCodeError>("channel code"))?,
        unit: UnitId(unit),
        label,
        survey: SurveyId(survey),
        mode: mode_of(mode)?,
    })
}

/// The channel with this code.
///
/// # Errors
///
/// Fails if the database cannot be read or the stored channel is invalid.
pub async fn find_channel(
    connection: &mut Connection,
    code: ChannelCode,
) -> Result<Option<Channel>, StoreError> {
    let row = channels::table.filter(channels::code.eq(code.as_str()));
    row.first(connection).await.optional()?.map(read_channel).transpose()
}

/// The channels created for any of `units`, by unit and label.
///
/// # Errors
///
/// Fails if the database cannot be read or a stored channel is invalid.
pub async fn channels_of_units(
    connection: &mut Connection,
    units: &[UnitId],
) -> Result<Vec<Channel>, StoreError> {
    let ids: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows = channels::table
        .filter(channels::unit_id.eq_any(ids))
        .order((channels::unit_id, channels::label, channels::id))
        .load(connection)
        .await?;
    rows.into_iter().map(read_channel).collect()
}

/// The channels created for any of `units` before `since` that received no response from then on.
///
/// # Errors
///
/// Fails if the database cannot be read or a stored channel is invalid.
pub async fn channels_without_responses_since(
    connection: &mut Connection,
    units: &[UnitId],
    since: DateTime<Utc>,
) -> Result<Vec<Channel>, StoreError> {
    let ids: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let answered = responses::table
        .filter(responses::channel_id.eq(channels::id.nullable()))
        .filter(responses::submitted_at.ge(since));
    let rows = channels::table
        .filter(channels::unit_id.eq_any(ids))
        .filter(channels::created_at.lt(since))
        .filter(not(exists(answered)))
        .order((channels::unit_id, channels::label, channels::id))
        .select(channels::all_columns)
        .load(connection)
        .await?;
    rows.into_iter().map(read_channel).collect()
}

/// A channel to be stored.
#[derive(Clone, Debug)]
pub struct NewChannel<'a> {
    /// Its code.
    pub code: ChannelCode,
    /// The unit for which it is created.
    pub unit: UnitId,
    /// The name of the counter.
    pub label: &'a str,
    /// The survey that it asks.
    pub survey: SurveyId,
    /// How its responses are collected.
    pub mode: Mode,
}

/// Inserts the channel. Returns `false` if its code is taken, or if the unit already has a channel with this
/// label, survey and mode.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_channel(connection: &mut Connection, new: &NewChannel<'_>) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(channels::table)
        .values((
            channels::code.eq(new.code.as_str()),
            channels::unit_id.eq(new.unit.0),
            channels::label.eq(new.label),
            channels::survey_id.eq(new.survey.0),
            channels::mode.eq(number_of(new.mode)),
        ))
        .on_conflict_do_nothing();
    Ok(insert.execute(connection).await? == 1)
}

/// Whether the unit already has a channel with this label, survey and mode.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn has_channel(connection: &mut Connection, new: &NewChannel<'_>) -> Result<bool, StoreError> {
    let same = channels::table
        .filter(channels::unit_id.eq(new.unit.0))
        .filter(channels::label.eq(new.label))
        .filter(channels::survey_id.eq(new.survey.0))
        .filter(channels::mode.eq(number_of(new.mode)));
    Ok(diesel::select(exists(same)).get_result(connection).await?)
}
