//! The sheet of sheets and dossiers month by month: how many came in, how they were settled, how many answers a sample would
//! need.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::MonthActivity;

const NEEDED: &str = "column-needed";
const HEADS: [&str; 9] = [
    "column-month",
    "column-sheets",
    "fact-dossiers",
    "fact-rate",
    NEEDED,
    "column-early",
    "column-on-time",
    "column-late",
    "column-late-share",
];

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let activity = wording.briefing.activity.iter();
    // How many answers a sample would need concerns only samples.
    let is_sample = activity.clone().any(|activity| activity.needed_answers().is_some());
    let row = |activity| -> Vec<Cell> {
        let cells = HEADS.into_iter().zip(row(wording, activity));
        cells.filter(|(key, _)| is_sample || *key != NEEDED).map(|(_, cell)| cell).collect()
    };
    let rows = activity.map(row).collect();
    let heads = HEADS.into_iter().filter(|key| is_sample || *key != NEEDED);
    let heads = heads.map(|key| wording.say(key)).collect();
    let incomplete = wording.briefing.activity.iter().any(|activity| !activity.are_dossiers_complete);
    let remarks = incomplete.then(|| wording.say("results-note-dossiers-incomplete"));
    let table = Table { remarks: remarks.into_iter().collect(), heads, rows };
    wording.table_sheet("sheet-dossiers", &table, "workbook-no-months")
}

fn row(wording: &Wording<'_>, activity: &MonthActivity) -> Vec<Cell> {
    let unknown = Cell::unknown(wording.language);
    let dossiers = activity.dossiers;
    let count = |count: Option<u64>| Cell::count_or(count, &unknown);
    let rate = activity.received().map(|received| activity.responses as f64 / received as f64);
    let late = dossiers.and_then(|dossiers| {
        let settled = dossiers.settled();
        (settled > 0).then(|| dossiers.late as f64 / settled as f64)
    });
    vec![
        Cell::Month(activity.month),
        Cell::Count(activity.responses),
        // Where some did not report them they are no denominator.
        count(activity.received()),
        Cell::share_or(rate, &unknown),
        count(activity.needed_answers()),
        count(dossiers.map(|dossiers| dossiers.early)),
        count(dossiers.map(|dossiers| dossiers.on_time)),
        count(dossiers.map(|dossiers| dossiers.late)),
        Cell::share_or(late, &unknown),
    ]
}
