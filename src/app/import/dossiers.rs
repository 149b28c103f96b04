//! `dossiers`: `unit,month,received,early,on_time,late`

use std::collections::HashMap;

use super::table::{ImportError, Row, Table};
use super::{Context, ImportSummary, unit_on};
use crate::domain::{Month, UnitRegistry};
use crate::store::{NewDossiers, upsert_dossiers};

pub(super) async fn import(
    mut context: Context<'_>,
    table: &mut Table,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["unit", "month", "received", "early", "on_time", "late"], &[])?;
    let registry = context.registry().await?;
    let this_month = Month::of(context.today());
    let mut lines: HashMap<(i32, Month), u64> = HashMap::new();
    let mut all = Vec::new();
    while let Some(row) = table.next_row() {
        let row = row?;
        let month: Month = row.parse("month")?;
        if month > this_month {
            return Err(row.fault("month", format!("{month} has not begun yet")));
        }
        let new = read(&registry, &row, month)?;
        if let Some(before) = lines.insert((new.unit_id, month), row.line) {
            return Err(row.fault("month", format!("line {before} has figures of the same unit and month")));
        }
        all.push(new);
    }
    upsert_dossiers(context.connection, &all).await?;
    Ok(ImportSummary { rows: all.len() as u64, ..ImportSummary::default() })
}

fn read(registry: &UnitRegistry, row: &Row, month: Month) -> Result<NewDossiers, ImportError> {
    // A unit that began within the month reports under the code that it holds at its end.
    let unit_id = unit_on(registry, row, "unit", month.first_day())
        .or_else(|_| unit_on(registry, row, "unit", month.last_day()))?;
    let count = |column: &str| -> Result<i32, ImportError> {
        let text = row.text(column);
        let count: Result<i32, _> = text.parse();
        match count {
            Ok(count) if count < 0 => Err(row.fault(column, "it must not be negative")),
            Ok(count) => Ok(count),
            Err(_) => Err(row.fault(
                column,
                format!("\"{text}\" is no count: write digits only, without points or commas"),
            )),
        }
    };
    Ok(NewDossiers {
        unit_id,
        month: month.first_day(),
        received: count("received")?,
        early: count("early")?,
        on_time: count("on_time")?,
        late: count("late")?,
    })
}
