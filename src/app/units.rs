//! The units, kept in memory and read again when they have changed.

use std::sync::{Arc, Mutex, PoisonError};

use super::AppError;
use crate::domain::UnitRegistry;
use crate::store::{Connection, Installation, load_registry, read_installation};

/// The registry with the version of the units that it was read at.
#[derive(Debug, Default)]
pub(super) struct RegistryCache(Mutex<Option<(i64, Arc<UnitRegistry>)>>);

/// What nearly every use case needs to know first.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// All units.
    pub(super) registry: Arc<UnitRegistry>,
    /// Whether the data are made up.
    pub(super) illustrative: bool,
}

impl RegistryCache {
    /// One cheap query; the units themselves are read only when they have changed.
    pub(super) async fn ground(&self, connection: &mut Connection) -> Result<Ground, AppError> {
        let Installation { illustrative, units_version } = read_installation(connection).await?;
        if let Some(registry) = self.known(units_version) {
            return Ok(Ground { registry, illustrative });
        }
        let registry = Arc::new(load_registry(connection).await?);
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some((units_version, Arc::clone(&registry)));
        Ok(Ground { registry, illustrative })
    }

    fn known(&self, version: i64) -> Option<Arc<UnitRegistry>> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().filter(|(known, _)| *known == version).map(|(_, registry)| Arc::clone(registry))
    }
}
