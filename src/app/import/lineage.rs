//! `lineage`: `predecessor,successor,effective_date,share`

use chrono::Days;

use super::table::{ImportError, Row, Table};
use super::{Context, ImportSummary, unit_on};
use crate::domain::{UnitId, UnitRegistry};
use crate::store::{NewSuccession, upsert_succession};

pub(super) async fn import(
    mut context: Context<'_>,
    table: &mut Table,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["predecessor", "successor", "effective_date"], &["share"])?;
    let registry = context.registry().await?;
    let mut rows = 0;
    while let Some(row) = table.next_row() {
        let new = read(&registry, &row?)?;
        upsert_succession(context.connection, &new).await?;
        rows += 1;
    }
    Ok(ImportSummary { rows, ..ImportSummary::default() })
}

fn read(registry: &UnitRegistry, row: &Row) -> Result<NewSuccession, ImportError> {
    let effective_on = row.date("effective_date")?;
    let day_before = effective_on.checked_sub_days(Days::new(1)).unwrap_or(effective_on);
    let share: Option<f64> = row.parse_optional("share")?;
    if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        return Err(row.fault("share", "it must lie between 0 and 1"));
    }
    let predecessor_id = unit_on(registry, row, "predecessor", day_before)?;
    if registry.unit(UnitId(predecessor_id)).is_some_and(|unit| unit.valid_to != Some(day_before)) {
        let cause =
            format!("its validity does not end on {day_before}: end it, and add what goes on as a new row");
        return Err(row.fault("predecessor", cause));
    }
    let successor_id = unit_on(registry, row, "successor", effective_on)?;
    if predecessor_id == successor_id {
        let cause = "it is the same version of the unit as the predecessor: end that one the day before";
        return Err(row.fault("successor", cause));
    }
    Ok(NewSuccession { predecessor_id, successor_id, effective_on, share })
}
