//! The layout of a worksheet on screen and paper: a title with its evidence, tables below it, and the print
//! setup.
//!
//! Spreadsheets measure text only when they open a file. Column widths and row heights are therefore
//! estimated from approximate widths of Arial's letters, counted in digits.

use rust_xlsxwriter::{ColNum, Format, IgnoreError, RowNum, Worksheet, XlsxError};

use super::WorkbookTable;
use super::cell::{Styles, WorkbookCell, measure, write_text};
use crate::domain::Language;

/// Excel's paper size code of A4.
const A4: u8 = 9;
const MARGIN: f64 = 0.5;
/// The default font size, and the height of its line, in points.
const SIZE: f64 = 10.0;
const LINE: f64 = 13.0;
/// The greatest height of a row in a spreadsheet, in points.
const TALLEST: f64 = 409.0;
/// The width of bold letters relative to regular ones.
const BOLD: f64 = 1.1;
/// The greatest length of the title in the footer. A footer holds 255 characters with its codes, and more
/// than these do not fit on a line.
const MAX_FOOTER_LENGTH: usize = 200;
/// The least width of a column in digits, so that a filter's arrow does not hide its head.
const NARROWEST: f64 = 9.0;
/// The greatest width of a column in digits; longer texts are wrapped.
const WIDEST: f64 = 60.0;
/// The extra width of a cell in digits: its margins and an indent.
const SPARE: f64 = 2.5;
/// The width of a filter's arrow in digits.
const ARROW: f64 = 2.0;

/// A worksheet that is written from top to bottom.
pub(super) struct WorksheetPage<'a> {
    sheet: Worksheet,
    styles: &'a Styles,
    widths: Vec<f64>,
    row: RowNum,
}

/// The texts above the figures of every worksheet.
#[derive(Clone, Debug)]
pub(super) struct Captions {
    /// The title.
    pub(super) title: String,
    /// The evidence of the figures.
    pub(super) evidence: Vec<String>,
    /// Warnings that readers must not overlook.
    pub(super) warnings: Vec<String>,
}

impl<'a> WorksheetPage<'a> {
    /// Creates a worksheet with columns of these widths in digits.
    pub(super) fn new(name: &str, widths: Vec<f64>, styles: &'a Styles) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        for (column, &width) in (0..).zip(&widths) {
            sheet.set_column_width(column, width)?;
        }
        Ok(Self { sheet, styles, widths, row: 0 })
    }

    /// The next row to be written.
    pub(super) fn row(&self) -> RowNum {
        self.row
    }

    /// The worksheet itself, for content outside the cells.
    pub(super) fn sheet(&mut self) -> &mut Worksheet {
        &mut self.sheet
    }

    /// Leaves `rows` rows empty.
    pub(super) fn skip(&mut self, rows: RowNum) {
        self.row += rows;
    }

    /// Writes a text over the whole width, in a row as high as it needs.
    pub(super) fn text(&mut self, text: &str, style: &Format, size: f64) -> Result<(), XlsxError> {
        let last = ColNum::try_from(self.widths.len()).unwrap_or(1).saturating_sub(1);
        let width: f64 = self.widths.iter().sum();
        self.set_height(lines(text, (width - SPARE) * SIZE / size / BOLD), size)?;
        // A single column needs no merged cells.
        if last > 0 {
            self.sheet.merge_range(self.row, 0, self.row, last, "", style)?;
        }
        write_text(&mut self.sheet, (self.row, 0), text, style)?;
        self.row += 1;
        Ok(())
    }

    /// Writes sentences, each over the whole width.
    pub(super) fn sentences(&mut self, sentences: impl IntoIterator<Item = String>) -> Result<(), XlsxError> {
        let style = &self.styles.paragraph;
        sentences.into_iter().try_for_each(|sentence| self.text(&sentence, style, SIZE))
    }

    /// Writes the title, the warnings and the evidence.
    pub(super) fn captions(&mut self, captions: &Captions) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.text(&captions.title, &styles.title, 14.0)?;
        for warning in &captions.warnings {
            self.text(warning, &styles.warning, 10.0)?;
        }
        for line in &captions.evidence {
            self.text(line, &styles.caption, 10.0)?;
        }
        Ok(())
    }

    /// Writes the head of a table and its rows.
    fn head_and_rows(&mut self, table: &WorkbookTable) -> Result<(), XlsxError> {
        let heads = table.heads.iter().zip(&self.widths);
        let tallest = heads.map(|(head, &width)| lines(head, (width - SPARE) / BOLD));
        self.set_height(tallest.fold(1.0, f64::max), SIZE)?;
        let first = table.rows.first().map(Vec::as_slice).unwrap_or_default();
        for (column, head) in (0..).zip(&table.heads) {
            // The head of a column of numbers is aligned to the right like the numbers.
            let is_number = first.get(usize::from(column)).is_some_and(WorkbookCell::is_flush_right);
            let style = if is_number { &self.styles.number_head } else { &self.styles.head };
            write_text(&mut self.sheet, (self.row, column), head, style)?;
        }
        self.row += 1;
        table.rows.iter().try_for_each(|row| self.cells(row))
    }

    /// Writes a row of a table, as high as its longest cell needs.
    fn cells(&mut self, cells: &[WorkbookCell]) -> Result<(), XlsxError> {
        let needed = cells.iter().zip(&self.widths).map(|(cell, &width)| match cell {
            WorkbookCell::Words(text) => lines(text, width - SPARE),
            _ => 1.0,
        });
        let needed = needed.fold(1.0, f64::max);
        if needed > 1.0 {
            self.set_height(needed, SIZE)?;
        }
        for (column, cell) in (0..).zip(cells) {
            cell.write(&mut self.sheet, (self.row, column), self.styles)?;
        }
        self.row += 1;
        Ok(())
    }

    fn set_height(&mut self, lines: f64, size: f64) -> Result<(), XlsxError> {
        let height = (lines * LINE * size / SIZE + 4.0).min(TALLEST);
        self.sheet.set_row_height(self.row, height).map(|_| ())
    }

    /// Writes a table among others, with an empty row below it.
    pub(super) fn block(&mut self, table: &WorkbookTable) -> Result<(), XlsxError> {
        self.head_and_rows(table)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a table with a filter. Its head stays visible on screen and is repeated on every printed page.
    pub(super) fn table(&mut self, table: &WorkbookTable) -> Result<(), XlsxError> {
        let head = self.row;
        self.head_and_rows(table)?;
        let last = ColNum::try_from(table.heads.len()).unwrap_or(1).saturating_sub(1);
        let end = self.row.saturating_sub(1);
        self.sheet.autofilter(head, 0, end, last)?;
        self.sheet.set_freeze_panes(head + 1, 1)?;
        self.sheet.set_repeat_rows(head, head)?;
        if end > head {
            // Codes are strings of digits, so the warning about numbers stored as text does not apply.
            self.sheet.ignore_error_range(head + 1, 0, end, last, IgnoreError::NumberStoredAsText)?;
        }
        Ok(())
    }

    /// Excludes the last column from printing.
    pub(super) fn leave_last_column_unprinted(&mut self) -> Result<(), XlsxError> {
        let last = ColNum::try_from(self.widths.len()).unwrap_or(2).saturating_sub(2);
        self.sheet.set_print_area(0, 0, self.row.saturating_sub(1), last).map(|_| ())
    }

    /// Sets up the worksheet for printing, with the title in the footer of each page.
    pub(super) fn finish(mut self, title: &str) -> Worksheet {
        let mut length = 0;
        let held = title.chars().take_while(|&letter| {
            length += if letter == '&' { 2 } else { letter.len_utf16() };
            length <= MAX_FOOTER_LENGTH
        });
        let title: String = held.collect();
        self.sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        self.sheet.set_margins(MARGIN, MARGIN, MARGIN, MARGIN + 0.25, 0.3, 0.3);
        self.sheet.set_footer(format!("&L{}&R&P/&N", title.replace('&', "&&")));
        self.sheet
    }
}

/// The widths of columns that their heads and cells need: no word of a head is broken, and long cells are
/// wrapped.
pub(super) fn fitting_widths(language: Language, heads: &[String], rows: &[Vec<WorkbookCell>]) -> Vec<f64> {
    let longest_word = |head: &str| head.split_whitespace().map(measure).fold(0.0, f64::max) * BOLD;
    let width = |(column, head): (usize, &String)| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| cell.width(language)).fold(0.0, f64::max).min(WIDEST);
        widest.max(longest_word(head) + ARROW).max(NARROWEST) + SPARE
    };
    heads.iter().enumerate().map(width).collect()
}

/// The number of lines of a text in a cell `width` digits wide. Lines break between words, and within words
/// that are wider.
pub(super) fn lines(text: &str, width: f64) -> f64 {
    let width = width.max(1.0);
    let mut count = 0.0;
    for line in text.lines() {
        let mut used = 0.0;
        count += 1.0;
        for word in line.split_whitespace() {
            let length = measure(word);
            let gap = if used > 0.0 { measure(" ") } else { 0.0 };
            if used > 0.0 && used + gap + length > width {
                count += 1.0;
                used = 0.0;
            } else {
                used += gap;
            }
            let broken = (length / width).ceil() - 1.0;
            count += broken.max(0.0);
            used += length - broken.max(0.0) * width;
        }
    }
    f64::max(count, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_within_long_words() {
        assert!((lines("", 10.0) - 1.0).abs() < f64::EPSILON);
        assert!((lines("Số câu trả lời", 20.0) - 1.0).abs() < f64::EPSILON);
        assert!((lines("Số câu trả lời", 8.0) - 2.0).abs() < f64::EPSILON);
        assert!((lines(&"ă".repeat(100), 10.5) - 10.0).abs() < f64::EPSILON);
        assert!((lines("a\nb\nc", 10.0) - 3.0).abs() < f64::EPSILON);
        assert!(measure("Như Quỳnh") > measure("lli llili"));
    }
}
