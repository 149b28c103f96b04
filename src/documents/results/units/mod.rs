//! The comparison of units as files.

mod conversions;
mod csv;
mod objects;

pub use csv::units_csv;
pub use objects::UnitsObject;

use crate::documents::DocumentError;
use crate::domain::UnitComparison;

/// The comparison as one line of JSON; see [`UnitsObject`].
pub fn units_json(comparison: &UnitComparison) -> Result<String, DocumentError> {
    Ok(serde_json::to_string(&UnitsObject::from(comparison))?)
}
