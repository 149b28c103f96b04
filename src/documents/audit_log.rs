//! Entries of the audit log as CSV.

use super::DocumentError;
use super::results::cells::{finished, text, writer};
use crate::clock::Clock;
use crate::domain::{AuditEntry, Unit};

/// The columns.
const COLUMNS: [&str; 10] =
    ["id", "time", "actor", "action", "subject", "before", "after", "unit_code", "unit_name", "network"];

/// Entries with their units as CSV for spreadsheets, in the given order. Times are those of the reporting time zone;
/// actions have the names that the page's address takes; values before and after a change are JSON.
///
/// # Errors
///
/// Fails if the CSV writer does.
pub fn audit_log_csv(entries: &[(AuditEntry, Option<Unit>)], clock: Clock) -> Result<Vec<u8>, DocumentError> {
    let mut file = writer();
    file.write_record(COLUMNS)?;
    for (entry, unit) in entries {
        let values = |values: &Option<serde_json::Value>| {
            values.as_ref().map(|values| text(&values.to_string())).unwrap_or_default()
        };
        file.write_record([
            entry.id.to_string(),
            clock.wall_time(entry.happened_at).to_rfc3339(),
            text(&entry.actor),
            text(&entry.action),
            text(&entry.subject),
            values(&entry.before),
            values(&entry.after),
            unit.as_ref().map(|unit| text(unit.code.as_str())).unwrap_or_default(),
            unit.as_ref().map(|unit| text(&unit.name)).unwrap_or_default(),
            text(entry.prefix.as_deref().unwrap_or_default()),
        ])?;
    }
    finished(file)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;

    #[test]
    fn an_entry_is_a_line_in_which_no_cell_is_a_formula() {
        let entry = AuditEntry {
            id: 7,
            happened_at: DateTime::from_timestamp(1_732_000_000, 0).unwrap(),
            actor: "=1+1".to_owned(),
            prefix: Some("113.160.1.0/24".to_owned()),
            action: "staff-removed".to_owned(),
            unit: None,
            subject: "lan@hungyen.example".to_owned(),
            before: None,
            after: Some(serde_json::json!({ "reason": "left, \"for good\"" })),
        };
        let file = audit_log_csv(&[(entry, None)], Clock::system(Ho_Chi_Minh)).unwrap();
        let file = String::from_utf8(file).unwrap();
        let line = file.lines().nth(1).unwrap();
        let expected = "7,2024-11-19T14:06:40+07:00,'=1+1,staff-removed,lan@hungyen.example,,\
                        \"{\"\"reason\"\":\"\"left, \\\"\"for good\\\"\"\"\"}\",,,113.160.1.0/24";
        assert_eq!(line, expected);
    }
}
