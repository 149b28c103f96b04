//! The units of Hưng Yên and their reforms, which are compiled in.

use super::{App, AppError, ImportError, ImportKind};

const UNITS: &str = include_str!("../../assets/data/units.csv");
const LINEAGE: &str = include_str!("../../assets/data/lineage.csv");

impl App {
    /// Imports the bundled units into a database without other units, unless they are there already. Returns
    /// whether they were imported.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn import_missing_units(&self) -> Result<bool, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        // Without successions, an earlier import was interrupted.
        let is_missing = registry.successions().next().is_none()
            && registry.units().all(|unit| UNITS.contains(unit.name.as_str()));
        if is_missing {
            self.import_bundled_units().await?;
        }
        Ok(is_missing)
    }

    /// Imports the bundled units and their reforms. Doing it again changes nothing.
    pub(super) async fn import_bundled_units(&self) -> Result<(), AppError> {
        for (kind, table) in [(ImportKind::Units, UNITS), (ImportKind::Lineage, LINEAGE)] {
            let imported = self.import(kind, Box::new(table.as_bytes())).await;
            imported.map_err(|error| match error {
                ImportError::App(error) => error,
                ImportError::Fault(fault) => AppError::internal(fault),
            })?;
        }
        Ok(())
    }
}
