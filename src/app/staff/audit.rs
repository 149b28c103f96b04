//! The audit log: recording, and reading what happened in one's scope.

use crate::app::{App, AppError};
use crate::clock::Clock;
use crate::domain::{AuditAction, AuditEntry, AuditQuery, NewAuditEntry, Permission, Unit, UnitRegistry};
use crate::store::{AuditFilter, audit_entries, insert_audit_entry};

use super::access::Member;

/// Entries on a page of the audit log.
const ENTRIES_ON_A_PAGE: i64 = 100;
/// Entries in a file of the audit log.
const ENTRIES_IN_A_FILE: i64 = 10_000;

/// A page of the audit log, or a file of it.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The entries, newest first, each with its unit.
    pub entries: Vec<(AuditEntry, Option<Unit>)>,
    /// Whether there are older entries.
    pub has_more: bool,
}

impl Member {
    /// An entry about what this member did at the home unit.
    pub fn entry(&self, action: AuditAction, subject: String) -> NewAuditEntry {
        NewAuditEntry {
            actor: self.email.clone(),
            prefix: self.prefix,
            action,
            unit: self.home().map(|unit| unit.id),
            subject,
            before: None,
            after: None,
        }
    }

    /// The entries that this member may read.
    fn readable_entries(&self, registry: &UnitRegistry, clock: Clock, query: &AuditQuery) -> AuditFilter {
        let readable =
            registry.units().filter(|unit| self.permits(registry, Permission::ReadAuditLog, unit.id));
        // Entries without a unit are about the whole installation.
        let mut highest = self.grants.iter().filter(|grant| grant.unit.parent.is_none());
        AuditFilter {
            units: readable.map(|unit| unit.id.0).collect(),
            without_unit: highest.any(|grant| grant.role.permits(Permission::ReadAuditLog)),
            from: query.from.and_then(|day| clock.beginning_of(day)),
            until: query.to.and_then(|day| clock.beginning_of(day.succ_opt()?)),
            query: query.clone(),
        }
    }
}

impl App {
    /// Adds an entry to the audit log.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn record(&self, entry: NewAuditEntry) -> Result<(), AppError> {
        Ok(self.database().write(async |connection| insert_audit_entry(connection, &entry).await).await?)
    }

    /// The newest entries of the audit log that a member may read. Records that they were read.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the member may read none, or if the database fails.
    pub async fn audit_log(&self, member: &Member, query: &AuditQuery) -> Result<AuditPage, AppError> {
        self.read_audit_log(member, query, ENTRIES_ON_A_PAGE, AuditAction::AuditLogRead).await
    }

    /// The newest entries of the audit log that a member may read, 10,000 at most. Records that they were
    /// taken.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the member may read none, or if the database fails.
    pub async fn export_audit_log(&self, member: &Member, query: &AuditQuery) -> Result<AuditPage, AppError> {
        self.read_audit_log(member, query, ENTRIES_IN_A_FILE, AuditAction::AuditLogExported).await
    }

    async fn read_audit_log(
        &self,
        member: &Member,
        query: &AuditQuery,
        most: i64,
        action: AuditAction,
    ) -> Result<AuditPage, AppError> {
        if !member.permits_anywhere(Permission::ReadAuditLog) {
            return Err(self.refusal(member, Permission::ReadAuditLog.name().to_owned()).await);
        }
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let filter = member.readable_entries(registry, self.clock(), query);
        let mut entries = self
            .database()
            .write(async |connection| {
                let entries = audit_entries(connection, &filter, most + 1).await?;
                insert_audit_entry(connection, &member.entry(action, query.summary())).await?;
                Ok::<_, AppError>(entries)
            })
            .await?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let has_more = entries.len() > most;
        entries.truncate(most);
        let unit = |entry: &AuditEntry| registry.unit(entry.unit?).cloned();
        let entries = entries.into_iter().map(|entry| {
            let unit = unit(&entry);
            (entry, unit)
        });
        Ok(AuditPage { entries: entries.collect(), has_more })
    }
}
