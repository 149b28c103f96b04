//! What stands in a cell: numbers as numbers, months as days of the calendar, words as words that no program takes for a
//! formula, and words in place of a figure that is not there.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, RowNum, Worksheet, XlsxError};

use super::letters::measure;
use super::styles::Styles;
use crate::domain::{Language, Month, Suppression};
use crate::locale::{integer, message, rounded};

/// A cell may hold so many units of UTF-16.
const LONGEST_TEXT: usize = 32_767;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing is to be said here.
    Empty,
    /// Words.
    Words(String),
    /// Words that may run beyond their column rather than make their row tall.
    Line(String),
    /// Words in place of a figure that is not there.
    Missing(String),
    /// A number of people, sheets or dossiers.
    Count(u64),
    /// A share from 0 to 1.
    Share(f64),
    /// A difference of shares in percentage points, always with its sign.
    Points(f64),
    /// A score from 1 to 5.
    Score(f64),
    /// A month.
    Month(Month),
    /// A day.
    Day(NaiveDate),
}

impl Cell {
    /// Words, or none.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A share that others can reckon from published counts, so that all its digits may stand there: a spreadsheet rounds
    /// them as pages do.
    pub(super) fn share_or(share: Option<f64>, missing: &Self) -> Self {
        share.map_or_else(|| missing.clone(), Self::Share)
    }

    /// A share of which the publication rules know only what pages show of it: more digits would tell more of the units that
    /// it is made of.
    pub(super) fn coarse_share_or(share: Option<f64>, missing: &Self) -> Self {
        Self::share_or(share.map(|share| rounded(share, 3)), missing)
    }

    /// A count, or words where it may not be told.
    pub(super) fn count_or(count: Option<u64>, missing: &Self) -> Self {
        count.map_or_else(|| missing.clone(), Self::Count)
    }

    /// What stands in place of a figure on `n` answers.
    pub(super) fn missing(language: Language, n: u64, suppressed: Option<Suppression>) -> Self {
        let key = match suppressed {
            _ if n == 0 => "withheld-no-answers",
            Some(Suppression::BelowThreshold) => "withheld-too-few",
            None => "withheld-unknown",
        };
        Self::Missing(message(language, key))
    }

    /// What stands in place of a fact that nobody reported.
    pub(super) fn unknown(language: Language) -> Self {
        Self::Missing(message(language, "withheld-unknown"))
    }

    /// How many digits wide it is.
    pub(super) fn width(&self, language: Language) -> f64 {
        match self {
            Self::Empty | Self::Line(_) => 0.0,
            Self::Words(text) | Self::Missing(text) => text.lines().map(measure).fold(0.0, f64::max),
            Self::Count(count) => measure(&integer(language, *count)),
            Self::Share(_) | Self::Points(_) | Self::Score(_) | Self::Month(_) => 7.0,
            Self::Day(_) => 10.0,
        }
    }

    /// Whether it stands flush right, as numbers do and what stands in their place.
    pub(super) fn is_flush_right(&self) -> bool {
        !matches!(self, Self::Empty | Self::Words(_) | Self::Line(_))
    }

    /// Writes it into its place.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (RowNum, ColNum),
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        let mut number = |value: f64, style: &Format| {
            sheet.write_number_with_format(row, column, value, style).map(|_| ())
        };
        match self {
            Self::Empty => sheet.write_blank(row, column, &styles.words).map(|_| ()),
            Self::Words(text) => write_text(sheet, (row, column), text, &styles.words),
            Self::Line(text) => write_text(sheet, (row, column), text, &styles.line),
            Self::Missing(text) => write_text(sheet, (row, column), text, &styles.missing),
            Self::Count(count) => number(*count as f64, &styles.count),
            Self::Share(share) => number(*share, &styles.share),
            Self::Points(difference) => number(*difference * 100.0, &styles.points),
            Self::Score(score) => number(rounded(*score, 2), &styles.score),
            Self::Month(month) => write_day(sheet, (row, column), month.first_day(), &styles.month),
            Self::Day(day) => write_day(sheet, (row, column), *day, &styles.day),
        }
    }
}

/// Writes a text as a text, whatever it begins with. What a cell does not hold is cut off.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    text: &str,
    style: &Format,
) -> Result<(), XlsxError> {
    if text.len() <= LONGEST_TEXT {
        return sheet.write_string_with_format(row, column, text, style).map(|_| ());
    }
    let mut units = 0;
    let held: String = text
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= LONGEST_TEXT
        })
        .collect();
    sheet.write_string_with_format(row, column, held, style).map(|_| ())
}

fn write_day(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    day: NaiveDate,
    style: &Format,
) -> Result<(), XlsxError> {
    sheet.write_datetime_with_format(row, column, &excel_day(day)?, style).map(|_| ())
}

/// A day as spreadsheets count them.
pub(super) fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let out_of_range = || XlsxError::DateTimeRangeError(day.to_string());
    let year = u16::try_from(day.year()).map_err(|_| out_of_range())?;
    let (month, of_month) = (u8::try_from(day.month()), u8::try_from(day.day()));
    ExcelDateTime::from_ymd(year, month.map_err(|_| out_of_range())?, of_month.map_err(|_| out_of_range())?)
}
