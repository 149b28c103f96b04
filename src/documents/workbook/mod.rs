//! A report context as a workbook, one worksheet per subject. Numbers and months are stored as such; a value
//! that may not be published is a text, never zero. Equal contexts give equal bytes.

mod cell;
mod figures;
mod list;
mod page;
mod tables;
#[cfg(test)]
mod tests;

use std::borrow::Borrow;

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};

pub use list::results_workbook_list;

use self::cell::{Styles, WorkbookCell};
use self::figures::{figures, method};
use self::page::{Captions, WorksheetPage, fitting_widths};
use self::tables::{changes, dossiers, modes, months, questions, units};
use super::DocumentError;
use crate::domain::{Language, Report, ReportContext};
use crate::locale::{Argument, evidence, message, message_with, subject};

/// The height of an empty row and the width of an empty column, in pixels.
const DEFAULT_ROW: u32 = 18;
const DEFAULT_COLUMN: u32 = 64;
/// The width in digits of a worksheet without columns; lines of this length are easy to read.
const WIDTH_OF_WORDS: f64 = 110.0;

/// Creates the workbook of the report context.
///
/// # Errors
///
/// Fails if the workbook cannot be written.
pub fn workbook(context: &ReportContext, language: Language) -> Result<Vec<u8>, DocumentError> {
    let styles = Styles::new();
    let workbook =
        WorkbookContext { context, language, styles: &styles, captions: captions(&context.report, language) };
    let by_mode = context.report.questions.iter().any(|question| !question.by_mode.is_empty());
    let mut sheets = vec![figures(&workbook)?, questions(&workbook)?, changes(&workbook)?];
    if by_mode {
        sheets.push(modes(&workbook)?);
    }
    for sheet in [units, months, dossiers, method] {
        sheets.push(sheet(&workbook)?);
    }
    let report = &context.report;
    let day = report.published_on().unwrap_or(report.period.last_day());
    save(sheets, &styles, &workbook.captions.title, day, language)
}

/// The content, language and styles of all worksheets.
struct WorkbookContext<'a> {
    context: &'a ReportContext,
    language: Language,
    styles: &'a Styles,
    captions: Captions,
}

impl<'a> WorkbookContext<'a> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn report(&self) -> &'a Report {
        &self.context.report
    }

    fn table<Row>(
        &self,
        columns: &[WorkbookColumn<Row>],
        rows: impl IntoIterator<Item: Borrow<Row>>,
    ) -> WorkbookTable {
        let rows = rows.into_iter().map(|row| cells(columns, row.borrow(), self.language).collect());
        WorkbookTable { heads: heads(columns, self.language).collect(), rows: rows.collect() }
    }

    /// Creates a worksheet with one table below `remarks`. If the table has no rows, the worksheet has the
    /// text with the key `empty_key` instead.
    fn table_sheet(
        &self,
        name: &str,
        remarks: &[String],
        table: &WorkbookTable,
        empty_key: &str,
    ) -> Result<Worksheet, XlsxError> {
        let mut widths = fitting_widths(self.language, &table.heads, &table.rows);
        // A worksheet without a table still has its sentences.
        if widths.is_empty() {
            widths.push(WIDTH_OF_WORDS);
        }
        let mut page = WorksheetPage::new(&self.say(name), widths, self.styles)?;
        page.captions(&self.captions)?;
        page.sentences(remarks.iter().cloned())?;
        page.skip(1);
        if table.rows.is_empty() {
            page.text(&self.say(empty_key), &self.styles.warning, 10.0)?;
        } else {
            page.table(table)?;
        }
        Ok(page.finish(&self.captions.title))
    }
}

/// A column of a table: the message key of its head, and the function that gives its cell for a row.
type WorkbookColumn<Row> = (&'static str, fn(&Row, Language) -> WorkbookCell);

fn heads<Row>(columns: &[WorkbookColumn<Row>], language: Language) -> impl Iterator<Item = String> {
    columns.iter().map(move |(head, _)| message(language, head))
}

fn cells<Row>(
    columns: &[WorkbookColumn<Row>],
    row: &Row,
    language: Language,
) -> impl Iterator<Item = WorkbookCell> {
    columns.iter().map(move |(_, cell)| cell(row, language))
}

/// The heads and cells of a table.
#[derive(Default)]
struct WorkbookTable {
    heads: Vec<String>,
    rows: Vec<Vec<WorkbookCell>>,
}

fn captions(report: &Report, language: Language) -> Captions {
    let evidence = evidence(report, language);
    let title = [("subject", Argument::from(subject(report, language)))];
    let unpublished = report.is_unpublished.then(|| message(language, "workbook-unpublished"));
    Captions {
        title: message_with(language, "workbook-title", title),
        evidence: vec![evidence.line()],
        warnings: unpublished.into_iter().chain(evidence.illustrative).collect(),
    }
}

/// Writes the worksheets into a file, which does not depend on the time of creation.
fn save(
    sheets: Vec<Worksheet>,
    styles: &Styles,
    title: &str,
    day: NaiveDate,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&styles.plain, DEFAULT_ROW, DEFAULT_COLUMN)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("hailong")
        .set_creation_datetime(&day)
        .set_custom_property("Language", language.tag());
    workbook.set_properties(&properties);
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    Ok(workbook.save_to_buffer()?)
}
