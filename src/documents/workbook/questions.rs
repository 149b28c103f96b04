//! The sheet of all questions: answers at each level, shares with their intervals, means.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::{Language, QuestionReport, SCALE};

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let rows = wording.report().questions.iter().map(|question| row(wording, question)).collect();
    let table = Table { remarks: Vec::new(), heads: heads(wording), rows };
    wording.table_sheet("sheet-questions", &table, "workbook-no-questions")
}

fn heads(wording: &Wording<'_>) -> Vec<String> {
    let say = |key: &str| wording.say(key);
    let mut heads = vec![say("table-question"), say("table-n"), say("table-no-opinion")];
    heads.extend(SCALE.into_iter().map(|answer| say(&format!("scale-{answer}"))));
    let figures = ["column-satisfied", "table-share", "column-from", "column-to"];
    let weighted = ["column-weighted", "column-from", "column-to", "column-effective"];
    let mean = ["table-mean", "column-from", "column-to"];
    heads.extend(figures.into_iter().chain(weighted).chain(mean).map(say));
    heads
}

fn row(wording: &Wording<'_>, question: &QuestionReport) -> Vec<Cell> {
    let language = wording.language;
    let missing = Cell::missing(language, question.answered(), question.suppressed);
    let (top_two, mean) = (question.top_two, question.mean);
    let mut cells = vec![
        Cell::words(question.label.get(language)),
        Cell::Count(question.shown_answers()),
        Cell::Count(question.no_opinion),
    ];
    cells.extend(question.counts.map(|count| Cell::count_or(count, &missing)));
    cells.extend([
        Cell::count_or(question.satisfied, &missing),
        Cell::share_or(top_two.map(|estimate| estimate.share), &missing),
        Cell::share_or(top_two.map(|estimate| estimate.low), &missing),
        Cell::share_or(top_two.map(|estimate| estimate.high), &missing),
    ]);
    cells.extend(weighted_cells(question, language));
    let score = |value: Option<f64>| value.map_or_else(|| missing.clone(), Cell::Score);
    // A single answer has a score and no interval.
    let interval = mean.and_then(|mean| mean.interval);
    let end = |value: Option<f64>| match (mean, value) {
        (Some(_), None) => Cell::unknown(language),
        (_, value) => score(value),
    };
    cells.extend([
        score(mean.map(|mean| mean.value)),
        end(interval.map(|interval| interval.low)),
        end(interval.map(|interval| interval.high)),
    ]);
    cells
}

/// Share, interval and effective sample; where there is none it is withheld with the plain share, or dossiers are missing.
pub(super) fn weighted_cells(question: &QuestionReport, language: Language) -> [Cell; 4] {
    let missing = match question.top_two {
        Some(_) if question.suppressed.is_none() => Cell::unknown(language),
        _ => Cell::missing(language, question.answered(), question.suppressed),
    };
    let weighted = question.top_two_weighted;
    let share = |share: Option<f64>| Cell::coarse_share_or(share, &missing);
    let effective = weighted.and_then(|weighted| weighted.effective_answers);
    [
        share(weighted.map(|weighted| weighted.estimate.share)),
        share(weighted.map(|weighted| weighted.estimate.low)),
        share(weighted.map(|weighted| weighted.estimate.high)),
        effective.map_or(missing, whole),
    ]
}

/// An estimated number of answers, as a whole number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
fn whole(number: f64) -> Cell {
    Cell::Count(number.round().max(0.0) as u64)
}
