//! The contents and styles of workbook cells: numbers as numbers, months as calendar dates, texts as strings
//! that no program runs as formulas, and a text in place of a missing figure. Number formats are
//! locale-neutral: a Vietnamese spreadsheet shows 97,0% and 16.021, an English one 97.0% and 16,021.

use chrono::NaiveDate;
use rust_xlsxwriter::{ColNum, Color, Format, FormatAlign, FormatBorder, RowNum, Worksheet, XlsxError};

use crate::domain::{Language, Month, Suppression};
use crate::locale::{integer, message, rounded};

/// The greatest length of a cell's text in UTF-16 code units.
const MAX_TEXT_LENGTH: usize = 32_767;
/// Every system has this font, or a metric-compatible one, with all Vietnamese letters.
pub(super) const FONT: &str = "Arial";
const SIZE: f64 = 10.0;

/// The colour of text.
pub(super) const INK: Color = Color::RGB(0x001B_1F24);
/// The accent colour of findings.
pub(super) const ACCENT: Color = Color::RGB(0x00B5_261E);
/// The bars of charts: dark enough for grey prints, light enough for text on them.
pub(super) const BAR: Color = Color::RGB(0x007F_B5C8);
const QUIET: Color = Color::RGB(0x0058_5F69);
const HEAD: Color = Color::RGB(0x00ED_EBE6);
/// Thin lines.
pub(super) const RULE: Color = Color::RGB(0x00D9_D6CF);

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum WorkbookCell {
    /// An empty cell.
    Empty,
    /// A text, wrapped to its column.
    Words(String),
    /// A text on one line, which may extend beyond its column.
    Line(String),
    /// A text in place of a missing figure.
    Missing(String),
    /// A number of people, responses or dossiers.
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

impl WorkbookCell {
    /// Creates a text cell.
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// The text in place of a figure on `n` answers.
    pub(super) fn missing(language: Language, n: u64, suppressed: Option<Suppression>) -> Self {
        let key = match suppressed {
            _ if n == 0 => "withheld-no-answers",
            Some(Suppression::BelowThreshold) => "withheld-too-few",
            None => "withheld-unknown",
        };
        Self::Missing(message(language, key))
    }

    /// The text in place of a fact that was not reported.
    pub(super) fn unknown(language: Language) -> Self {
        Self::Missing(message(language, "withheld-unknown"))
    }

    /// The width of the content in digits.
    pub(super) fn width(&self, language: Language) -> f64 {
        match self {
            Self::Empty | Self::Line(_) => 0.0,
            Self::Words(text) | Self::Missing(text) => text.lines().map(measure).fold(0.0, f64::max),
            Self::Count(count) => measure(&integer(language, *count)),
            Self::Share(_) | Self::Points(_) | Self::Score(_) | Self::Month(_) => 7.0,
            Self::Day(_) => 10.0,
        }
    }

    /// Whether it is aligned to the right, like numbers and the texts in their place.
    pub(super) fn is_flush_right(&self) -> bool {
        !matches!(self, Self::Empty | Self::Words(_) | Self::Line(_))
    }

    /// Writes the cell at a row and column.
    pub(super) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (RowNum, ColNum),
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        let (number, day) = (Worksheet::write_number_with_format, Worksheet::write_datetime_with_format);
        let written = match self {
            Self::Empty => sheet.write_blank(row, column, &styles.words),
            Self::Words(text) => write_text(sheet, (row, column), text, &styles.words),
            Self::Line(text) => write_text(sheet, (row, column), text, &styles.line),
            Self::Missing(text) => write_text(sheet, (row, column), text, &styles.missing),
            Self::Count(count) => number(sheet, row, column, *count as f64, &styles.count),
            Self::Share(share) => number(sheet, row, column, *share, &styles.share),
            Self::Points(difference) => number(sheet, row, column, *difference * 100.0, &styles.points),
            Self::Score(score) => number(sheet, row, column, rounded(*score, 2), &styles.score),
            Self::Month(month) => day(sheet, row, column, month.first_day(), &styles.month),
            Self::Day(date) => day(sheet, row, column, *date, &styles.day),
        };
        written.map(|_| ())
    }
}

/// Writes a text as a string, even if it looks like a formula. A text longer than a cell can hold is cut.
pub(super) fn write_text<'a>(
    sheet: &'a mut Worksheet,
    (row, column): (RowNum, ColNum),
    text: &str,
    style: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    if text.len() <= MAX_TEXT_LENGTH {
        return sheet.write_string_with_format(row, column, text, style);
    }
    let mut units = 0;
    let held = text.chars().take_while(|character| {
        units += character.len_utf16();
        units <= MAX_TEXT_LENGTH
    });
    sheet.write_string_with_format(row, column, held.collect::<String>(), style)
}

/// The styles of a workbook.
pub(super) struct Styles {
    pub(super) plain: Format,
    pub(super) title: Format,
    pub(super) finding: Format,
    pub(super) caption: Format,
    pub(super) warning: Format,
    pub(super) paragraph: Format,
    pub(super) head: Format,
    pub(super) number_head: Format,
    pub(super) words: Format,
    pub(super) line: Format,
    pub(super) missing: Format,
    pub(super) count: Format,
    pub(super) share: Format,
    pub(super) points: Format,
    pub(super) score: Format,
    pub(super) month: Format,
    pub(super) day: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(SIZE).set_font_color(INK);
        let above = plain.clone().set_text_wrap().set_align(FormatAlign::Top);
        let cell = plain
            .clone()
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(RULE);
        let head = plain
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(HEAD)
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(INK);
        let right = cell.clone().set_align(FormatAlign::Right).set_indent(1);
        let number = |format: &str| right.clone().set_num_format(format);
        Self {
            title: above.clone().set_bold().set_font_size(14.0),
            finding: above.clone().set_bold().set_font_size(12.0).set_font_color(ACCENT),
            caption: above.clone().set_font_color(QUIET),
            warning: above.clone().set_bold().set_font_color(ACCENT),
            paragraph: above,
            number_head: head.clone().set_align(FormatAlign::Right).set_indent(1),
            head: head.set_indent(1),
            words: cell.clone().set_text_wrap().set_indent(1),
            line: cell.clone().set_indent(1),
            missing: right.clone().set_italic().set_font_color(QUIET),
            count: number("#,##0"),
            share: number("0.0%"),
            points: number("+0.0;-0.0;0.0"),
            score: number("0.00"),
            month: number("mm/yyyy"),
            day: number("dd/mm/yyyy"),
            plain,
        }
    }
}

/// The estimated width of a text in digits.
pub(super) fn measure(text: &str) -> f64 {
    text.chars().map(width).sum()
}

fn width(letter: char) -> f64 {
    match letter {
        'i' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!'
        | '·' => 0.5,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 0.6,
        'm' | 'M' | 'w' | 'W' | '%' => 1.55,
        letter if letter.is_uppercase() => 1.25,
        letter if letter.is_ascii() => 1.0,
        // Letters of East Asian scripts are as wide as they are high.
        letter if u32::from(letter) > 0x2E80 => 1.9,
        _ => 1.05,
    }
}
