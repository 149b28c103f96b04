//! A ZIP file that says nothing of the machine or the moment it was made on.

use std::io::{Cursor, Write};

use chrono::{Datelike, NaiveDate};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::documents::DocumentError;

/// How a file is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it is, because it is packed already.
    Stored,
    /// Smaller.
    Deflated,
}

/// A ZIP file that is being written.
pub(super) struct Archive {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    made: DateTime,
}

impl Archive {
    /// An archive whose files all bear this day.
    pub(super) fn new(day: NaiveDate) -> Self {
        Self { writer: ZipWriter::new(Cursor::new(Vec::new())), made: midnight(day).unwrap_or_default() }
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, packing: Packing, bytes: &[u8]) -> Result<(), DocumentError> {
        let method = match packing {
            Packing::Stored => CompressionMethod::Stored,
            Packing::Deflated => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(self.made)
            .unix_permissions(0o644);
        self.writer.start_file(name, options)?;
        self.writer.write_all(bytes).map_err(zip::result::ZipError::from)?;
        Ok(())
    }

    /// The bytes of the archive.
    pub(super) fn finish(self) -> Result<Vec<u8>, DocumentError> {
        Ok(self.writer.finish()?.into_inner())
    }
}

/// `None` outside the years that ZIP files know, 1980 to 2107.
fn midnight(day: NaiveDate) -> Option<DateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    DateTime::from_date_and_time(year, month, of_month, 0, 0, 0).ok()
}
