//! Importing CSV files: all or nothing, and repeating an import changes nothing. A row that cannot be taken
//! is named by line, column and cause.

mod channels;
mod contacts;
mod dossiers;
mod lineage;
mod responses;
mod rollout;
mod table;
mod units;

use std::io::Read;
use std::sync::Arc;

use chrono::NaiveDate;
use strum::EnumString;

pub use table::ImportError;

use super::{App, AppError};
use crate::clock::Clock;
use crate::domain::{Month, UnitRegistry, UnknownName};
use crate::store::{Connection, load_registry};
use table::{Row, Table};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_kind)]
pub enum ImportKind {
    /// Units with their validity.
    Units,
    /// Successions.
    Lineage,
    /// Channels.
    Channels,
    /// Dossiers by unit and month.
    Dossiers,
    /// When units took up the model.
    Rollout,
    /// The people responsible.
    Contacts,
    /// Responses.
    Responses,
}

fn unknown_kind(name: &str) -> UnknownName {
    UnknownName::new("kind", "units, lineage, channels, dossiers, rollout, contacts or responses", name)
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Rows in the file.
    pub rows: u64,
    /// Responses that were stored already; other kinds bring what is there up to date.
    pub repeated: u64,
    /// New responses of months that are published already: they are late.
    pub late: Vec<(Month, u64)>,
}

/// What every kind of import needs.
struct Context<'a> {
    connection: &'a mut Connection,
    clock: Clock,
}

impl Context<'_> {
    async fn registry(&mut self) -> Result<Arc<UnitRegistry>, AppError> {
        Ok(Arc::new(load_registry(self.connection).await?))
    }

    fn today(&self) -> NaiveDate {
        self.clock.today()
    }
}

impl App {
    /// Imports a whole file, or nothing of it.
    pub async fn import(
        &self,
        kind: ImportKind,
        file: Box<dyn Read + Send>,
    ) -> Result<ImportSummary, ImportError> {
        let mut table = Table::open(file)?;
        let clock = self.clock();
        let imported = self
            .database()
            .write(async |connection| {
                let context = Context { connection, clock };
                match kind {
                    ImportKind::Units => units::import(context, &mut table).await,
                    ImportKind::Lineage => lineage::import(context, &mut table).await,
                    ImportKind::Channels => channels::import(context, &mut table).await,
                    ImportKind::Dossiers => dossiers::import(context, &mut table).await,
                    ImportKind::Rollout => rollout::import(context, &mut table).await,
                    ImportKind::Contacts => contacts::import(context, &mut table).await,
                    ImportKind::Responses => responses::import(self, context, &mut table).await,
                }
            })
            .await;
        self.shared.counts.forget_live();
        self.shared.known_version.forget();
        imported
    }
}

/// The unit that holds the code in `column` on `day`.
fn unit_on(registry: &UnitRegistry, row: &Row, column: &str, day: NaiveDate) -> Result<i32, ImportError> {
    let code = row.parse(column)?;
    let unit = registry.holder(&code, day).map_err(|_| {
        row.fault(
            column,
            format!("no unit holds the code {code} on {day}: import units first, or correct the code"),
        )
    })?;
    Ok(unit.id.0)
}
