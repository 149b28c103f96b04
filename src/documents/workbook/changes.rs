//! The sheet of comparisons with earlier periods, each with its verdict.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::{Comparison, Outcome, QuestionReport};
use crate::locale::comparison_sentence;

const HEADS: [&str; 11] = [
    "table-question",
    "column-compared-from",
    "column-compared-to",
    "column-before",
    "column-n-before",
    "table-share",
    "table-n",
    "column-difference",
    "column-from",
    "column-to",
    "column-verdict",
];

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let questions = wording.report().questions.iter();
    let rows = questions.flat_map(|question| {
        question.comparisons.iter().map(move |comparison| row(wording, question, comparison))
    });
    let heads = HEADS.map(|key| wording.say(key)).to_vec();
    let table = Table { remarks: Vec::new(), heads, rows: rows.collect() };
    wording.table_sheet("sheet-changes", &table, "workbook-no-changes")
}

fn row(wording: &Wording<'_>, question: &QuestionReport, comparison: &Comparison) -> Vec<Cell> {
    let language = wording.language;
    let change = comparison.outcome.change();
    let missing = match comparison.outcome {
        Outcome::NoAnswers => Cell::Missing(wording.say("withheld-no-answers")),
        Outcome::NotPublished => Cell::Missing(wording.say("withheld-too-few")),
        // The verdict says why the two are not held against each other.
        _ => Cell::Empty,
    };
    let points = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Points);
    let now = Cell::missing(language, question.answered(), question.suppressed);
    vec![
        Cell::words(question.label.get(language)),
        Cell::Month(comparison.period.from()),
        Cell::Month(comparison.period.to()),
        Cell::share_or(change.map(|change| change.before), &missing),
        change.map_or(Cell::Empty, |change| Cell::Count(change.n_before)),
        Cell::share_or(question.top_two.map(|top_two| top_two.share), &now),
        Cell::Count(question.shown_answers()),
        points(change.map(|change| change.difference)),
        points(change.map(|change| change.low)),
        points(change.map(|change| change.high)),
        Cell::words(comparison_sentence(comparison, language)),
    ]
}
