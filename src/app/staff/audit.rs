//! The audit log: recording, and reading what happened in one's scope.

use crate::app::{App, AppError};
use crate::domain::{AuditAction, AuditEntry, AuditQuery, NewAuditEntry, Permission, UnitRegistry};
use crate::store::{AuditFilter, audit_entries, insert_audit_entry};

use super::access::Member;

/// Entries on a page of the audit log.
const ENTRIES_ON_A_PAGE: i64 = 100;

/// A page of the audit log.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The entries, newest first, each with the name of its unit.
    pub entries: Vec<(AuditEntry, Option<String>)>,
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
    fn readable_entries(&self, registry: &UnitRegistry, query: &AuditQuery) -> AuditFilter {
        let readable =
            registry.units().filter(|unit| self.permits(registry, Permission::ReadAuditLog, unit.id));
        // Entries without a unit are about the whole installation.
        let mut highest = self.grants.iter().filter(|grant| grant.unit.parent.is_none());
        AuditFilter {
            units: readable.map(|unit| unit.id.0).collect(),
            without_unit: highest.any(|grant| grant.role.permits(Permission::ReadAuditLog)),
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
        if !member.permits_anywhere(Permission::ReadAuditLog) {
            return Err(self.refusal(member, Permission::ReadAuditLog.name().to_owned()).await);
        }
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let filter = member.readable_entries(registry, query);
        let mut entries = self
            .database()
            .write(async |connection| {
                let entries = audit_entries(connection, &filter, ENTRIES_ON_A_PAGE + 1).await?;
                let wanted = [query.actor.as_deref(), query.action.map(AuditAction::name)];
                let wanted = wanted.into_iter().flatten().collect::<Vec<_>>().join(" ");
                insert_audit_entry(connection, &member.entry(AuditAction::AuditLogRead, wanted)).await?;
                Ok::<_, AppError>(entries)
            })
            .await?;
        let on_a_page = usize::try_from(ENTRIES_ON_A_PAGE).unwrap_or(usize::MAX);
        let has_more = entries.len() > on_a_page;
        entries.truncate(on_a_page);
        let name = |entry: &AuditEntry| Some(registry.unit(entry.unit?)?.name.clone());
        let entries = entries.into_iter().map(|entry| {
            let name = name(&entry);
            (entry, name)
        });
        Ok(AuditPage { entries: entries.collect(), has_more })
    }
}
