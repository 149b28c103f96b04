//! Subscriptions to the monthly digest.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::schema::{digests, surveys};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Language, SubscriptionId, SurveyId, UnitId};

/// A subscription that gets mails.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct ActiveSubscription {
    /// The id of the subscription.
    pub id: i32,
    /// The unit at the time of subscribing.
    pub unit_id: i32,
    /// The slug of the survey.
    pub survey: String,
    /// The address of the recipient.
    pub recipient: String,
    /// The tag of the language.
    pub language: String,
}

/// The subscriptions that are not paused, in the order of their creation.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn active_subscriptions(
    connection: &mut Connection,
) -> Result<Vec<ActiveSubscription>, StoreError> {
    let active = digests::table.inner_join(surveys::table).filter(digests::paused_at.is_null());
    let rows = active.order(digests::id).select((
        digests::id,
        digests::unit_id,
        surveys::slug,
        digests::recipient,
        digests::language,
    ));
    Ok(rows.load(connection).await?)
}

/// A subscription to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewSubscription<'a> {
    /// The unit.
    pub unit: UnitId,
    /// The survey.
    pub survey: SurveyId,
    /// The address.
    pub recipient: &'a EmailAddress,
    /// The name; may be empty.
    pub name: &'a str,
    /// The language of the mails.
    pub language: Language,
}

/// Adds a subscription. Returns `None` if the recipient has one for this unit and survey.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_subscription(
    connection: &mut Connection,
    new: NewSubscription<'_>,
) -> Result<Option<SubscriptionId>, StoreError> {
    let insert = diesel::insert_into(digests::table)
        .values((
            digests::unit_id.eq(new.unit.0),
            digests::survey_id.eq(new.survey.0),
            digests::recipient.eq(new.recipient.as_str()),
            digests::name.eq(new.name),
            digests::language.eq(new.language.tag()),
            digests::cadence.eq("monthly"),
        ))
        .on_conflict((digests::unit_id, digests::survey_id, digests::recipient))
        .do_nothing()
        .returning(digests::id);
    Ok(insert.get_result(connection).await.optional()?.map(SubscriptionId))
}

/// The subscriptions of a recipient to a survey, each with the unit at the time of subscribing.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn subscriptions_of_recipient(
    connection: &mut Connection,
    recipient: &EmailAddress,
    survey: &str,
) -> Result<Vec<(SubscriptionId, UnitId)>, StoreError> {
    let own = digests::table.inner_join(surveys::table).filter(digests::recipient.eq(recipient.as_str()));
    let own = own.filter(surveys::slug.eq(survey)).order(digests::id).select((digests::id, digests::unit_id));
    let rows: Vec<(i32, i32)> = own.load(connection).await?;
    Ok(rows.into_iter().map(|(id, unit)| (SubscriptionId(id), UnitId(unit))).collect())
}

/// The unit of a subscription at the time of subscribing; `None` if there is no such subscription.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn find_subscribed_unit(
    connection: &mut Connection,
    id: SubscriptionId,
) -> Result<Option<UnitId>, StoreError> {
    let unit = digests::table.find(id.0).select(digests::unit_id);
    Ok(unit.first(connection).await.optional()?.map(UnitId))
}

/// Which subscriptions are wanted.
#[derive(Clone, Debug)]
pub struct SubscriptionFilter {
    /// The units at the time of subscribing, each with the code of what it is today.
    pub units: Vec<(UnitId, String)>,
    /// A part of the address or the name in lower case without accents; everything if it is empty.
    pub text: String,
    /// Units whose subscriptions are wanted whatever the text.
    pub searched_units: Vec<UnitId>,
    /// Only this subscription.
    pub id: Option<SubscriptionId>,
    /// The maximum number of rows.
    pub limit: i64,
    /// The number of rows to skip.
    pub offset: i64,
}

/// A subscription and its last mail.
#[derive(QueryableByName, Clone, Debug)]
pub struct SubscriptionRow {
    /// The id.
    #[diesel(sql_type = Int4)]
    pub id: i32,
    /// The unit at the time of subscribing.
    #[diesel(sql_type = Int4)]
    pub unit_id: i32,
    /// The address.
    #[diesel(sql_type = Text)]
    pub recipient: String,
    /// The name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The tag of the language.
    #[diesel(sql_type = Text)]
    pub language: String,
    /// When it was added.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Since when it is paused.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub paused_at: Option<DateTime<Utc>>,
    /// The slug of the survey.
    #[diesel(sql_type = Text)]
    pub survey: String,
    /// The number of subscriptions on all pages.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    /// How many of them are paused.
    #[diesel(sql_type = BigInt)]
    pub paused: i64,
    /// The month of the last mail; `None` if there was none.
    #[diesel(sql_type = Nullable<Text>)]
    pub period: Option<String>,
    /// When the mail was delivered.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub delivered_at: Option<DateTime<Utc>>,
    /// When the mail was given up.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failed_at: Option<DateTime<Utc>>,
    /// What the last attempt said.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

/// The wanted subscriptions by address.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn subscriptions_in_scope(
    connection: &mut Connection,
    filter: &SubscriptionFilter,
) -> Result<Vec<SubscriptionRow>, StoreError> {
    let (units, codes): (Vec<i32>, Vec<&str>) =
        filter.units.iter().map(|(unit, code)| (unit.0, code.as_str())).unzip();
    let searched: Vec<i32> = filter.searched_units.iter().map(|unit| unit.0).collect();
    let query = diesel::sql_query(include_str!("subscriptions.sql"))
        .bind::<Array<Int4>, _>(units)
        .bind::<Array<Text>, _>(codes)
        .bind::<Text, _>(&filter.text)
        .bind::<Array<Int4>, _>(searched)
        .bind::<Nullable<Int4>, _>(filter.id.map(i32::from))
        .bind::<BigInt, _>(filter.limit)
        .bind::<BigInt, _>(filter.offset);
    Ok(query.load(connection).await?)
}

/// What can be changed of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameAndLanguage<'a> {
    /// The name; may be empty.
    pub name: &'a str,
    /// The language of the mails.
    pub language: Language,
}

/// Changes name and language if they are those of `before`. Returns whether they were.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn update_subscription(
    connection: &mut Connection,
    id: SubscriptionId,
    before: NameAndLanguage<'_>,
    after: NameAndLanguage<'_>,
) -> Result<bool, StoreError> {
    let row = digests::table.filter(digests::id.eq(id.0));
    let row = row.filter(digests::name.eq(before.name)).filter(digests::language.eq(before.language.tag()));
    let after = (digests::name.eq(after.name), digests::language.eq(after.language.tag()));
    Ok(diesel::update(row).set(after).execute(connection).await? == 1)
}

/// Pauses a subscription since a moment, or resumes it. Returns `false` if it is in that state already, or
/// does not exist.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn update_subscription_pause(
    connection: &mut Connection,
    id: SubscriptionId,
    since: Option<DateTime<Utc>>,
) -> Result<bool, StoreError> {
    let rows = digests::table.filter(digests::id.eq(id.0));
    let rows = rows.filter(digests::paused_at.is_null().eq(since.is_some()));
    Ok(diesel::update(rows).set(digests::paused_at.eq(since)).execute(connection).await? == 1)
}

/// Deletes a subscription. Returns `false` if it does not exist. The outbox keeps its mails.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn delete_subscription(
    connection: &mut Connection,
    id: SubscriptionId,
) -> Result<bool, StoreError> {
    Ok(diesel::delete(digests::table.find(id.0)).execute(connection).await? == 1)
}
