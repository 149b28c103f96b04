//! Who gets which report by e-mail.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{digests, surveys};
use super::{Connection, StoreError};

/// A subscription to be stored.
#[derive(Insertable, AsChangeset, Debug)]
#[diesel(table_name = digests)]
pub struct NewDigest<'a> {
    /// The unit that it is about.
    pub unit_id: i32,
    /// The survey that it is about.
    pub survey_id: i32,
    /// The address, in lower case.
    pub recipient: &'a str,
    /// Tag of the language.
    pub language: &'a str,
    /// How often.
    pub cadence: &'a str,
}

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

/// Inserts the subscription, or brings its language and cadence up to date.
pub async fn insert_digest(connection: &mut Connection, new: &NewDigest<'_>) -> Result<(), StoreError> {
    diesel::insert_into(digests::table)
        .values(new)
        .on_conflict((digests::unit_id, digests::survey_id, digests::recipient))
        .do_update()
        .set(new)
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
