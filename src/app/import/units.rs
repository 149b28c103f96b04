//! `units`: `code,name,kind,parent,valid_from,valid_to`

use std::collections::HashMap;

use chrono::NaiveDate;

use super::table::{ImportError, Row, Table};
use super::{Context, ImportSummary};
use crate::domain::{Unit, UnitCode, UnitId, UnitKind};
use crate::store::{NewUnit, upsert_unit};

struct Entry {
    row: Row,
    code: UnitCode,
    name: String,
    kind: UnitKind,
    parent: Option<UnitCode>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl Entry {
    fn read(row: Row) -> Result<Self, ImportError> {
        let entry = Self {
            code: row.parse("code")?,
            name: row.name("name")?,
            kind: row.parse("kind")?,
            parent: row.parse_optional("parent")?,
            valid_from: row.optional_date("valid_from")?,
            valid_to: row.optional_date("valid_to")?,
            row,
        };
        let backwards = entry.valid_from.zip(entry.valid_to).is_some_and(|(from, to)| to < from);
        if backwards {
            return Err(entry.row.fault("valid_to", "it lies before valid_from"));
        }
        Ok(entry)
    }

    /// A day on which the unit exists; its parent is the holder of the parent's code on it.
    fn day(&self, today: NaiveDate) -> NaiveDate {
        self.valid_from.or(self.valid_to).unwrap_or(today)
    }
}

pub(super) async fn import(context: Context<'_>, table: &mut Table) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["code", "name", "kind"], &["parent", "valid_from", "valid_to"])?;
    let mut entries = table.rows()?.into_iter().map(Entry::read).collect::<Result<Vec<_>, _>>()?;
    // Parents first, and earlier holders of a code before later ones, in whatever order the file has them. A town may
    // become a commune: below the district, kinds do not order anything.
    entries.sort_by_key(|entry| (entry.kind.min(UnitKind::Commune), entry.valid_from));
    refuse_overlaps(&entries)?;
    let today = context.clock.today();
    let mut holders = known_holders(context.connection).await?;
    for entry in &entries {
        let parent =
            entry.parent.as_ref().map(|code| find_parent(&holders, entry, code, today)).transpose()?;
        let new = NewUnit {
            code: entry.code.as_str(),
            name: &entry.name,
            kind: entry.kind.name(),
            parent_id: parent.map(i32::from),
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
        };
        let id = upsert_unit(context.connection, &new).await.map_err(|error| {
            match error.violated_constraint() {
                Some("units_one_holder_a_day") => entry.row.fault(
                    "code",
                    format!(
                        "another unit holds the code {} during these days: end its validity first",
                        entry.code
                    ),
                ),
                _ => error.into(),
            }
        })?;
        let versions = holders.entry(entry.code.clone()).or_default();
        versions.retain(|version| version.id != id);
        versions.push(as_unit(entry, id, parent));
    }
    Ok(ImportSummary { rows: entries.len() as u64, ..ImportSummary::default() })
}

type Holders = HashMap<UnitCode, Vec<Unit>>;

async fn known_holders(connection: &mut crate::store::Connection) -> Result<Holders, ImportError> {
    let registry = crate::store::load_registry(connection).await?;
    let mut holders = Holders::new();
    for unit in registry.units() {
        holders.entry(unit.code.clone()).or_default().push(unit.clone());
    }
    Ok(holders)
}

fn find_parent(
    holders: &Holders,
    entry: &Entry,
    code: &UnitCode,
    today: NaiveDate,
) -> Result<UnitId, ImportError> {
    let day = entry.day(today);
    let parent = holders.get(code).into_iter().flatten().find(|unit| unit.is_valid_on(day));
    let parent = parent.ok_or_else(|| {
        entry.row.fault("parent", format!("no unit holds the code {code} on {day}: add a row for it"))
    })?;
    if parent.kind >= entry.kind {
        let cause = format!("{} is no unit above a {}", parent.name, entry.kind.name());
        return Err(entry.row.fault("parent", cause));
    }
    Ok(parent.id)
}

fn as_unit(entry: &Entry, id: UnitId, parent: Option<UnitId>) -> Unit {
    Unit {
        id,
        code: entry.code.clone(),
        name: entry.name.clone(),
        kind: entry.kind,
        parent,
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    }
}

/// The database refuses overlaps too, but only the file knows both lines.
fn refuse_overlaps(entries: &[Entry]) -> Result<(), ImportError> {
    let mut last: HashMap<&UnitCode, &Entry> = HashMap::new();
    let mut by_time: Vec<&Entry> = entries.iter().collect();
    by_time.sort_by_key(|entry| entry.valid_from);
    for entry in by_time {
        if let Some(before) = last.insert(&entry.code, entry) {
            let apart = before.valid_to.zip(entry.valid_from).is_some_and(|(to, from)| to < from);
            if !apart {
                let cause =
                    format!("line {} holds the code {} during these days too", before.row.line, entry.code);
                return Err(entry.row.fault("code", cause));
            }
        }
    }
    Ok(())
}
