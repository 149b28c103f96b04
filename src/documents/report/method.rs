//! How the figures are calculated, for readers who check them.

use super::flow::{Flow, LABEL_WIDTH, PagePiece};
use super::paragraph::SetParagraph;
use super::section::SectionStyle;
use super::style::{GAP, LABEL, SECTION_GAP, SMALL, WIDTH};
use crate::domain::{Boundaries, Language, PUBLICATION_THRESHOLD, ReportContext};
use crate::locale::{Argument, integer, message, message_with, units_target};
use crate::stats::FALSE_ALARMS_IN_A_HUNDRED;

/// The least number of items on the page of the heading.
const MIN_ITEMS: usize = 3;
/// The gap between a label and its text.
const LABEL_GAP: f32 = 12.0;

/// Lays out the section on method, which may continue on the next page.
pub(super) fn place(context: &ReportContext, flow: &mut Flow, setting: SectionStyle) {
    let items = items(context, setting);
    let items: Vec<PagePiece> = items.iter().map(|(label, words)| setting.item(label, words)).collect();
    let heading = setting.heading("method");
    let height: f32 = items.iter().take(MIN_ITEMS).map(|item| item.height() + GAP).sum();
    if SECTION_GAP + heading.height() + height > flow.room() {
        flow.turn();
    }
    flow.skip(SECTION_GAP);
    flow.push(PagePiece::Heading(heading));
    for item in items {
        flow.skip(GAP);
        flow.push(item);
    }
}

impl SectionStyle {
    /// A label and its text.
    pub(super) fn item(self, label: &str, words: &str) -> PagePiece {
        let label = SetParagraph::set(label, LABEL, LABEL_WIDTH - LABEL_GAP, self.typefaces);
        PagePiece::Item(label, SetParagraph::set(words, SMALL, WIDTH - LABEL_WIDTH, self.typefaces))
    }
}

/// The labels and texts that apply to this report.
fn items(context: &ReportContext, setting: SectionStyle) -> Vec<(String, String)> {
    let (report, language) = (&context.report, setting.language);
    let text = |key: &str| message(language, key);
    let mut items = vec![("share", text("method-share")), ("interval", text("method-interval"))];
    if report.is_self_selected() {
        items.push(("self-selected", text("report-method-self-selected")));
    }
    if report.needed_answers().is_some() {
        items.push(("needed", text("report-method-needed")));
    }
    let arguments = [("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD)))];
    items.push(("publication", message_with(language, "method-publication", arguments)));
    let mut comparisons = report.headlines().flat_map(|question| &question.comparisons);
    if comparisons.any(|comparison| comparison.outcome.change().is_some()) {
        items.push(("change", text("report-method-change")));
    }
    items.extend(control(context, language).map(|words| ("control", words)));
    if report.questions.iter().any(|question| question.top_two_weighted.is_some()) {
        items.push(("weighted", text("method-weighted")));
    }
    if let Some(units) = units(context, setting) {
        items.push(("units", units));
    }
    if report.boundaries == Boundaries::Current {
        items.push(("boundaries", text("report-method-boundaries")));
    }
    if report.quarantined > 0 {
        items.push(("quarantine", text("report-method-quarantine")));
    }
    items.push(("editions", text("report-method-editions")));
    let labelled =
        items.into_iter().map(|(name, words)| (text(&format!("report-method-{name}-label")), words));
    labelled.collect()
}

/// How the control limits of the trend chart are calculated, if it has any.
fn control(context: &ReportContext, language: Language) -> Option<String> {
    let headlines = context.series.iter().filter(|series| series.headline);
    let controls: Vec<_> = headlines.map(|series| context.control(series)).collect();
    controls.iter().flat_map(|control| &control.points).flatten().next()?;
    let count = [("count", Argument::from(integer(language, FALSE_ALARMS_IN_A_HUNDRED)))];
    let limits = message_with(language, "report-method-control", count);
    if controls.iter().any(|control| control.is_widened) {
        return Some(format!("{limits} {}", message(language, "report-method-control-widened")));
    }
    Some(limits)
}

/// How units are compared, if they are.
fn units(context: &ReportContext, setting: SectionStyle) -> Option<String> {
    let comparison = context.comparison.as_ref()?;
    let funnel = comparison.funnel.as_ref()?;
    let target = units_target(funnel, &context.report.unit.name, setting.language);
    let sentences = ["units-method-limits", "units-method-ranks"].map(|key| message(setting.language, key));
    Some([&[target], sentences.as_slice()].concat().join(" "))
}
