//! Imports `units`: `code,name,kind,parent,valid_from,valid_to`.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::table::{CsvRow, CsvTable, ImportError};
use super::{Context, ImportSummary};
use crate::domain::{Unit, UnitCode, UnitId};
use crate::store::upsert_unit;

struct ImportedUnit {
    row: CsvRow,
    /// The unit without its id and parent.
    unit: Unit,
    parent: Option<UnitCode>,
}

impl ImportedUnit {
    fn read(row: CsvRow) -> Result<Self, ImportError> {
        let unit = Unit {
            id: UnitId(0),
            code: row.parse("code")?,
            name: row.name("name")?,
            kind: row.parse("kind")?,
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        let parent = row.parse_optional("parent")?;
        let (valid_from, valid_to) = (row.optional_date("valid_from")?, row.optional_date("valid_to")?);
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            return Err(row.fault("valid_to", "it lies before valid_from"));
        }
        Ok(Self { row, unit: Unit { valid_from, valid_to, ..unit }, parent })
    }

    /// A day on which the unit exists. Its parent is the unit that has the parent's code on that day.
    fn day(&self, today: NaiveDate) -> NaiveDate {
        self.unit.valid_from.or(self.unit.valid_to).unwrap_or(today)
    }
}

pub(super) async fn import(
    context: &mut Context<'_>,
    table: &mut CsvTable,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["code", "name", "kind"], &["parent", "valid_from", "valid_to"])?;
    let mut entries = table.rows()?.into_iter().map(ImportedUnit::read).collect::<Result<Vec<_>, _>>()?;
    // Parents come first, and earlier holders of a code before later ones, regardless of their order in the
    // file. Kinds below the district do not matter, because a town may become a commune.
    entries.sort_by_key(|entry| (entry.unit.kind.level(), entry.unit.valid_from));
    refuse_overlaps(&entries)?;
    let today = context.clock.today();
    let mut holders = Holders::new();
    for unit in context.registry.units() {
        holders.entry(unit.code.clone()).or_default().push(unit.clone());
    }
    for entry in &entries {
        let parent =
            entry.parent.as_ref().map(|code| find_parent(&holders, entry, code, today)).transpose()?;
        let mut unit = Unit { parent, ..entry.unit.clone() };
        unit.id = upsert_unit(context.connection, &unit).await.map_err(|error| {
            if error.violated_constraint() != Some("units_one_holder_a_day") {
                return error.into();
            }
            let cause = format!(
                "another unit holds the code {} during these days: end its validity first",
                unit.code
            );
            entry.row.fault("code", cause)
        })?;
        let versions = holders.entry(unit.code.clone()).or_default();
        versions.retain(|version| version.id != unit.id);
        versions.push(unit);
    }
    Ok(ImportSummary { rows: entries.len() as u64, ..ImportSummary::default() })
}

type Holders = HashMap<UnitCode, Vec<Unit>>;

fn find_parent(
    holders: &Holders,
    entry: &ImportedUnit,
    code: &UnitCode,
    today: NaiveDate,
) -> Result<UnitId, ImportError> {
    let day = entry.day(today);
    let parent = holders.get(code).into_iter().flatten().find(|unit| unit.is_valid_on(day));
    let parent = parent.ok_or_else(|| {
        entry.row.fault("parent", format!("no unit holds the code {code} on {day}: add a row for it"))
    })?;
    if parent.kind >= entry.unit.kind {
        let cause = format!("{} is no unit above a {}", parent.name, entry.unit.kind.name());
        return Err(entry.row.fault("parent", cause));
    }
    Ok(parent.id)
}

/// Checks for overlapping validity in the file. The database refuses overlaps too, but this error names both
/// lines.
fn refuse_overlaps(entries: &[ImportedUnit]) -> Result<(), ImportError> {
    let mut last: HashMap<&UnitCode, &ImportedUnit> = HashMap::new();
    let mut by_time: Vec<&ImportedUnit> = entries.iter().collect();
    by_time.sort_by_key(|entry| entry.unit.valid_from);
    for entry in by_time {
        if let Some(before) = last.insert(&entry.unit.code, entry) {
            let apart = before.unit.valid_to.zip(entry.unit.valid_from).is_some_and(|(to, from)| to < from);
            if !apart {
                let cause = format!(
                    "line {} holds the code {} during these days too",
                    before.row.line, entry.unit.code
                );
                return Err(entry.row.fault("code", cause));
            }
        }
    }
    Ok(())
}
