//! The sheet of the months: one row a question and month, with the sheets and dossiers of that month beside it, so that a
//! filter on a question leaves its series.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::{MonthActivity, Reform, Series, SeriesPoint};
use crate::locale::{Argument, day, integer, message_with};

const HEADS: [&str; 9] = [
    "column-month",
    "table-question",
    "table-n",
    "table-share",
    "column-from",
    "column-to",
    "column-sheets",
    "fact-dossiers",
    "column-note",
];

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let series = wording.briefing.series.iter();
    let rows = series
        .flat_map(|series| series.points.iter().map(move |point| row(wording, series, point)))
        .collect();
    let heads = HEADS.map(|key| wording.say(key)).to_vec();
    let table = Table { remarks: Vec::new(), heads, rows };
    wording.table_sheet("sheet-months", &table, "workbook-no-months")
}

fn row(wording: &Wording<'_>, series: &Series, point: &SeriesPoint) -> Vec<Cell> {
    let language = wording.language;
    let missing = Cell::missing(language, point.n, point.suppressed);
    let share = |share: Option<f64>| Cell::share_or(share, &missing);
    let activity = wording.briefing.activity.iter().find(|activity| activity.month == point.month);
    let received = activity.and_then(MonthActivity::received);
    vec![
        Cell::Month(point.month),
        Cell::words(series.label.get(language)),
        Cell::Count(point.n),
        share(point.top_two.map(|top_two| top_two.share)),
        share(point.top_two.map(|top_two| top_two.low)),
        share(point.top_two.map(|top_two| top_two.high)),
        Cell::count_or(activity.map(|activity| activity.responses), &Cell::unknown(language)),
        Cell::count_or(received, &Cell::unknown(language)),
        note(wording, point),
    ]
}

/// What must be known before a line is drawn through the month.
fn note(wording: &Wording<'_>, point: &SeriesPoint) -> Cell {
    let reworded = point.begins_new_wording.then(|| wording.say("note-new-wording"));
    let month = point.month;
    let reforms = wording.briefing.reforms.iter();
    let reforms = reforms.filter(|reform| month.first_day() <= reform.day && reform.day <= month.last_day());
    let notes: Vec<_> = reworded.into_iter().chain(reforms.map(|reform| redrawn(wording, reform))).collect();
    if notes.is_empty() { Cell::Empty } else { Cell::Words(notes.join(" ")) }
}

fn redrawn(wording: &Wording<'_>, reform: &Reform) -> String {
    let language = wording.language;
    let arguments = [
        ("day", Argument::from(day(language, reform.day))),
        ("before", Argument::from(integer(language, reform.before as u64))),
        ("after", Argument::from(integer(language, reform.after as u64))),
    ];
    message_with(language, "note-reform", arguments)
}
