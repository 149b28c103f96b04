//! Who gets which report by e-mail.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{digests, surveys};
use super::{Connection, StoreError};
use crate::domain::{EmailAddress, Language, SurveyId, UnitId};

/// A stored subscription.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Identifies it.
    pub id: i32,
    /// The unit at the time of subscribing.
    pub unit_id: i32,
    /// The slug of the survey.
    pub survey: String,
    /// The address.
    pub recipient: String,
    /// Tag of the language.
    pub language: String,
}

/// Subscribes the recipient to a monthly digest, or brings the language of the subscription up to date.
pub async fn insert_digest(
    connection: &mut Connection,
    unit: UnitId,
    survey: SurveyId,
    recipient: &EmailAddress,
    language: Language,
) -> Result<(), StoreError> {
    diesel::insert_into(digests::table)
        .values((
            digests::unit_id.eq(unit.0),
            digests::survey_id.eq(survey.0),
            digests::recipient.eq(recipient.as_str()),
            digests::language.eq(language.tag()),
            digests::cadence.eq("monthly"),
        ))
        .on_conflict((digests::unit_id, digests::survey_id, digests::recipient))
        .do_update()
        .set((digests::language.eq(language.tag()), digests::cadence.eq("monthly")))
        .execute(connection)
        .await?;
    Ok(())
}

/// Every subscription, in the order in which they were made.
pub async fn all_digests(connection: &mut Connection) -> Result<Vec<Digest>, StoreError> {
    let rows = digests::table.inner_join(surveys::table).order(digests::id).select((
        digests::id,
        digests::unit_id,
        surveys::slug,
        digests::recipient,
        digests::language,
    ));
    Ok(rows.load(connection).await?)
}
