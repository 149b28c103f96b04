//! Stores units and successions, and data about units: when they adopted the model, their dossiers by month,
//! and the people responsible, as listed on the office's notice board.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::schema::{contacts, dossiers, rollout, successions, units};
use super::{Connection, StoreError};
use crate::domain::{Contact, InvalidUnitCode, Succession, Unit, UnitId, UnitRegistry, UnknownName};

/// The columns of the table, in the order of the schema.
type UnitColumns = (i32, String, String, String, Option<i32>, Option<NaiveDate>, Option<NaiveDate>);

fn read_unit(row: UnitColumns) -> Result<Unit, StoreError> {
    let (id, code, name, kind, parent, valid_from, valid_to) = row;
    Ok(Unit {
        id: UnitId(id),
        code: code.parse().map_err(StoreError::unreadable::<InvalidUnitCode>("unit code"))?,
        name,
        kind: kind.parse().map_err(StoreError::unreadable::<UnknownName>("unit kind"))?,
        parent: parent.map(UnitId),
        valid_from,
        valid_to,
    })
}

/// All units and successions.
///
/// # Errors
///
/// Fails if the database cannot be read or contains an invalid unit.
pub async fn load_registry(connection: &mut Connection) -> Result<UnitRegistry, StoreError> {
    let rows = units::table.load(connection).await?;
    let all = rows.into_iter().map(read_unit).collect::<Result<Vec<_>, _>>()?;
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

/// Inserts a unit, or updates the version with its code and first day. Ignores `unit.id`, and returns the
/// stored id.
///
/// # Errors
///
/// Fails if another unit has the code within these days, or if the database fails.
pub async fn upsert_unit(connection: &mut Connection, unit: &Unit) -> Result<UnitId, StoreError> {
    let same = units::table
        .filter(units::code.eq(unit.code.as_str()))
        .filter(units::valid_from.is_not_distinct_from(unit.valid_from))
        .select(units::id);
    let known: Option<i32> = same.first(connection).await.optional()?;
    let new = (
        units::code.eq(unit.code.as_str()),
        units::name.eq(&unit.name),
        units::kind.eq(unit.kind.name()),
        units::parent_id.eq(unit.parent.map(i32::from)),
        units::valid_from.eq(unit.valid_from),
        units::valid_to.eq(unit.valid_to),
    );
    let id = match known {
        Some(id) => {
            diesel::update(units::table.find(id)).set(new).execute(connection).await?;
            id
        }
        None => {
            diesel::insert_into(units::table).values(new).returning(units::id).get_result(connection).await?
        }
    };
    Ok(UnitId(id))
}

/// Inserts a succession, or updates the one with its predecessor and successor.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn upsert_succession(connection: &mut Connection, new: &Succession) -> Result<(), StoreError> {
    let new = (
        successions::predecessor_id.eq(new.predecessor.0),
        successions::successor_id.eq(new.successor.0),
        successions::effective_on.eq(new.effective),
        successions::share.eq(new.share),
    );
    diesel::insert_into(successions::table)
        .values(new)
        .on_conflict((successions::predecessor_id, successions::successor_id))
        .do_update()
        .set(new)
        .execute(connection)
        .await?;
    Ok(())
}

/// Stores the day on which a unit adopted the model, in place of an earlier entry.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn upsert_rollout(
    connection: &mut Connection,
    unit: UnitId,
    adopted_on: NaiveDate,
) -> Result<(), StoreError> {
    diesel::insert_into(rollout::table)
        .values((rollout::unit_id.eq(unit.0), rollout::adopted_on.eq(adopted_on)))
        .on_conflict(rollout::unit_id)
        .do_update()
        .set(rollout::adopted_on.eq(adopted_on))
        .execute(connection)
        .await?;
    Ok(())
}

/// The day on which each unit adopted the model.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn rollout_days(connection: &mut Connection) -> Result<BTreeMap<UnitId, NaiveDate>, StoreError> {
    let rows: Vec<(i32, NaiveDate)> =
        rollout::table.select((rollout::unit_id, rollout::adopted_on)).load(connection).await?;
    Ok(rows.into_iter().map(|(unit, day)| (UnitId(unit), day)).collect())
}

/// The dossiers of one unit and month, to be stored.
#[derive(Insertable, Debug, Clone, PartialEq, Eq)]
#[diesel(table_name = dossiers)]
pub struct NewDossiers {
    /// The unit in that month.
    pub unit_id: i32,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Received dossiers.
    pub received: i32,
    /// Settled early.
    pub early: i32,
    /// Settled on the appointed day.
    pub on_time: i32,
    /// Settled late.
    pub late: i32,
}

/// Each row has six values; PostgreSQL accepts 65,535 in one statement.
const ROWS_A_STATEMENT: usize = 5_000;

/// Inserts numbers of dossiers, or replaces those of the same unit and month. No unit may have two rows for
/// one month.
///
/// # Errors
///
/// Fails if a number violates a constraint or the database fails.
pub async fn upsert_dossiers(connection: &mut Connection, new: &[NewDossiers]) -> Result<(), StoreError> {
    for rows in new.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(dossiers::table)
            .values(rows)
            .on_conflict((dossiers::unit_id, dossiers::month))
            .do_update()
            .set((
                dossiers::received.eq(excluded(dossiers::received)),
                dossiers::early.eq(excluded(dossiers::early)),
                dossiers::on_time.eq(excluded(dossiers::on_time)),
                dossiers::late.eq(excluded(dossiers::late)),
            ))
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Inserts a contact, or updates the telephone number of the one with its unit, role and name.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn upsert_contact(
    connection: &mut Connection,
    unit: UnitId,
    contact: &Contact,
) -> Result<(), StoreError> {
    diesel::insert_into(contacts::table)
        .values((
            contacts::unit_id.eq(unit.0),
            contacts::role.eq(&contact.duty),
            contacts::name.eq(&contact.name),
            contacts::telephone.eq(&contact.telephone),
        ))
        .on_conflict((contacts::unit_id, contacts::role, contacts::name))
        .do_update()
        .set(contacts::telephone.eq(&contact.telephone))
        .execute(connection)
        .await?;
    Ok(())
}

/// The contacts of each of `units`, in the order of their import, because an office's list begins with its
/// head.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn contacts_of_units(
    connection: &mut Connection,
    units: &[UnitId],
) -> Result<HashMap<UnitId, Vec<Contact>>, StoreError> {
    let ids: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    let rows: Vec<(i32, String, String, String)> = contacts::table
        .filter(contacts::unit_id.eq_any(ids))
        .order(contacts::id)
        .select((contacts::unit_id, contacts::role, contacts::name, contacts::telephone))
        .load(connection)
        .await?;
    let mut contacts: HashMap<UnitId, Vec<Contact>> = HashMap::new();
    for (unit, duty, name, telephone) in rows {
        contacts.entry(UnitId(unit)).or_default().push(Contact { name, duty, telephone });
    }
    Ok(contacts)
}
