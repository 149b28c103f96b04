//! Changing staff: adding and inviting people, changing their roles, suspending and removing them.

use serde_json::json;

use super::access::{Grant, grants};
use super::password::NewPassword;
use super::people::{Actor, PersonState, StaffPerson, state_of};
use super::refusal::StaffRefusal;
use crate::app::catalogue::ReferenceData;
use crate::app::{App, AppError};
use crate::domain::{
    AuditAction, EmailAddress, NewAuditEntry, Permission, Role, StaffId, UnitCode, UnitId, UnitRegistry,
};
use crate::store::{
    Connection, StaffRoleRow, all_staff, delete_password_links_of, delete_role, delete_second_factor,
    delete_sessions_of, delete_staff, find_staff_by_email, insert_audit_entry, insert_role, insert_staff,
    lock_staff, roles_of_staff, update_suspension, upsert_staff,
};

/// The maximum length of a name in characters.
const MAX_NAME_LENGTH: usize = 80;

/// The maximum length of the reason for a suspension or removal in characters.
pub const MAX_REASON_LENGTH: usize = 200;

/// A person to be invited.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The address.
    pub email: EmailAddress,
    /// The name; may be empty.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The unit of the role.
    pub unit: UnitCode,
}

/// A change of a person.
#[derive(Clone, Debug)]
pub enum StaffChange {
    /// Give a role at a unit.
    AddRole(Role, UnitCode),
    /// Take a role at a unit away.
    RemoveRole(Role, UnitCode),
    /// Suspend: sessions and links end, and the person cannot sign in. The audit log keeps the reason, if one is given.
    Suspend(String),
    /// End the suspension.
    Resume,
    /// Remove the authenticator app and the recovery codes of somebody who lost them. Their sessions end, and
    /// they set up another app when they sign in next.
    ResetCode,
    /// Remove the person. The audit log keeps what they did, and the reason, if one is given.
    Remove(String),
}

impl App {
    /// Adds a member of staff with one role. If the address exists, replaces the password and all roles of that
    /// person, and ends their sessions, links and suspension.
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
        let hash = password.hashed().await?;
        self.database()
            .write(async |connection| {
                let before = match find_staff_by_email(connection, email.as_str()).await? {
                    Some(known) => {
                        Some(roles_as_json(registry, &roles_of_staff(connection, known.id).await?))
                    }
                    None => None,
                };
                let id = upsert_staff(connection, email, &hash, role, unit).await?;
                let entry = Actor::STAFF_COMMAND.entry(AuditAction::StaffChanged, email.as_str(), &[]);
                let entry = NewAuditEntry { unit: Some(unit), before, after: Some(after), ..entry };
                insert_audit_entry(connection, &entry).await?;
                delete_sessions_of(connection, StaffId(id), None).await?;
                delete_password_links_of(connection, StaffId(id)).await?;
                update_suspension(connection, StaffId(id), None).await?;
                Ok(())
            })
            .await
    }

    /// Adds a person who has no password yet.
    ///
    /// # Errors
    ///
    /// Fails with [`StaffRefusal::KnownAddress`] if the address is known, with [`AppError::OutOfScope`] if the
    /// unit is not the actor's, if the unit does not exist, or if the database fails.
    pub async fn invite(&self, actor: Actor<'_>, invitation: &Invitation) -> Result<StaffId, AppError> {
        let reference_data = self.reference_data().await?;
        let grant = self.new_grant(actor, &reference_data, invitation.role, &invitation.unit).await?;
        let name: String = invitation.name.trim().chars().take(MAX_NAME_LENGTH).collect();
        let email = &invitation.email;
        self.database()
            .write(async |connection| {
                let Some(id) = insert_staff(connection, email, &name).await? else {
                    return Err(StaffRefusal::KnownAddress(email.to_string()).into());
                };
                insert_role(connection, id, grant.role, grant.unit.id).await?;
                let after = json!([{ "role": grant.role.name(), "unit": grant.unit.code.to_string() }]);
                let entry =
                    actor.entry(AuditAction::StaffInvited, email.as_str(), std::slice::from_ref(&grant));
                insert_audit_entry(connection, &NewAuditEntry { after: Some(after), ..entry }).await?;
                Ok(id)
            })
            .await
    }

    /// Changes a person.
    ///
    /// # Errors
    ///
    /// Fails with [`StaffRefusal::LastAdmin`] if a unit would have no admin who can sign in, with
    /// [`AppError::OutOfScope`] if the actor may not change the person or give the role, with
    /// [`StaffRefusal::UnknownPerson`] if there is no such person, or if the database fails.
    pub async fn change_staff(
        &self,
        actor: Actor<'_>,
        id: StaffId,
        change: &StaffChange,
    ) -> Result<(), AppError> {
        let person = self.expect_manageable(actor, id).await?;
        if matches!((change, actor), (StaffChange::ResetCode, Actor::Member(member)) if member.id == id) {
            return Err(StaffRefusal::OwnCode(person.email).into());
        }
        let reference_data = self.reference_data().await?;
        let new = match change {
            StaffChange::AddRole(role, unit) => {
                Some(self.new_grant(actor, &reference_data, *role, unit).await?)
            }
            _ => None,
        };
        let registry = &reference_data.registry;
        self.database()
            .write(async |connection| {
                lock_staff(connection).await?;
                let before = roles_of_staff(connection, id.0).await?;
                self.apply(connection, &person, change, new.as_ref()).await?;
                self.expect_admins(connection, registry, &person).await?;
                let after = roles_of_staff(connection, id.0).await?;
                let mut entry = actor.entry(change.action(), &person.email, &person.grants);
                entry.unit = entry.unit.or(new.as_ref().map(|grant| grant.unit.id));
                if matches!(
                    change,
                    StaffChange::AddRole(..) | StaffChange::RemoveRole(..) | StaffChange::Remove(_)
                ) {
                    entry.before = Some(roles_as_json(registry, &before));
                    entry.after = Some(roles_as_json(registry, &after));
                }
                entry.after = change.reason().map(|reason| json!({ "reason": reason })).or(entry.after);
                Ok(insert_audit_entry(connection, &entry).await?)
            })
            .await
    }

    async fn apply(
        &self,
        connection: &mut Connection,
        person: &StaffPerson,
        change: &StaffChange,
        new: Option<&Grant>,
    ) -> Result<(), AppError> {
        let id = person.id;
        match change {
            StaffChange::AddRole(..) => {
                if let Some(grant) = new {
                    insert_role(connection, id, grant.role, grant.unit.id).await?;
                }
            }
            StaffChange::RemoveRole(role, unit) => {
                let held =
                    person.grants.iter().filter(|grant| grant.role == *role && grant.unit.code == *unit);
                let units: Vec<i32> = held.map(|grant| grant.stored.0).collect();
                if !delete_role(connection, id, *role, &units).await? {
                    return Err(StaffRefusal::NoSuchRole(person.email.clone()).into());
                }
            }
            StaffChange::Suspend(_) => {
                update_suspension(connection, id, Some(self.clock().now())).await?;
                delete_sessions_of(connection, id, None).await?;
                delete_password_links_of(connection, id).await?;
            }
            StaffChange::Resume => update_suspension(connection, id, None).await?,
            StaffChange::ResetCode => {
                delete_second_factor(connection, id).await?;
                delete_sessions_of(connection, id, None).await?;
            }
            StaffChange::Remove(_) => delete_staff(connection, id).await?,
        }
        Ok(())
    }

    /// Refuses a change after which a unit that `before` managed has no admin who can sign in.
    async fn expect_admins(
        &self,
        connection: &mut Connection,
        registry: &UnitRegistry,
        before: &StaffPerson,
    ) -> Result<(), AppError> {
        if before.state != PersonState::Active {
            return Ok(());
        }
        let mut admins = Vec::new();
        for (row, roles) in all_staff(connection).await? {
            if state_of(&row) == PersonState::Active {
                admins.extend(grants(roles, registry, self.clock().today())?);
            }
        }
        admins.retain(|grant| grant.role.permits(Permission::ManageStaff));
        let has_admin =
            |grant: &&Grant| admins.iter().any(|admin| registry.is_within(grant.unit.id, admin.unit.id));
        let managed = before.grants.iter().filter(|grant| grant.role.permits(Permission::ManageStaff));
        match managed.into_iter().find(|grant| !has_admin(grant)) {
            Some(grant) => Err(StaffRefusal::LastAdmin(grant.unit.name.clone()).into()),
            None => Ok(()),
        }
    }

    /// A role at the unit that holds the code today, if the actor may give it.
    async fn new_grant(
        &self,
        actor: Actor<'_>,
        reference_data: &ReferenceData,
        role: Role,
        unit: &UnitCode,
    ) -> Result<Grant, AppError> {
        let registry = &reference_data.registry;
        let unit = registry.holder(unit, self.clock().today())?;
        let grant = Grant::of(role, unit.clone());
        match actor {
            Actor::Member(member) if !actor.manages(registry, std::slice::from_ref(&grant)) => {
                Err(self.refusal(member, format!("manage-staff: {}", unit.code)).await)
            }
            _ => Ok(grant),
        }
    }
}

impl StaffChange {
    fn action(&self) -> AuditAction {
        match self {
            Self::AddRole(..) | Self::RemoveRole(..) => AuditAction::StaffChanged,
            Self::Suspend(_) => AuditAction::StaffSuspended,
            Self::Resume => AuditAction::StaffResumed,
            Self::ResetCode => AuditAction::SecondFactorReset,
            Self::Remove(_) => AuditAction::StaffRemoved,
        }
    }

    /// The reason for a suspension or removal, cut to the maximum length; `None` if none is given.
    fn reason(&self) -> Option<String> {
        let (Self::Suspend(reason) | Self::Remove(reason)) = self else { return None };
        let reason: String = reason.trim().chars().take(MAX_REASON_LENGTH).collect();
        Some(reason).filter(|reason| !reason.is_empty())
    }
}

/// Roles as the audit log stores them.
fn roles_as_json(registry: &UnitRegistry, roles: &[StaffRoleRow]) -> serde_json::Value {
    let code = |role: &StaffRoleRow| registry.unit(UnitId(role.unit_id)).map(|unit| unit.code.to_string());
    roles.iter().map(|role| json!({ "role": role.role, "unit": code(role) })).collect()
}
