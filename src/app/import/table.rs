//! Reads CSV so that every fault is reported with line and column.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::Read;
use std::str::FromStr;
use std::sync::Arc;

use csv::{Reader, ReaderBuilder, StringRecord};
use unicode_normalization::UnicodeNormalization;

use crate::app::AppError;
use crate::store::StoreError;

/// Maximum number of characters in the name of a unit, the label of a channel, or the role or name of a
/// person. Posters, tables and charts have room for no more; the longest name of a unit in Vietnam has 40.
const MAX_NAME_LENGTH: usize = 200;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A cell, a line or the whole file is invalid. The message says where, what is wrong and what to do.
    #[error("{0}")]
    Fault(String),
    /// The database failed.
    #[error(transparent)]
    App(#[from] AppError),
}

impl ImportError {
    /// A fault of a whole line. Line 1 is the header.
    pub(super) fn in_line(line: u64, cause: impl Display) -> Self {
        Self::Fault(format!("line {line}: {cause}"))
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A CSV file whose header has been read.
pub(super) struct CsvTable {
    reader: Reader<Box<dyn Read + Send>>,
    columns: Arc<HashMap<String, usize>>,
}

impl CsvTable {
    pub(super) fn open(file: Box<dyn Read + Send>) -> Result<Self, ImportError> {
        let mut reader = ReaderBuilder::new().from_reader(file);
        let header = reader.headers().map_err(|error| read_fault(&error, 1))?;
        if header.len() == 1 && header.get(0).is_some_and(|name| name.contains(';') || name.contains('\t')) {
            let cause = "the columns are not separated by commas: save the file as \"CSV UTF-8\"";
            return Err(ImportError::in_line(1, cause));
        }
        let mut columns = HashMap::new();
        for (index, name) in header.iter().enumerate() {
            // Spreadsheet programs write a byte order mark at the start of UTF-8 files.
            let name = name.trim_start_matches('\u{feff}').trim().to_owned();
            if columns.insert(name.clone(), index).is_some() {
                return Err(ImportError::in_line(1, format!("the column {name} stands twice in the header")));
            }
        }
        Ok(Self { reader, columns: Arc::new(columns) })
    }

    /// Fails if the header lacks a required column, or has one that is neither required nor optional.
    pub(super) fn expect_columns(&self, required: &[&str], optional: &[&str]) -> Result<(), ImportError> {
        let expected: Vec<&str> = required.iter().chain(optional).copied().collect();
        if let Some(missing) = required.iter().find(|&&name| !self.has_column(name)) {
            let cause = format!("the header has no column {missing}; it must have {}", expected.join(","));
            return Err(ImportError::in_line(1, cause));
        }
        if let Some(name) = self.columns.keys().find(|name| !expected.contains(&name.as_str())) {
            let cause =
                format!("the header has a column \"{name}\", but may only have {}", expected.join(","));
            return Err(ImportError::in_line(1, cause));
        }
        Ok(())
    }

    pub(super) fn has_column(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// The next row; `None` at the end.
    pub(super) fn next_row(&mut self) -> Option<Result<CsvRow, ImportError>> {
        let mut record = StringRecord::new();
        let line = self.reader.position().line();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                Some(Ok(CsvRow { line, record, columns: Arc::clone(&self.columns) }))
            }
            Err(error) => Some(Err(read_fault(&error, line))),
        }
    }

    /// All rows, for kinds whose files are small.
    pub(super) fn rows(&mut self) -> Result<Vec<CsvRow>, ImportError> {
        std::iter::from_fn(|| self.next_row()).collect()
    }
}

fn read_fault(error: &csv::Error, line: u64) -> ImportError {
    let line = error.position().map_or(line, csv::Position::line);
    let cause = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8: save the file as \"CSV UTF-8\"".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} cells where the header has {expected_len}: quote cells that contain commas")
        }
        csv::ErrorKind::Io(error) => format!("the file cannot be read: {error}"),
        _ => error.to_string(),
    };
    ImportError::in_line(line, cause)
}

/// One row with its line in the file.
#[derive(Clone)]
pub(super) struct CsvRow {
    pub(super) line: u64,
    record: StringRecord,
    columns: Arc<HashMap<String, usize>>,
}

impl CsvRow {
    /// The cell, trimmed; empty if the file has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|&index| self.record.get(index)).unwrap_or_default().trim()
    }

    /// The cell in Unicode form NFC with single spaces. Fails if it is empty, longer than [`MAX_NAME_LENGTH`] or
    /// contains control characters.
    pub(super) fn name(&self, column: &str) -> Result<String, ImportError> {
        let name =
            self.text(column).split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        if name.is_empty() {
            return Err(self.fault(column, "it must not be empty"));
        }
        let letters = name.chars().count();
        if letters > MAX_NAME_LENGTH {
            let cause = format!("it has {letters} letters: shorten it to {MAX_NAME_LENGTH} at most");
            return Err(self.fault(column, cause));
        }
        if name.chars().any(char::is_control) {
            return Err(self.fault(column, "it has a character that cannot be printed: write it anew"));
        }
        Ok(name)
    }

    /// The cell as a value. Fails if it is empty.
    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, ImportError> {
        match self.text(column) {
            "" => Err(self.fault(column, "it must not be empty")),
            text => text.parse().map_err(|error: T::Err| self.fault(column, error)),
        }
    }

    /// The cell as a value; `None` if it is empty.
    pub(super) fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, ImportError> {
        if self.text(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }

    /// The cell as a day. Fails if it is empty.
    pub(super) fn date(&self, column: &str) -> Result<chrono::NaiveDate, ImportError> {
        self.optional_date(column)?.ok_or_else(|| self.fault(column, "it must not be empty"))
    }

    /// The cell as a day; `None` if it is empty.
    pub(super) fn optional_date(&self, column: &str) -> Result<Option<chrono::NaiveDate>, ImportError> {
        let text = self.text(column);
        let wrong = |_| self.fault(column, format!("\"{text}\" is no day: write it like 2024-11-05"));
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(wrong) }
    }

    /// A fault of this row.
    pub(super) fn fault(&self, column: &str, cause: impl Display) -> ImportError {
        ImportError::Fault(format!("line {}, column {column}: {cause}", self.line))
    }
}
