//! What a pack holds, in the order of its file names.

use super::archive::Packing;
use super::sentences::sentences;
use crate::charts::{ChartKind, Resolution, Scene, Shape, picture, png, svg};
use crate::documents::{DocumentError, report_pdf, results_csv, units_csv, workbook};
use crate::domain::{Briefing, Language};
use crate::locale::message;

/// A file of a pack.
pub(super) struct Entry {
    /// Its name, which begins with its number and has only plain letters.
    pub(super) name: String,
    /// What it is, for the note that lies beside it.
    pub(super) about: About,
    pub(super) packing: Packing,
    pub(super) bytes: Vec<u8>,
}

/// What a file is.
pub(super) enum About {
    /// A chart with this title, in one of its formats.
    Chart(String),
    /// What the message with this key says.
    Message(&'static str),
}

/// All files but the note.
pub(super) fn entries(
    briefing: &Briefing,
    comments: u64,
    origin: &str,
    language: Language,
) -> Result<Vec<Entry>, DocumentError> {
    let charts = Charts::of(briefing, language)?;
    let mut entries = charts.entries(language)?;
    let mut add = |number, file, extension, packing, about, bytes| {
        let name = file_name(language, number, file, extension);
        entries.push(Entry { name, about: About::Message(about), packing, bytes });
    };
    let (stored, deflated) = (Packing::Stored, Packing::Deflated);
    add(10, "workbook", "xlsx", stored, "pack-readme-workbook", workbook(briefing, language)?);
    add(11, "results", "csv", deflated, "pack-readme-results", results_csv(&briefing.report, language)?);
    if let Some(comparison) = &briefing.comparison {
        add(12, "comparison", "csv", deflated, "pack-readme-comparison", units_csv(comparison, language)?);
    }
    let sentences = sentences(briefing, &charts.titles(language), origin, language);
    add(13, "sentences", "txt", deflated, "pack-readme-sentences", sentences);
    add(14, "report", "pdf", stored, "pack-readme-report", report_pdf(briefing, comments, language)?);
    Ok(entries)
}

/// `01-ket-qua-chinh.png`
pub(super) fn file_name(language: Language, number: u8, file: &str, extension: &str) -> String {
    format!("{number:02}-{}.{extension}", message(language, &format!("pack-file-{file}")))
}

/// The drawn charts.
struct Charts(Vec<(u8, ChartKind, Scene)>);

impl Charts {
    fn of(briefing: &Briefing, language: Language) -> Result<Self, DocumentError> {
        // A picture that says that there is nothing has no place before a meeting.
        let kinds = (1..).zip(ChartKind::ALL).filter(|(_, kind)| kind.has_something_to_show(briefing));
        let drawn = kinds.map(|(number, kind)| {
            picture(kind, briefing, language, Shape::Wide).map(|scene| (number, kind, scene))
        });
        Ok(Self(drawn.collect::<Result<_, _>>()?))
    }

    /// Each as pixels for slides and as vectors.
    fn entries(&self, language: Language) -> Result<Vec<Entry>, DocumentError> {
        let mut entries = Vec::new();
        for (number, kind, scene) in &self.0 {
            let mut add = |extension, bytes| {
                let name = file_name(language, *number, kind.name(), extension);
                let about = About::Chart(scene.title.clone());
                entries.push(Entry { name, about, packing: Packing::Deflated, bytes });
            };
            // Pixels are packed in haste when they are drawn: there is still much to gain.
            add("png", png(scene, Resolution::Double)?);
            add("svg", svg(scene)?);
        }
        Ok(entries)
    }

    /// The file of each with its title.
    fn titles(&self, language: Language) -> Vec<(String, String)> {
        let title = |(number, kind, scene): &(u8, ChartKind, Scene)| {
            (file_name(language, *number, kind.name(), "png"), scene.title.clone())
        };
        self.0.iter().map(title).collect()
    }
}
