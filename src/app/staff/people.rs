//! People: who they are, and who may change them: an admin the people below their own unit, a command on the
//! server all.

use chrono::{DateTime, Utc};
use strum::IntoStaticStr;

use super::access::{Grant, Member, grants};
use super::refusal::StaffRefusal;
use crate::app::{App, AppError};
use crate::domain::{AuditAction, EmailAddress, NewAuditEntry, Permission, StaffId, UnitId, UnitRegistry};
use crate::store::{StaffRoleRow, StaffRow, all_staff};

/// Who changes something.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    /// A signed-in member.
    Member(&'a Member),
    /// The command of this name, which may do everything.
    Command(&'static str),
}

/// A person, as an admin sees them.
#[derive(Clone, Debug)]
pub struct StaffPerson {
    /// The id.
    pub id: StaffId,
    /// The e-mail address.
    pub email: String,
    /// The name; empty if it is not known.
    pub name: String,
    /// The roles, those at the highest units first.
    pub grants: Vec<Grant>,
    /// Whether they can sign in.
    pub state: PersonState,
    /// When they signed in last.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Whether the actor may change this person: not if some of the roles are outside the actor's scope.
    pub is_manageable: bool,
}

/// Whether a person can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum PersonState {
    /// They have a password, or sign in with OpenID Connect.
    Active,
    /// They have not set a password yet, and never signed in.
    Invited,
    /// They may not sign in.
    Suspended,
}

impl PersonState {
    /// The name, as in message keys.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Actor<'_> {
    /// The command `hailong staff`.
    pub const STAFF_COMMAND: Self = Self::Command("hailong staff");
    /// The command `hailong digest`.
    pub const DIGEST_COMMAND: Self = Self::Command("hailong digest");

    fn name(&self) -> &str {
        match self {
            Self::Member(member) => &member.email,
            Self::Command(name) => name,
        }
    }

    /// An entry about a change of the person with this address.
    pub(in crate::app) fn entry(&self, action: AuditAction, person: &str, grants: &[Grant]) -> NewAuditEntry {
        self.entry_at(action, person, grants.first().map(|grant| grant.unit.id))
    }

    /// An entry about something that was done at a unit.
    pub(in crate::app) fn entry_at(
        &self,
        action: AuditAction,
        subject: &str,
        unit: Option<UnitId>,
    ) -> NewAuditEntry {
        let prefix = if let Self::Member(member) = self { member.prefix } else { None };
        let (actor, subject) = (self.name().to_owned(), subject.to_owned());
        NewAuditEntry { actor, prefix, action, unit, subject, before: None, after: None }
    }

    /// Whether the actor may do something at a unit.
    pub(in crate::app) fn may(&self, registry: &UnitRegistry, permission: Permission, unit: UnitId) -> bool {
        match self {
            Self::Member(member) => member.permits(registry, permission, unit),
            Self::Command(_) => true,
        }
    }

    /// Whether the actor manages people with this role.
    fn covers(&self, registry: &UnitRegistry, grant: &Grant) -> bool {
        self.may(registry, Permission::ManageStaff, grant.unit.id)
    }

    /// Whether the actor may change a person with these roles. People without roles belong to those who manage
    /// a whole province.
    pub(super) fn manages(&self, registry: &UnitRegistry, grants: &[Grant]) -> bool {
        match self {
            Self::Member(member) if grants.is_empty() => {
                let mut own = member.grants.iter();
                own.any(|own| own.unit.parent.is_none() && own.role.permits(Permission::ManageStaff))
            }
            _ => grants.iter().all(|grant| self.covers(registry, grant)),
        }
    }

    /// Whether the actor sees a person with these roles in the list.
    fn sees(&self, registry: &UnitRegistry, grants: &[Grant]) -> bool {
        grants.iter().any(|grant| self.covers(registry, grant)) || self.manages(registry, grants)
    }
}

impl App {
    /// The people whom the actor manages or shares, by address.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the actor manages no people, or if the database fails.
    pub async fn people(&self, actor: Actor<'_>) -> Result<Vec<StaffPerson>, AppError> {
        self.expect_manager(actor).await?;
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let rows = self.database().read(async |connection| all_staff(connection).await).await?;
        let people = rows.into_iter().map(|(row, roles)| self.person_of(actor, registry, row, roles));
        let mut people = people.collect::<Result<Vec<_>, AppError>>()?;
        people.retain(|person| actor.sees(registry, &person.grants));
        Ok(people)
    }

    /// The person with this id.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the actor does not see them, with
    /// [`StaffRefusal::UnknownPerson`] if there is no such person, or if the database fails.
    pub async fn person(&self, actor: Actor<'_>, id: StaffId) -> Result<StaffPerson, AppError> {
        let people = self.people(actor).await?;
        let found = people.into_iter().find(|person| person.id == id);
        found.ok_or_else(|| StaffRefusal::UnknownPerson(id.0.to_string()).into())
    }

    /// The person with this address.
    ///
    /// # Errors
    ///
    /// As for [`App::person`].
    pub async fn person_by_email(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
    ) -> Result<StaffPerson, AppError> {
        let people = self.people(actor).await?;
        let found = people.into_iter().find(|person| person.email == email.as_str());
        found.ok_or_else(|| StaffRefusal::UnknownPerson(email.to_string()).into())
    }

    /// The person, if the actor may change them.
    pub(super) async fn expect_manageable(
        &self,
        actor: Actor<'_>,
        id: StaffId,
    ) -> Result<StaffPerson, AppError> {
        let person = self.person(actor, id).await?;
        if person.is_manageable {
            return Ok(person);
        }
        Err(match actor {
            Actor::Member(member) => self.refusal(member, format!("manage-staff: {}", person.email)).await,
            Actor::Command(_) => AppError::OutOfScope,
        })
    }

    async fn expect_manager(&self, actor: Actor<'_>) -> Result<(), AppError> {
        match actor {
            Actor::Member(member) if !member.permits_anywhere(Permission::ManageStaff) => {
                Err(self.refusal(member, Permission::ManageStaff.name().to_owned()).await)
            }
            _ => Ok(()),
        }
    }

    fn person_of(
        &self,
        actor: Actor<'_>,
        registry: &UnitRegistry,
        row: StaffRow,
        roles: Vec<StaffRoleRow>,
    ) -> Result<StaffPerson, AppError> {
        let grants = grants(roles, registry, self.clock().today())?;
        Ok(StaffPerson {
            id: StaffId(row.id),
            state: state_of(&row),
            email: row.email,
            name: row.name,
            is_manageable: actor.manages(registry, &grants),
            grants,
            last_sign_in_at: row.last_sign_in_at,
        })
    }
}

pub(super) fn state_of(row: &StaffRow) -> PersonState {
    if row.suspended_at.is_some() {
        PersonState::Suspended
    } else if row.password_hash.is_some() || row.last_sign_in_at.is_some() {
        PersonState::Active
    } else {
        PersonState::Invited
    }
}
