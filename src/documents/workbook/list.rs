//! Many reports on one sheet: a row a question, unit and month, for those who reckon on.

use rust_xlsxwriter::XlsxError;

use super::page::{Captions, Page, fitting_widths};
use super::questions::weighted_cells;
use super::{Cell, DocumentError, Styles, written};
use crate::domain::{Language, Period, QuestionReport, Report, SCALE};
use crate::locale::{Argument, evidence, message, message_with, period};

/// So many rows a sheet has.
const ROWS_OF_A_SHEET: usize = 1_048_576;
/// Rows above the table, at most.
const ROWS_ABOVE: usize = 8;
/// The widths of columns are taken from so many rows: more seldom say another thing.
const MEASURED_ROWS: usize = 2_000;

/// The reports, which are about months within `span`, as one sheet.
pub fn results_workbook_list(
    reports: &[Report],
    span: Period,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let rows: usize = reports.iter().map(|report| report.questions.len()).sum();
    if rows + ROWS_ABOVE > ROWS_OF_A_SHEET {
        return Err(DocumentError::TooManyRows { rows });
    }
    let heads = heads(language);
    let rows: Vec<_> = reports.iter().flat_map(|report| rows_of(report, language)).collect();
    let styles = Styles::new();
    let captions = captions(reports, span, language);
    let sheet = || -> Result<_, XlsxError> {
        let widths = fitting_widths(language, &heads, rows.get(..MEASURED_ROWS).unwrap_or(&rows));
        let mut page = Page::new(&message(language, "sheet-list"), widths, &styles)?;
        page.captions(&captions)?;
        page.skip(1);
        page.table(&heads, &rows)?;
        // The evidence in the last column would make everything else too small to read on paper.
        page.leave_last_column_unprinted()?;
        Ok(page.finish(&captions.title))
    };
    written(vec![sheet()?], &styles, &captions.title, span.last_day(), language)
}

fn captions(reports: &[Report], span: Period, language: Language) -> Captions {
    let title = [("period", Argument::from(period(language, span)))];
    let unpublished = reports.iter().any(|report| report.is_unpublished);
    let illustrative = reports.iter().find_map(|report| evidence(report, language).illustrative);
    let unpublished = unpublished.then(|| message(language, "workbook-unpublished"));
    Captions {
        title: message_with(language, "workbook-list-title", title),
        evidence: vec![message(language, "method-publication-cell")],
        warnings: unpublished.into_iter().chain(illustrative).collect(),
    }
}

fn heads(language: Language) -> Vec<String> {
    let say = |key: &str| message(language, key);
    let mut heads: Vec<_> =
        ["units-unit", "column-code", "column-month", "table-question", "table-n", "table-no-opinion"]
            .map(say)
            .to_vec();
    heads.extend(SCALE.into_iter().map(|answer| say(&format!("scale-{answer}"))));
    let figures = ["column-satisfied", "table-share", "column-from", "column-to"];
    let weighted = ["column-weighted", "column-from", "column-to", "column-effective", "table-mean"];
    let ground = ["column-sheets", "fact-dossiers", "column-edition", "column-evidence"];
    heads.extend(figures.into_iter().chain(weighted).chain(ground).map(say));
    heads
}

fn rows_of(report: &Report, language: Language) -> impl Iterator<Item = Vec<Cell>> {
    let evidence = evidence(report, language).line();
    report.questions.iter().map(move |question| row(report, question, &evidence, language))
}

fn row(report: &Report, question: &QuestionReport, evidence: &str, language: Language) -> Vec<Cell> {
    let missing = Cell::missing(language, question.answered(), question.suppressed);
    let top_two = question.top_two;
    let share = |share: Option<f64>| Cell::share_or(share, &missing);
    let mut cells = vec![
        Cell::words(report.unit.name.as_str()),
        Cell::words(report.unit.code.as_str()),
        Cell::Month(report.period.from()),
        Cell::words(question.label.get(language)),
        Cell::Count(question.shown_answers()),
        Cell::Count(question.no_opinion),
    ];
    cells.extend(question.counts.map(|count| Cell::count_or(count, &missing)));
    cells.extend([
        Cell::count_or(question.satisfied, &missing),
        share(top_two.map(|top_two| top_two.share)),
        share(top_two.map(|top_two| top_two.low)),
        share(top_two.map(|top_two| top_two.high)),
    ]);
    cells.extend(weighted_cells(question, language));
    cells.extend([
        question.mean.map_or_else(|| missing.clone(), |mean| Cell::Score(mean.value)),
        Cell::Count(report.responses),
        Cell::count_or(report.dossiers.map(|dossiers| dossiers.received), &Cell::unknown(language)),
        report.edition().map_or(Cell::Empty, |edition| Cell::Count(edition.number.into())),
        Cell::Line(evidence.to_owned()),
    ]);
    cells
}
