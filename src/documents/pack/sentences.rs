//! Sentences to paste into a report, each with its evidence.

use super::PackFile;
use crate::domain::{Boundaries, Language, QuestionReport, Report, ReportContext};
use crate::locale::{
    Argument, answers, confidence_level, editions, evidence, evidence_sentence, figures_in_words,
    headline_finding, indicator_sentence, instead_sentence, labelled_comparisons, message, message_with,
    mode_differences, needed_sentence, percent, percent_range, subject, units_finding,
};

/// Without it, old versions of Notepad read the file in the machine's own code page.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The lines as a text file for Notepad, which needs CRLF line ends. Line breaks within a line become spaces.
pub(super) fn notepad(lines: &[String]) -> Vec<u8> {
    let unbroken = |line: &String| line.replace(['\r', '\n'], " ");
    let lines: Vec<_> = lines.iter().map(unbroken).collect();
    format!("{BYTE_ORDER_MARK}{}\r\n", lines.join("\r\n")).into_bytes()
}

/// The file of sentences, with the titles of `charts`.
pub(super) fn sentences(
    context: &ReportContext,
    charts: &[&PackFile],
    origin: &str,
    language: Language,
) -> Vec<u8> {
    let report = &context.report;
    let title = [("subject", Argument::from(subject(report, language)))];
    let mut lines = vec![message_with(language, "sentences-title", title)];
    lines.extend(evidence(report, language).illustrative);
    let units = context.comparison.iter().flat_map(|comparison| units_finding(comparison, language));
    let changes = report.questions.iter().flat_map(|question| labelled_comparisons(question, language));
    let charts = charts.iter().map(|chart| format!("{}: {}", chart.name, chart.about));
    let basis = [needed_sentence(report, language), indicator_sentence(report, language)];
    let figures = figures_in_words(&report.questions, language);
    let sections: [(&str, Vec<String>); 9] = [
        ("sentences-headline", headline(report, language)),
        ("sentences-questions", figures.lines().map(str::to_owned).collect()),
        ("sentences-weighted", weighted(report, language)),
        ("sentences-changes", changes.collect()),
        ("sentences-needed", basis.into_iter().flatten().collect()),
        ("sentences-units", units.collect()),
        ("sentences-charts", charts.collect()),
        ("sentences-evidence", evidence(report, language).parts().map(str::to_owned).collect()),
        ("sentences-cite", cite(report, origin, language)),
    ];
    for (key, said) in sections.into_iter().filter(|(_, said)| !said.is_empty()) {
        lines.extend([String::new(), message(language, key).to_uppercase()]);
        lines.extend(said);
    }
    notepad(&lines)
}

/// The headline with its evidence, or why there is none and which figures are available instead.
fn headline(report: &Report, language: Language) -> Vec<String> {
    let said =
        evidence_sentence(report, language).unwrap_or_else(|| headline_finding(report, language).to_string());
    let modes = mode_differences(report, language).into_iter();
    modes.chain([said]).chain(instead_sentence(report, language)).collect()
}

fn weighted(report: &Report, language: Language) -> Vec<String> {
    let sentence = |question: &QuestionReport| {
        let estimate = question.top_two_weighted?.estimate;
        let arguments = [
            ("label", Argument::from(question.label.get(language))),
            ("share", Argument::from(percent(language, estimate.share))),
            ("level", Argument::from(confidence_level(language))),
            ("range", Argument::from(percent_range(language, estimate.low, estimate.high))),
        ];
        Some(message_with(language, "sentence-weighted", arguments))
    };
    report.questions.iter().filter_map(sentence).collect()
}

/// The citation, and the URL of the figures.
fn cite(report: &Report, origin: &str, language: Language) -> Vec<String> {
    let edition = editions(report, language);
    let key = if edition.is_some() { "cite-edition" } else { "cite" };
    let arguments = [
        ("subject", Argument::from(subject(report, language))),
        ("edition", Argument::from(edition.unwrap_or_default())),
        ("answers", Argument::from(answers(language, report.responses))),
    ];
    let address = Argument::from(address(report, origin, language));
    vec![
        message_with(language, key, arguments),
        message_with(language, "cite-address", [("address", address)]),
        message(language, "cite-always"),
    ]
}

/// The URL of the figures; for an edition its permanent URL.
fn address(report: &Report, origin: &str, language: Language) -> String {
    let (unit, period) = (&report.unit.code, report.period);
    let (place, mut query) = if let Some(edition) = report.edition() {
        (format!("{unit}/editions/{}/{}", edition.month, edition.number), Vec::new())
    } else {
        let months = [("from", period.from().to_string()), ("to", period.to().to_string())];
        (unit.to_string(), months.to_vec())
    };
    if report.boundaries == Boundaries::Current {
        query.push(("boundaries", report.boundaries.name().to_owned()));
    }
    query.push(("survey", report.survey.clone()));
    query.push(("lang", language.tag().to_owned()));
    let query = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
    format!("{origin}/results/{place}?{}", query.join("&"))
}
