//! A briefing as a workbook for a clerk's spreadsheet: one sheet a subject, each a file here. Numbers are numbers, months are
//! months, and what may not be published is words and never zero. The same briefing gives the same bytes.

mod cell;
mod changes;
mod chart;
mod dossiers;
mod figures;
mod letters;
mod list;
mod method;
mod modes;
mod months;
mod page;
mod questions;
mod styles;
#[cfg(test)]
mod tests;
mod units;

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};

pub use list::results_workbook_list;

use self::cell::{Cell, excel_day};
use self::page::{Captions, Page, fitting_widths};
use self::styles::Styles;
use super::DocumentError;
use crate::domain::{Briefing, Language, Report};
use crate::locale::{Argument, evidence, message, message_with, subject};

/// The height of an empty row and the width of an empty column, in pixels.
const DEFAULT_ROW: u32 = 18;
const DEFAULT_COLUMN: u32 = 64;
/// The width of a sheet that has no columns.
const WIDTH_OF_WORDS: f64 = 110.0;

/// Makes a sheet.
type SheetMaker = fn(&Wording<'_>) -> Result<Worksheet, XlsxError>;

/// The briefing as a workbook.
pub fn workbook(briefing: &Briefing, language: Language) -> Result<Vec<u8>, DocumentError> {
    let styles = Styles::new();
    let wording =
        Wording { briefing, language, styles: &styles, captions: captions(&briefing.report, language) };
    let by_mode = briefing.report.questions.iter().any(|question| !question.by_mode.is_empty());
    let first: [SheetMaker; 3] = [figures::sheet, questions::sheet, changes::sheet];
    let modes = by_mode.then_some(modes::sheet as SheetMaker);
    let last: [SheetMaker; 4] = [units::sheet, months::sheet, dossiers::sheet, method::sheet];
    let makers = first.into_iter().chain(modes).chain(last);
    let sheets = makers.map(|sheet| sheet(&wording)).collect::<Result<Vec<_>, _>>()?;
    let report = &briefing.report;
    let day = report.published_on().unwrap_or(report.period.last_day());
    written(sheets, &styles, &wording.captions.title, day, language)
}

/// What all sheets are written with.
struct Wording<'a> {
    briefing: &'a Briefing,
    language: Language,
    styles: &'a Styles,
    captions: Captions,
}

impl<'a> Wording<'a> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn report(&self) -> &'a Report {
        &self.briefing.report
    }

    /// A sheet with one table; where it has no rows it says why instead.
    fn table_sheet(&self, name: &str, table: &Table, nothing: &str) -> Result<Worksheet, XlsxError> {
        let mut widths = fitting_widths(self.language, &table.heads, &table.rows);
        // A sheet without a table still has its sentences.
        if widths.is_empty() {
            widths.push(WIDTH_OF_WORDS);
        }
        let mut page = Page::new(&self.say(name), widths, self.styles)?;
        page.captions(&self.captions)?;
        for remark in &table.remarks {
            page.text(remark, &self.styles.paragraph, 10.0)?;
        }
        page.skip(1);
        if table.rows.is_empty() {
            page.text(&self.say(nothing), &self.styles.warning, 10.0)?;
        } else {
            page.table(&table.heads, &table.rows)?;
        }
        Ok(page.finish(&self.captions.title))
    }
}

/// A table with what must be said above it.
#[derive(Default)]
struct Table {
    remarks: Vec<String>,
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
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

/// The sheets as a file. Nothing in it depends on when it is made.
fn written(
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
        .set_creation_datetime(&excel_day(day)?)
        .set_custom_property("Language", language.tag());
    workbook.set_properties(&properties);
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    Ok(workbook.save_to_buffer()?)
}
