//! Reports on one worksheet: one row per question, unit and month, for further calculations.

use super::page::{Captions, WorksheetPage, fitting_widths};
use super::tables::{ASKED, LEVELS, MEAN, SHARES};
use super::{DocumentError, Styles, WorkbookCell, WorkbookColumn, WorkbookTable, cells, heads, save};
use crate::domain::{Language, Period, Report};
use crate::locale::{Argument, evidence, message, message_with, period};

/// The number of rows of a worksheet.
const ROWS_OF_A_SHEET: usize = 1_048_576;
/// The greatest number of rows above the table.
const ROWS_ABOVE: usize = 8;
/// The number of rows from which column widths are taken; further rows rarely need other widths.
const MEASURED_ROWS: usize = 2_000;

/// The columns before the figures of a question.
const SUBJECT: [WorkbookColumn<Report>; 3] = [
    ("units-unit", |report, _| WorkbookCell::words(report.unit.name.as_str())),
    ("column-code", |report, _| WorkbookCell::words(report.unit.code.as_str())),
    ("column-month", |report, _| WorkbookCell::Month(report.period.from())),
];

/// The columns after the figures of a question.
const BASIS: [WorkbookColumn<Report>; 3] = [
    ("column-sheets", |report, _| WorkbookCell::Count(report.responses)),
    ("fact-dossiers", |report, language| {
        report.dossiers.map_or_else(
            || WorkbookCell::unknown(language),
            |dossiers| WorkbookCell::Count(dossiers.received),
        )
    }),
    ("column-edition", |report, _| {
        report.edition().map_or(WorkbookCell::Empty, |edition| WorkbookCell::Count(edition.number.into()))
    }),
];

/// Creates a workbook of one worksheet with `reports`, which are about months within `span`.
///
/// # Errors
///
/// Fails if there are more rows than a worksheet holds or the workbook cannot be written.
pub fn results_workbook_list(
    reports: &[Report],
    span: Period,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let rows: usize = reports.iter().map(|report| report.questions.len()).sum();
    if rows + ROWS_ABOVE > ROWS_OF_A_SHEET {
        return Err(DocumentError::TooManyRows { rows });
    }
    let table = table(reports, language);
    let styles = Styles::new();
    let captions = captions(reports, span, language);
    let measured = table.rows.get(..MEASURED_ROWS).unwrap_or(&table.rows);
    let widths = fitting_widths(language, &table.heads, measured);
    let mut page = WorksheetPage::new(&message(language, "sheet-list"), widths, &styles)?;
    page.captions(&captions)?;
    page.skip(1);
    page.table(&table)?;
    // The evidence in the last column would make the rest too small to read on paper.
    page.leave_last_column_unprinted()?;
    save(vec![page.finish(&captions.title)], &styles, &captions.title, span.last_day(), language)
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

fn table(reports: &[Report], language: Language) -> WorkbookTable {
    let figures = [ASKED.as_slice(), &LEVELS, &SHARES, &[MEAN]].concat();
    let evidence_head = message(language, "column-evidence");
    let heads = heads(&SUBJECT, language).chain(heads(&figures, language)).chain(heads(&BASIS, language));
    let heads = heads.chain([evidence_head]).collect();
    let mut rows = Vec::new();
    for report in reports {
        let evidence = WorkbookCell::Line(evidence(report, language).line());
        for question in &report.questions {
            let cells = cells(&SUBJECT, report, language)
                .chain(cells(&figures, question, language))
                .chain(cells(&BASIS, report, language));
            rows.push(cells.chain([evidence.clone()]).collect());
        }
    }
    WorkbookTable { heads, rows }
}
