//! A unit as it is typed into a form of a staff page.

use crate::app::{App, Member};
use crate::domain::{Permission, UnitCode, UnitMatch};
use crate::web::error::Failure;

/// The most units that are offered for what was typed.
const OFFERED: usize = 20;

/// What a typed unit means.
pub(super) enum TypedUnit {
    /// This unit.
    Unit(UnitCode),
    /// None, or several; which ones.
    Offered(Vec<UnitMatch>),
}

impl TypedUnit {
    /// The unit that is meant among those at which the member has a permission. Only a whole name or code is
    /// taken without asking.
    pub(super) async fn read(
        app: &App,
        member: &Member,
        permission: Permission,
        typed: &str,
    ) -> Result<Self, Failure> {
        let mut found = app.search_units(member, permission, typed, OFFERED).await?;
        let is_code = |found: &UnitMatch| found.unit.code.as_str() == typed.trim();
        match found.as_slice() {
            [only] if only.is_exact => Ok(Self::Unit(only.unit.code.clone())),
            [first, ..] if is_code(first) => Ok(Self::Unit(first.unit.code.clone())),
            _ => Ok(Self::Offered(std::mem::take(&mut found))),
        }
    }
}
