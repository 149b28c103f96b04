//! Importing CSV files: all or nothing, and repeating an import changes nothing. A row that cannot be taken
//! is named by line, column and cause.

mod responses;
mod row_by_row;
mod table;
mod units;

use std::io::Read;
use std::str::FromStr;

use chrono::NaiveDate;

pub use table::ImportError;

use super::App;
use crate::clock::Clock;
use crate::domain::{Month, UnitId, UnitRegistry};
use crate::store::{Connection, load_registry};
use table::{Row, Table};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl ImportKind {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Units, "units"),
        (Self::Lineage, "lineage"),
        (Self::Channels, "channels"),
        (Self::Dossiers, "dossiers"),
        (Self::Rollout, "rollout"),
        (Self::Contacts, "contacts"),
        (Self::Responses, "responses"),
    ];
}

/// A name that is no kind of file.
#[derive(Debug, thiserror::Error)]
#[error("unknown kind \"{0}\": use units, lineage, channels, dossiers, rollout, contacts or responses")]
pub struct UnknownImportKind(String);

impl FromStr for ImportKind {
    type Err = UnknownImportKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind);
        known.ok_or_else(|| UnknownImportKind(name.to_owned()))
    }
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
    /// The units as they are stored before the import.
    registry: UnitRegistry,
    clock: Clock,
}

impl Context<'_> {
    /// The unit that holds the code in `column` on `day`.
    fn unit_on(&self, row: &Row, column: &str, day: NaiveDate) -> Result<UnitId, ImportError> {
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
        table: &mut Table,
    ) -> Result<ImportSummary, ImportError> {
        match kind {
            ImportKind::Units => units::import(self, table).await,
            ImportKind::Lineage => {
                let columns: (&[_], &[_]) = (&["predecessor", "successor", "effective_date"], &["share"]);
                row_by_row::import(self, table, columns, row_by_row::store_succession).await
            }
            ImportKind::Channels => {
                let columns: (&[_], &[_]) = (&["unit", "label"], &["code", "survey", "mode"]);
                row_by_row::import(self, table, columns, row_by_row::store_channel).await
            }
            ImportKind::Dossiers => row_by_row::import_dossiers(self, table).await,
            ImportKind::Rollout => {
                let columns: (&[_], &[_]) = (&["unit", "adopted_on"], &[]);
                row_by_row::import(self, table, columns, row_by_row::store_rollout).await
            }
            ImportKind::Contacts => {
                let columns: (&[_], &[_]) = (&["unit", "role", "name", "telephone"], &[]);
                row_by_row::import(self, table, columns, row_by_row::store_contact).await
            }
            ImportKind::Responses => responses::import(app, self, table).await,
        }
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
