//! Imports CSV files: a whole file or nothing of it. Repeating an import changes nothing. An invalid row is
//! reported with its line, column and cause.

mod responses;
mod row_by_row;
mod table;
mod units;

use std::io::Read;

use chrono::NaiveDate;
use strum::EnumString;

pub use table::ImportError;

use super::App;
use crate::clock::Clock;
use crate::domain::{Month, UnitId, UnitRegistry, UnknownName};
use crate::store::{Connection, load_registry};
use table::{CsvRow, CsvTable};

/// What a file contains.
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
    /// The days on which units adopted the model.
    Rollout,
    /// The people responsible.
    Contacts,
    /// Responses.
    Responses,
}

fn unknown_kind(name: &str) -> UnknownName {
    UnknownName::new("kind", "units, lineage, channels, dossiers, rollout, contacts or responses", name)
}

/// The result of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Rows in the file.
    pub rows: u64,
    /// Responses that were stored already. For other kinds it is 0: they update the existing rows.
    pub repeated: u64,
    /// New responses of months that are published already, which are late.
    pub late: Vec<(Month, u64)>,
}

/// What every kind of import needs.
struct Context<'a> {
    connection: &'a mut Connection,
    /// The units as stored before the import.
    registry: UnitRegistry,
    clock: Clock,
}

impl Context<'_> {
    /// The unit that has the code in `column` on `day`.
    fn unit_on(&self, row: &CsvRow, column: &str, day: NaiveDate) -> Result<UnitId, ImportError> {
        let code = row.parse(column)?;
        let unit = self.registry.holder(&code, day).map_err(|_| {
            row.fault(
                column,
                format!("no unit holds the code {code} on {day}: import units first, or correct the code"),
            )
        })?;
        Ok(unit.id)
    }

    async fn import(
        &mut self,
        app: &App,
        kind: ImportKind,
        table: &mut CsvTable,
    ) -> Result<ImportSummary, ImportError> {
        use row_by_row::{import, store_channel, store_contact, store_rollout, store_succession};

        match kind {
            ImportKind::Units => units::import(self, table).await,
            ImportKind::Lineage => {
                let required = &["predecessor", "successor", "effective_date"];
                import(self, table, required, &["share"], store_succession).await
            }
            ImportKind::Channels => {
                let optional = &["code", "survey", "mode"];
                import(self, table, &["unit", "label"], optional, store_channel).await
            }
            ImportKind::Dossiers => row_by_row::import_dossiers(self, table).await,
            ImportKind::Rollout => import(self, table, &["unit", "adopted_on"], &[], store_rollout).await,
            ImportKind::Contacts => {
                import(self, table, &["unit", "role", "name", "telephone"], &[], store_contact).await
            }
            ImportKind::Responses => responses::import(app, self, table).await,
        }
    }
}

impl App {
    /// Imports a whole file, or nothing of it.
    ///
    /// # Errors
    ///
    /// Fails if the file is not valid CSV, if one of its rows is invalid, or if the database fails.
    pub async fn import(
        &self,
        kind: ImportKind,
        file: Box<dyn Read + Send>,
    ) -> Result<ImportSummary, ImportError> {
        let mut table = CsvTable::open(file)?;
        let imported = self
            .database()
            .write(async |connection| {
                let registry = load_registry(connection).await?;
                let mut context = Context { connection, registry, clock: self.clock() };
                context.import(self, kind, &mut table).await
            })
            .await;
        self.shared.counts.forget_live();
        self.shared.known_version.forget();
        imported
    }
}
