//! One ZIP file about a unit and a period: charts, figures, sentences to cite, and a note that explains each
//! file. Equal contexts give equal bytes, independent of the machine and the time.

mod sentences;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

#[cfg(test)]
pub(super) use self::tests::unzipped;

use self::sentences::{notepad, sentences};
use super::{DocumentError, report_pdf, results_csv, units_csv, workbook};
use crate::charts::{ChartKind, Resolution, Shape, picture, png, svg};
use crate::domain::{Language, Report, ReportContext};
use crate::locale::{Argument, evidence, message, message_with, subject};

/// A file of a pack.
struct PackFile {
    /// The name, which begins with the file's number and has only plain letters.
    name: String,
    /// The description in the note; for a chart its title.
    about: String,
    /// `Stored` for files that are already compressed.
    method: CompressionMethod,
    bytes: Vec<u8>,
}

/// Creates the ZIP file of a report context and the number of its comments. `origin` is the public base URL
/// of the figures.
///
/// # Errors
///
/// Fails if a chart, workbook, CSV or PDF cannot be made, or if the archive cannot be written.
pub fn pack(
    context: &ReportContext,
    comments: u64,
    origin: &str,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let report = &context.report;
    let entries = entries(context, comments, origin, language)?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let day = report.published_on().unwrap_or(report.period.last_day());
    // Days outside the years of the ZIP format, 1980 to 2107, become its first day.
    let made = DateTime::try_from(day.and_time(chrono::NaiveTime::MIN)).unwrap_or_default();
    let options = SimpleFileOptions::default().last_modified_time(made).unix_permissions(0o644);
    let mut add = |name: &str, method, bytes: &[u8]| -> Result<(), DocumentError> {
        archive.start_file(name, options.compression_method(method))?;
        Ok(archive.write_all(bytes).map_err(ZipError::from)?)
    };
    // The note is the first file.
    let name = file_name(language, 0, "readme", "txt");
    add(&name, CompressionMethod::Deflated, &read_me(&entries, report, language))?;
    for entry in &entries {
        add(&entry.name, entry.method, &entry.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// All files except the note, in the order of their names.
fn entries(
    context: &ReportContext,
    comments: u64,
    origin: &str,
    language: Language,
) -> Result<Vec<PackFile>, DocumentError> {
    let mut entries = charts(context, language)?;
    // Each chart has two files.
    let pictures: Vec<_> = entries.iter().step_by(2).collect();
    let sentences = sentences(context, &pictures, origin, language);
    let mut add = |number, file, extension, method, bytes| {
        let name = file_name(language, number, file, extension);
        let about = message(language, &format!("pack-readme-{file}"));
        entries.push(PackFile { name, about, method, bytes });
    };
    let (stored, deflated) = (CompressionMethod::Stored, CompressionMethod::Deflated);
    add(10, "workbook", "xlsx", stored, workbook(context, language)?);
    add(11, "results", "csv", deflated, results_csv(&context.report, language)?);
    if let Some(comparison) = &context.comparison {
        add(12, "comparison", "csv", deflated, units_csv(comparison, language)?);
    }
    add(13, "sentences", "txt", deflated, sentences);
    add(14, "report", "pdf", stored, report_pdf(context, comments, language)?);
    Ok(entries)
}

/// The charts, each as PNG for slides and as SVG.
fn charts(context: &ReportContext, language: Language) -> Result<Vec<PackFile>, DocumentError> {
    // A pack has no charts in the empty state.
    let kinds = (1..).zip(ChartKind::ALL).filter(|(_, kind)| kind.has_something_to_show(context));
    let mut entries = Vec::new();
    for (number, kind) in kinds {
        let scene = picture(kind, context, language, Shape::Wide)?;
        for (extension, bytes) in [("png", png(&scene, Resolution::Double)?), ("svg", svg(&scene)?)] {
            let name = file_name(language, number, kind.name(), extension);
            // PNG files are encoded with fast compression, so deflating them still saves space.
            let method = CompressionMethod::Deflated;
            entries.push(PackFile { name, about: scene.title.clone(), method, bytes });
        }
    }
    Ok(entries)
}

/// The name of a file in the pack: `01-ket-qua-chinh.png`.
fn file_name(language: Language, number: u8, file: &str, extension: &str) -> String {
    format!("{number:02}-{}.{extension}", message(language, &format!("pack-file-{file}")))
}

/// The note: what each file is, and how to use charts and figures.
fn read_me(entries: &[PackFile], report: &Report, language: Language) -> Vec<u8> {
    let say = |key: &str| message(language, key);
    let title = [("subject", Argument::from(subject(report, language)))];
    let mut lines = vec![message_with(language, "pack-readme-title", title)];
    lines.extend(evidence(report, language).illustrative);
    if report.is_unpublished {
        lines.push(say("workbook-unpublished"));
    }
    lines.extend([String::new(), say("pack-readme-charts"), say("pack-readme-png"), String::new()]);
    let mut files = Vec::new();
    for PackFile { name, about, .. } in entries {
        // The SVG file shows the same chart as the PNG file.
        match name.rsplit_once('.') {
            Some((stem, "png")) => lines.extend([format!("{stem}.png, {stem}.svg"), format!("    {about}")]),
            Some((_, "svg")) => {}
            _ => files.extend([name.clone(), format!("    {about}")]),
        }
    }
    lines.extend([String::new(), say("pack-readme-figures"), String::new()]);
    lines.extend(files);
    lines.extend([String::new(), say("cite-always")]);
    notepad(&lines)
}
