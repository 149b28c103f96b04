//! Adding members of staff.

use serde_json::json;

use super::password::NewPassword;
use crate::app::{App, AppError};
use crate::domain::{
    AuditAction, EmailAddress, NewAuditEntry, Role, StaffId, UnitCode, UnitId, UnitRegistry,
};
use crate::store::{
    StaffRoleRow, delete_sessions_of, find_staff_by_email, insert_audit_entry, roles_of_staff, upsert_staff,
};

/// The actor of changes that `hailong staff` makes.
const STAFF_COMMAND: &str = "hailong staff";

impl App {
    /// Adds a member of staff with one role. If the address exists, replaces the password and all roles and
    /// ends all sessions of that person.
    ///
    /// # Errors
    ///
    /// Fails if the unit does not exist, if the password cannot be hashed, or if the database fails.
    pub async fn add_staff(
        &self,
        email: &EmailAddress,
        password: NewPassword,
        role: Role,
        unit: &UnitCode,
    ) -> Result<(), AppError> {
        let after = json!([{ "role": role.name(), "unit": unit.to_string() }]);
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let unit = registry.holder(unit, self.clock().today())?.id;
        let hash =
            tokio::task::spawn_blocking(move || password.hash()).await.map_err(AppError::internal)??;
        self.database()
            .write(async |connection| {
                let before = match find_staff_by_email(connection, email.as_str()).await? {
                    Some(known) => {
                        Some(roles_as_json(registry, &roles_of_staff(connection, known.id).await?))
                    }
                    None => None,
                };
                let id = upsert_staff(connection, email, &hash, role, unit).await?;
                let entry = NewAuditEntry {
                    actor: STAFF_COMMAND.to_owned(),
                    prefix: None,
                    action: AuditAction::StaffChanged,
                    unit: Some(unit),
                    subject: email.to_string(),
                    before,
                    after: Some(after),
                };
                insert_audit_entry(connection, &entry).await?;
                delete_sessions_of(connection, StaffId(id), None).await?;
                Ok(())
            })
            .await
    }
}

/// Roles as the audit log stores them.
fn roles_as_json(registry: &UnitRegistry, roles: &[StaffRoleRow]) -> serde_json::Value {
    let code = |role: &StaffRoleRow| registry.unit(UnitId(role.unit_id)).map(|unit| unit.code.to_string());
    roles.iter().map(|role| json!({ "role": role.role, "unit": code(role) })).collect()
}
