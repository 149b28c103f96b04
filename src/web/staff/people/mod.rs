//! The people who sign in, `/staff/people`: the list, inviting somebody, and the page of one person.

pub(super) mod list;
pub(super) mod person;

use crate::app::{App, Member};
use crate::domain::{Permission, UnitCode, UnitMatch};
use crate::web::error::Failure;

/// The most units that are offered for what was typed.
const OFFERED: usize = 20;

/// What a typed unit means.
enum TypedUnit {
    /// This unit.
    Unit(UnitCode),
    /// None, or several; which ones.
    Offered(Vec<UnitMatch>),
}

impl TypedUnit {
    /// The unit that is meant among those whose people the member manages. Only a whole name or code is taken
    /// without asking.
    async fn read(app: &App, member: &Member, typed: &str) -> Result<Self, Failure> {
        let mut found = app.search_units(member, Permission::ManageStaff, typed, OFFERED).await?;
        let is_code = |found: &UnitMatch| found.unit.code.as_str() == typed.trim();
        match found.as_slice() {
            [only] if only.is_exact => Ok(Self::Unit(only.unit.code.clone())),
            [first, ..] if is_code(first) => Ok(Self::Unit(first.unit.code.clone())),
            _ => Ok(Self::Offered(std::mem::take(&mut found))),
        }
    }
}
