//! `contacts`: `unit,role,name,telephone`

use super::table::{ImportError, Table};
use super::{Context, ImportSummary, unit_on};
use crate::store::{NewContact, upsert_contact};

/// Two numbers with their extensions.
const LONGEST_TELEPHONE: usize = 60;

pub(super) async fn import(
    mut context: Context<'_>,
    table: &mut Table,
) -> Result<ImportSummary, ImportError> {
    table.expect_columns(&["unit", "role", "name", "telephone"], &[])?;
    let registry = context.registry().await?;
    let today = context.today();
    let mut rows = 0;
    while let Some(row) = table.next_row() {
        let row = row?;
        let telephone = row.text("telephone");
        let dialled = telephone.chars().filter(char::is_ascii_digit).count();
        if dialled < 3 || !telephone.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c)) {
            return Err(row.fault("telephone", format!("\"{telephone}\" is no telephone number")));
        }
        if telephone.len() > LONGEST_TELEPHONE {
            let cause =
                format!("it has {} characters: shorten it to {LONGEST_TELEPHONE} at most", telephone.len());
            return Err(row.fault("telephone", cause));
        }
        let (role, name) = (row.name("role")?, row.name("name")?);
        let unit_id = unit_on(&registry, &row, "unit", today)?;
        upsert_contact(context.connection, &NewContact { unit_id, role: &role, name: &name, telephone })
            .await?;
        rows += 1;
    }
    Ok(ImportSummary { rows, ..ImportSummary::default() })
}
