//! The sheet of answers by the way in which they came in.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::{ModeReport, QuestionReport};

const HEADS: [&str; 6] =
    ["table-question", "column-mode", "table-n", "table-share", "column-from", "column-to"];

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let questions = wording.report().questions.iter();
    let rows =
        questions.flat_map(|question| question.by_mode.iter().map(move |mode| row(wording, question, mode)));
    let heads = HEADS.map(|key| wording.say(key)).to_vec();
    let table = Table { remarks: Vec::new(), heads, rows: rows.collect() };
    wording.table_sheet("sheet-modes", &table, "workbook-no-questions")
}

fn row(wording: &Wording<'_>, question: &QuestionReport, mode: &ModeReport) -> Vec<Cell> {
    // Why one mode is held back would say how large another is.
    let missing = Cell::Missing(wording.say("withheld-too-few"));
    let share = |share: Option<f64>| Cell::share_or(share, &missing);
    vec![
        Cell::words(question.label.get(wording.language)),
        Cell::words(wording.say(&format!("mode-{}", mode.mode))),
        Cell::Count(mode.n),
        share(mode.top_two.map(|top_two| top_two.share)),
        share(mode.top_two.map(|top_two| top_two.low)),
        share(mode.top_two.map(|top_two| top_two.high)),
    ]
}
