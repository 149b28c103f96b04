//! The note in a pack: what each file is, and how its charts and figures are to be used.

use super::entries::{About, Entry, file_name};
use super::sentences::notepad;
use crate::domain::{Language, Report};
use crate::locale::{Argument, evidence, message, message_with, subject};

/// The name of the note. It stands before all others.
pub(super) fn name(language: Language) -> String {
    file_name(language, 0, "readme", "txt")
}

/// The note.
pub(super) fn read_me(entries: &[Entry], report: &Report, language: Language) -> Vec<u8> {
    let say = |key: &str| message(language, key);
    let title = [("subject", Argument::from(subject(report, language)))];
    let mut lines = vec![message_with(language, "pack-readme-title", title)];
    lines.extend(evidence(report, language).illustrative);
    if report.is_unpublished {
        lines.push(say("workbook-unpublished"));
    }
    lines.extend([String::new(), say("pack-readme-charts"), say("pack-readme-png"), String::new()]);
    for entry in entries {
        // The vectors beside the pixels show the same.
        if let About::Chart(title) = &entry.about
            && let Some(stem) = entry.name.strip_suffix(".png")
        {
            lines.push(format!("{stem}.png, {stem}.svg"));
            lines.push(format!("    {title}"));
        }
    }
    lines.extend([String::new(), say("pack-readme-figures"), String::new()]);
    for entry in entries {
        if let About::Message(key) = entry.about {
            lines.push(entry.name.clone());
            lines.push(format!("    {}", say(key)));
        }
    }
    lines.extend([String::new(), say("cite-always")]);
    notepad(&lines)
}
