//! `rollout`: `unit,adopted_on`

use super::table::{ImportError, Table};
use super::{Context, ImportSummary, unit_on};
use crate::store::{NewRollout, upsert_rollout};

pub(super) async fn import(
    mut context: Context<'_>,
    table: &mut Table,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["unit", "adopted_on"], &[])?;
    let registry = context.registry().await?;
    let mut rows = 0;
    while let Some(row) = table.next_row() {
        let row = row?;
        let adopted_on = row.date("adopted_on")?;
        let unit_id = unit_on(&registry, &row, "unit", adopted_on)?;
        upsert_rollout(context.connection, &NewRollout { unit_id, adopted_on }).await?;
        rows += 1;
    }
    Ok(ImportSummary { rows, ..ImportSummary::default() })
}
