//! Stores the audit log. Its rows are never changed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::audit_log;
use super::{Connection, StoreError};
use crate::domain::{AuditAction, AuditEntry, AuditQuery, EmailAddress, NewAuditEntry, UnitId};

/// Maximum characters of a stored actor or subject.
const MAX_TEXT_LENGTH: usize = 254;

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// The units that they are about.
    pub units: Vec<i32>,
    /// Whether entries that are about no unit are wanted too.
    pub without_unit: bool,
    /// Only entries at this moment and later.
    pub from: Option<DateTime<Utc>>,
    /// Only entries before this moment.
    pub until: Option<DateTime<Utc>>,
    /// What the reader asks for among them; its days are not read here.
    pub query: AuditQuery,
}

/// Adds an entry. Cuts its actor and its subject to 254 characters.
///
/// # Errors
///
/// Fails if the database fails.
pub async fn insert_audit_entry(
    connection: &mut Connection,
    entry: &NewAuditEntry,
) -> Result<(), StoreError> {
    let cut = |text: &str| text.chars().take(MAX_TEXT_LENGTH).collect::<String>();
    let row = (
        audit_log::actor.eq(cut(&entry.actor)),
        audit_log::address_prefix.eq(entry.prefix.map(|prefix| prefix.to_string())),
        audit_log::action.eq(entry.action.name()),
        audit_log::unit_id.eq(entry.unit.map(i32::from)),
        audit_log::subject.eq(cut(&entry.subject)),
        audit_log::before.eq(&entry.before),
        audit_log::after.eq(&entry.after),
    );
    diesel::insert_into(audit_log::table).values(row).execute(connection).await?;
    Ok(())
}

/// Whether somebody with this address was removed at some time.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn was_removed(connection: &mut Connection, email: &EmailAddress) -> Result<bool, StoreError> {
    let removals = audit_log::table
        .filter(audit_log::action.eq(AuditAction::StaffRemoved.name()))
        .filter(audit_log::subject.eq(email.as_str()));
    Ok(diesel::select(diesel::dsl::exists(removals)).get_result(connection).await?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log)]
struct AuditRow {
    id: i64,
    happened_at: DateTime<Utc>,
    actor: String,
    address_prefix: Option<String>,
    action: String,
    unit_id: Option<i32>,
    subject: String,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
}

/// The last `limit` entries that `filter` wants, newest first.
///
/// # Errors
///
/// Fails if the database cannot be read.
pub async fn audit_entries(
    connection: &mut Connection,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let query = audit_log::table.order(audit_log::id.desc()).limit(limit).select(AuditRow::as_select());
    let (within, without) = (audit_log::unit_id.eq_any(&filter.units), audit_log::unit_id.is_null());
    let mut query = if filter.without_unit {
        query.filter(without.or(within)).into_boxed()
    } else {
        query.filter(within).into_boxed()
    };
    if let Some(actor) = &filter.query.actor {
        query = query.filter(audit_log::actor.eq(actor));
    }
    if let Some(action) = filter.query.action {
        query = query.filter(audit_log::action.eq(action.name()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::happened_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::happened_at.lt(until));
    }
    if let Some(before) = filter.query.before {
        query = query.filter(audit_log::id.lt(before));
    }
    let rows: Vec<AuditRow> = query.load(connection).await?;
    let entry = |row: AuditRow| AuditEntry {
        id: row.id,
        happened_at: row.happened_at,
        actor: row.actor,
        prefix: row.address_prefix,
        action: row.action,
        unit: row.unit_id.map(UnitId),
        subject: row.subject,
        before: row.before,
        after: row.after,
    };
    Ok(rows.into_iter().map(entry).collect())
}
