//! Which member of staff may do what, for which units. This is decided here and nowhere else.

use std::collections::HashSet;

use chrono::NaiveDate;
use secrecy::SecretString;

use crate::app::{App, AppError};
use crate::domain::{
    AddressPrefix, AuditAction, Language, Period, Permission, Role, StaffId, Unit, UnitCode, UnitId,
    UnitMatch, UnitRegistry,
};
use crate::store::StaffRoleRow;

/// A signed-in member of staff.
#[derive(Clone, Debug)]
pub struct Member {
    /// The id.
    pub id: StaffId,
    /// The e-mail address.
    pub email: String,
    /// The name; empty if it is not known.
    pub name: String,
    /// The language in which the pages open after signing in.
    pub language: Option<Language>,
    /// The network that the request came from.
    pub prefix: Option<AddressPrefix>,
    /// SHA-256 of the token of the request's session.
    pub(super) session: Vec<u8>,
    /// The roles, those at the highest units first.
    pub grants: Vec<Grant>,
    /// What the session still needs before it may be used.
    pub second_factor: SecondFactor,
    /// Whether the data are demo data.
    pub illustrative: bool,
    /// The secret of the authenticator app in base32.
    pub(super) totp_secret: Option<SecretString>,
}

/// What a session still needs before it may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// Nothing: the second factor was given, or the person needs none.
    Complete,
    /// A code of the authenticator app.
    CodeNeeded,
    /// The person must set up an authenticator app.
    SetupNeeded,
}

/// A role of a member at a unit of today.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The role holds for this unit and the units below it.
    pub unit: Unit,
    /// The unit for which the role was given; it may have been merged since.
    pub(super) stored: UnitId,
}

impl Grant {
    /// A role at a unit.
    pub fn of(role: Role, unit: Unit) -> Self {
        let stored = unit.id;
        Self { role, unit, stored }
    }
}

impl Member {
    /// The unit with which the staff pages open; `None` for a member without roles.
    pub fn home(&self) -> Option<&Unit> {
        self.grants.first().map(|grant| &grant.unit)
    }

    /// Whether one of the roles permits something, at any unit.
    pub fn permits_anywhere(&self, permission: Permission) -> bool {
        self.grants.iter().any(|grant| grant.role.permits(permission))
    }

    /// Whether one of the roles permits something at a unit.
    pub(in crate::app) fn permits(
        &self,
        registry: &UnitRegistry,
        permission: Permission,
        unit: UnitId,
    ) -> bool {
        self.at_unit(registry, unit).include(permission)
    }

    fn at_unit(&self, registry: &UnitRegistry, unit: UnitId) -> UnitPermissions {
        let here = self.grants.iter().filter(|grant| registry.is_within(unit, grant.unit.id));
        UnitPermissions(here.map(|grant| grant.role).collect())
    }
}

/// What a member may do at one unit.
#[derive(Clone, Debug)]
pub struct UnitPermissions(Vec<Role>);

impl UnitPermissions {
    /// Whether something is permitted.
    pub fn include(&self, permission: Permission) -> bool {
        self.0.iter().any(|role| role.permits(permission))
    }
}

impl App {
    /// What a member may do at the last unit with the code `unit` within the given days. Requires that it
    /// includes `needed`, and records a refusal.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if it does not. Also fails if no unit has the code or the database
    /// fails.
    pub async fn expect_permission(
        &self,
        member: &Member,
        needed: Permission,
        unit: &UnitCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<UnitPermissions, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let permissions = member.at_unit(registry, registry.last_holder(unit, first, last)?.id);
        if permissions.include(needed) {
            Ok(permissions)
        } else {
            Err(self.refusal(member, format!("{}: {unit}", needed.name())).await)
        }
    }

    /// Records that a member was refused something, and returns the error that refuses it.
    pub(in crate::app) async fn refusal(&self, member: &Member, what: String) -> AppError {
        let recorded = self.record(member.entry(AuditAction::AccessRefused, what)).await;
        recorded.err().unwrap_or(AppError::OutOfScope)
    }

    /// The units of today that `typed` may mean, among those at which a member has a permission; the likeliest
    /// first, at most `limit`.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn search_units(
        &self,
        member: &Member,
        permission: Permission,
        typed: &str,
        limit: usize,
    ) -> Result<Vec<UnitMatch>, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let is_wanted = |unit: &Unit| member.permits(registry, permission, unit.id);
        Ok(registry.search(typed, self.clock().today(), limit, is_wanted))
    }

    /// Those of `codes` that a unit held within a period.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn codes_held_within(
        &self,
        codes: impl Iterator<Item = &UnitCode>,
        period: Period,
    ) -> Result<HashSet<UnitCode>, AppError> {
        let reference_data = self.reference_data().await?;
        let (first, last) = (period.first_day(), period.last_day());
        let held = codes.filter(|code| reference_data.registry.last_holder(code, first, last).is_ok());
        Ok(held.cloned().collect())
    }

    /// The units above a unit whose results a member may read, the highest first.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn readable_units_above(&self, member: &Member, unit: UnitId) -> Result<Vec<Unit>, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let above = registry.units_above(unit).into_iter();
        let readable = above.filter(|unit| member.permits(registry, Permission::ReadResults, unit.id));
        Ok(readable.cloned().collect())
    }
}

/// Stored roles as they hold today, those at the highest units first. A role at a unit that was merged into
/// another holds for the successor, but never for a unit of a higher level.
pub(super) fn grants(
    roles: Vec<StaffRoleRow>,
    registry: &UnitRegistry,
    today: NaiveDate,
) -> Result<Vec<Grant>, AppError> {
    let grant = |row: StaffRoleRow| {
        let role = row.role.parse().map_err(AppError::internal)?;
        let stored = UnitId(row.unit_id);
        let unit = unit_today(registry, stored, today);
        let unit = unit.ok_or_else(|| AppError::internal("a role at a unit that does not exist"))?;
        Ok(Grant { role, unit: unit.clone(), stored })
    };
    let mut grants = roles.into_iter().map(grant).collect::<Result<Vec<_>, AppError>>()?;
    grants.sort_by_key(|grant| grant.unit.kind.level());
    Ok(grants)
}

/// The successor of a unit today, or the unit itself if all successors are of a higher level.
fn unit_today(registry: &UnitRegistry, stored: UnitId, today: NaiveDate) -> Option<&Unit> {
    let successor = registry.unit(registry.unit_of_the_day(stored, today));
    let stored = registry.unit(stored);
    let is_kept =
        |successor: &&Unit| stored.is_some_and(|stored| successor.kind.level() >= stored.kind.level());
    successor.filter(is_kept).or(stored)
}
