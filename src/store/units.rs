//! Units and successions.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{successions, units};
use super::{Connection, StoreError};
use crate::domain::{Succession, Unit, UnitCode, UnitId, UnitKind, UnitRegistry};

#[derive(Queryable, Selectable)]
#[diesel(table_name = units)]
struct UnitRow {
    id: i32,
    code: String,
    name: String,
    kind: String,
    parent_id: Option<i32>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl TryFrom<UnitRow> for Unit {
    type Error = StoreError;

    fn try_from(row: UnitRow) -> Result<Self, StoreError> {
        let code: UnitCode = row
            .code
            .parse()
            .map_err(|e: crate::domain::InvalidUnitCode| e.to_string())
            .map_err(StoreError::unreadable("unit code"))?;
        let kind: UnitKind = row
            .kind
            .parse()
            .map_err(|e: crate::domain::UnknownName| e.to_string())
            .map_err(StoreError::unreadable("unit kind"))?;
        Ok(Self {
            id: UnitId(row.id),
            code,
            name: row.name,
            kind,
            parent: row.parent_id.map(UnitId),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    }
}

/// Every unit and succession.
pub async fn load_registry(connection: &mut Connection) -> Result<UnitRegistry, StoreError> {
    let rows = units::table.select(UnitRow::as_select()).load(connection).await?;
    let all = rows.into_iter().map(Unit::try_from).collect::<Result<Vec<_>, _>>()?;
    let edges: Vec<(i32, i32, NaiveDate, Option<f64>)> = successions::table
        .select((
            successions::predecessor_id,
            successions::successor_id,
            successions::effective_on,
            successions::share,
        ))
        .load(connection)
        .await?;
    let edges = edges.into_iter().map(|(predecessor, successor, effective, share)| Succession {
        predecessor: UnitId(predecessor),
        successor: UnitId(successor),
        effective,
        share,
    });
    Ok(UnitRegistry::new(all, edges.collect()))
}

/// A unit to be stored.
#[derive(Insertable, AsChangeset, Debug)]
#[diesel(table_name = units, treat_none_as_null = true)]
pub struct NewUnit<'a> {
    /// GSO code.
    pub code: &'a str,
    /// Name with its kind.
    pub name: &'a str,
    /// Name of the kind.
    pub kind: &'a str,
    /// The unit above.
    pub parent_id: Option<i32>,
    /// First day.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
}

/// Inserts the unit, or brings the version with this code and first day up to date.
pub async fn upsert_unit(connection: &mut Connection, unit: &NewUnit<'_>) -> Result<UnitId, StoreError> {
    let same = units::table
        .filter(units::code.eq(unit.code))
        .filter(units::valid_from.is_not_distinct_from(unit.valid_from))
        .select(units::id);
    let known: Option<i32> = same.first(connection).await.optional()?;
    let id = match known {
        Some(id) => {
            diesel::update(units::table.find(id)).set(unit).execute(connection).await?;
            id
        }
        None => {
            diesel::insert_into(units::table).values(unit).returning(units::id).get_result(connection).await?
        }
    };
    Ok(UnitId(id))
}

/// A succession to be stored.
#[derive(Insertable, AsChangeset, Debug)]
#[diesel(table_name = successions, treat_none_as_null = true)]
pub struct NewSuccession {
    /// The unit before.
    pub predecessor_id: i32,
    /// The unit after.
    pub successor_id: i32,
    /// First day of the successor.
    pub effective_on: NaiveDate,
    /// The part that went there.
    pub share: Option<f64>,
}

/// Inserts the succession, or brings it up to date.
pub async fn upsert_succession(connection: &mut Connection, new: &NewSuccession) -> Result<(), StoreError> {
    diesel::insert_into(successions::table)
        .values(new)
        .on_conflict((successions::predecessor_id, successions::successor_id))
        .do_update()
        .set(new)
        .execute(connection)
        .await?;
    Ok(())
}
