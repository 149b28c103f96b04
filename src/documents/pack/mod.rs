//! Everything about a unit and a period as one ZIP file: charts, figures, sentences to cite, and a note that says what each
//! file is. The same briefing gives the same bytes.

mod archive;
mod entries;
mod read_me;
mod sentences;
#[cfg(test)]
mod tests;

use self::archive::{Archive, Packing};
use self::entries::{Entry, entries};
use super::DocumentError;
use crate::domain::{Briefing, Language};

/// The pack of a briefing and of the number of its comments; `origin` is the public address under which its figures are looked up.
pub fn pack(
    briefing: &Briefing,
    comments: u64,
    origin: &str,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let report = &briefing.report;
    let day = report.published_on().unwrap_or(report.period.last_day());
    let entries = entries(briefing, comments, origin, language)?;
    let mut archive = Archive::new(day);
    let read_me = read_me::read_me(&entries, report, language);
    archive.add(&read_me::name(language), Packing::Deflated, &read_me)?;
    for Entry { name, packing, bytes, .. } in &entries {
        archive.add(name, *packing, bytes)?;
    }
    archive.finish()
}
