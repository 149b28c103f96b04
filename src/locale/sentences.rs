//! Sentences that a reader can repeat before a committee: the figure with its evidence, and what changed.

use super::dates::period;
use super::evidence::{answers, confidence_level};
use super::messages::{Argument, message, message_with};
use super::numbers::{decimal, integer, percent, percent_range, true_percent};
use crate::domain::{
    Comparison, EditionChanges, HeadlineChange, Language, Outcome, QuestionReport, Report, Verdict,
};

/// The headline with its evidence in one sentence: `Tháng 11/2024, Tỉnh Hưng Yên: 97,0% (KTC 95%: 96,4–97,5%) hài lòng với
/// việc giải quyết hồ sơ; 3.854 phiếu trên 16.291 hồ sơ.` `None` where no headline may be shown.
pub fn evidence_sentence(report: &Report, language: Language) -> Option<String> {
    let findings: Vec<_> =
        report.headlines().filter_map(|question| share_with_interval(question, language)).collect();
    if findings.is_empty() {
        return None;
    }
    let key = if report.is_self_selected() { "evidence-sentence-open" } else { "evidence-sentence" };
    let arguments = [
        ("period", Argument::from(capitalised(&period(language, report.period)))),
        ("unit", Argument::from(report.unit.name.as_str())),
        ("findings", Argument::from(findings.join(", "))),
        ("answers", Argument::from(of_dossiers(report, language))),
    ];
    Some(message_with(language, key, arguments))
}

fn share_with_interval(question: &QuestionReport, language: Language) -> Option<String> {
    let top_two = question.top_two?;
    let arguments = [
        ("share", Argument::from(percent(language, top_two.share))),
        ("level", Argument::from(confidence_level(language))),
        ("range", Argument::from(percent_range(language, top_two.low, top_two.high))),
        ("finding", Argument::from(question.finding.get(language))),
    ];
    Some(message_with(language, "evidence-sentence-finding", arguments))
}

fn of_dossiers(report: &Report, language: Language) -> String {
    let answered = answers(language, report.responses);
    let Some(received) = report.received() else { return answered };
    let arguments =
        [("answers", Argument::from(answered)), ("dossiers", Argument::from(integer(language, received)))];
    message_with(language, "evidence-sentence-dossiers", arguments)
}

/// What changed since an earlier period and whether it is real: `So với tháng 10/2024: tăng 0,6 điểm phần trăm …`.
pub fn comparison_sentence(comparison: &Comparison, language: Language) -> String {
    let since = ("period", Argument::from(period(language, comparison.period)));
    let change = match comparison.outcome {
        Outcome::Changed(change) => change,
        other => return message_with(language, &format!("comparison-{}", other.name()), [since]),
    };
    let key = match change.verdict() {
        Verdict::Better => "comparison-better",
        Verdict::Worse => "comparison-worse",
        Verdict::NoDemonstrableChange => "comparison-no-demonstrable-change",
    };
    // "Rose" and "fell" say the direction; where neither is said, the sign does.
    let difference = match change.verdict() {
        Verdict::NoDemonstrableChange => points(language, change.difference),
        _ => decimal(language, change.difference.abs() * 100.0, 1),
    };
    let arguments = [
        since,
        ("before", Argument::from(percent(language, change.before))),
        ("difference", Argument::from(difference)),
        ("low", Argument::from(points(language, change.low))),
        ("high", Argument::from(points(language, change.high))),
        ("level", Argument::from(confidence_level(language))),
    ];
    let sentence = message_with(language, key, arguments);
    let Some(units) = comparison.units else { return sentence };
    let count = |count: usize| Argument::from(integer(language, count as u64));
    let units = [("both", count(units.both)), ("before", count(units.before)), ("after", count(units.after))];
    format!("{sentence} {}", message_with(language, "comparison-same-units", units))
}

/// How many answers a sample would need, and whether there are as many; `None` without dossiers.
pub fn needed_sentence(report: &Report, language: Language) -> Option<String> {
    // More sheets than dossiers are no sample of them.
    let needed =
        report.needed_answers().filter(|_| report.response_rate().is_some_and(|rate| rate <= 1.0))?;
    let key = if report.responses >= needed { "needed-met" } else { "needed-missed" };
    Some(message_with(language, key, [("needed", Argument::from(integer(language, needed)))]))
}

/// The official indicator that asks nobody, in a sentence that says so; `None` where nothing was settled.
pub fn indicator_sentence(report: &Report, language: Language) -> Option<String> {
    let indicator = report.official_indicator()?;
    let arguments = [
        ("rate", Argument::from(true_percent(language, indicator.rate))),
        ("points", Argument::from(decimal(language, indicator.points, 1))),
    ];
    Some(message_with(language, "indicator-766", arguments))
}

/// That all figures are held back, and which longer period is shown; `None` where nothing is held back.
pub fn instead_sentence(report: &Report, language: Language) -> Option<String> {
    let instead = report.shown_instead?;
    let arguments = [
        ("period", Argument::from(period(language, report.period))),
        ("instead", Argument::from(period(language, instead))),
    ];
    let is_shown_in_part = report.headlines().any(|question| question.top_two.is_some());
    let key = if is_shown_in_part { "shown-instead-in-part" } else { "shown-instead" };
    Some(message_with(language, key, arguments))
}

/// The badge of a survey that anybody may answer; `None` where all were drawn at random.
pub fn self_selection_badge(report: &Report, language: Language) -> Option<String> {
    report.is_self_selected().then(|| message(language, "self-selection-badge"))
}

/// What an edition changed of a unit: `thêm 12 phiếu đến sau; Giải quyết hồ sơ: 97,0% thành 96,9%`; nothing where it changed
/// no figure of the unit.
pub fn edition_changes(changes: &EditionChanges, language: Language) -> Option<String> {
    let mut parts = Vec::new();
    if changes.new_responses > 0 {
        let count = Argument::from(integer(language, changes.new_responses));
        parts.push(message_with(language, "edition-sheets-more", [("count", count)]));
    }
    parts.extend(changes.headlines.iter().map(|change| headline_change(change, language)));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn headline_change(change: &HeadlineChange, language: Language) -> String {
    let share = |share: Option<f64>| {
        share.map_or_else(|| message(language, "edition-no-figure"), |share| percent(language, share))
    };
    let arguments = [
        ("label", Argument::from(change.label.get(language))),
        ("before", Argument::from(share(change.before))),
        ("after", Argument::from(share(change.after))),
    ];
    message_with(language, "edition-headline", arguments)
}

/// Signed percentage points; a hyphen before a digit is easily taken for a range.
pub(super) fn points(language: Language, share: f64) -> String {
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{}", decimal(language, share * 100.0, 1).replace('-', "−"))
}

/// The text with a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
