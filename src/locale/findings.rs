//! Findings as sentences, or the reason why there is none: titles of charts and mails, and sentences that a
//! reader can quote, with the figure, its evidence and what changed.

use std::fmt;

use super::dates::period;
use super::evidence::{answers, confidence_level, waiting};
use super::messages::{Argument, message, message_with};
use super::numbers::{decimal, integer, percent, percent_range, points, true_percent};
use crate::domain::{
    Comparison, EditionChanges, Estimate, HeadlineChange, Language, Outcome, PUBLICATION_THRESHOLD,
    QuestionReport, Report, Suppression, Verdict,
};

/// A sentence as a list of clauses, so that a title can put each on its own line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(pub(super) Vec<String>);

impl Finding {
    /// Its clauses in order.
    pub fn clauses(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(", "))
    }
}

/// What the headline questions found: `97,0% hài lòng với việc giải quyết hồ sơ, 85,0% thấy cán bộ …`.
pub fn headline_finding(report: &Report, language: Language) -> Finding {
    let found: Vec<_> = report.headlines().filter_map(|question| finding(question, language)).collect();
    if found.is_empty() { why_no_finding(report, language) } else { Finding(found) }
}

/// The range of the shares of all questions. It names none of them as the highest or lowest: the same people
/// answered all questions, and unpaired counts cannot tell whether one share is higher than another.
pub fn comparison_finding(report: &Report, language: Language) -> Finding {
    let asked = || report.questions.iter().filter_map(|question| Some((question, question.top_two?.share)));
    let mut found = match asked().collect::<Vec<_>>().as_slice() {
        [] => return why_no_finding(report, language),
        [(only, _)] => Finding(finding(only, language).into_iter().collect()),
        several => Finding(vec![range(several.iter().map(|(_, share)| *share), language)]),
    };
    // The range of some questions says nothing about the others.
    let (shown, answered) =
        (asked().count(), report.questions.iter().filter(|question| question.n > 0).count());
    if shown < answered {
        let count = |count: usize| integer(language, count as u64).into();
        let arguments = [("shown", count(shown)), ("all", count(answered))];
        found.0.push(message_with(language, "finding-of-published", arguments));
    }
    found
}

/// `Hài lòng từ 63,1% đến 97,0% tùy nội dung`, or that all displayed shares are equal.
pub(super) fn range(shares: impl Iterator<Item = f64>, language: Language) -> String {
    let (low, high) = shares.fold((1.0, 0.0), |(low, high), share| (share.min(low), share.max(high)));
    let [low, high] = [low, high].map(|share: f64| percent(language, share));
    if low == high {
        return message_with(language, "finding-same", [("share", low.into())]);
    }
    message_with(language, "finding-range", [("low", low.into()), ("high", high.into())])
}

/// The finding of one question, `97,0% hài lòng với việc giải quyết hồ sơ`; `None` without a figure.
pub fn finding(question: &QuestionReport, language: Language) -> Option<String> {
    let arguments = [
        ("share", percent(language, question.top_two?.share).into()),
        ("finding", question.finding.get(language).into()),
    ];
    Some(message_with(language, "finding", arguments))
}

/// Why `question` has no figure, to be shown in place of the figure.
pub fn why_no_figure(question: &QuestionReport, language: Language) -> String {
    match question.suppressed {
        _ if question.answered() == 0 => message(language, "no-figure-no-answers"),
        Some(Suppression::BelowThreshold) => {
            let arguments = [
                ("answers", answers(language, question.answered()).into()),
                ("threshold", threshold(language)),
            ];
            message_with(language, "no-figure-below-threshold", arguments)
        }
        None => message(language, "no-figure"),
    }
}

/// The interval of an estimate, `khoảng tin cậy 95%: 96,4–97,5%`.
pub fn interval_in_words(estimate: Estimate, language: Language) -> String {
    let arguments = [
        ("level", confidence_level(language).into()),
        ("range", percent_range(language, estimate.low, estimate.high).into()),
    ];
    message_with(language, "interval", arguments)
}

/// The figures of questions, one per line, as alternative text for a chart.
pub fn figures_in_words<'a>(
    questions: impl IntoIterator<Item = &'a QuestionReport>,
    language: Language,
) -> String {
    let lines = questions.into_iter().map(|question| {
        let figure = question.top_two.map_or_else(
            || why_no_figure(question, language),
            |estimate| {
                let arguments = [
                    ("share", percent(language, estimate.share).into()),
                    ("interval", interval_in_words(estimate, language).into()),
                    ("answers", answers(language, question.n).into()),
                ];
                message_with(language, "figure-in-words", arguments)
            },
        );
        let label = question.label.get(language).into();
        message_with(language, "question-in-words", [("label", label), ("figure", figure.into())])
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn why_no_finding(report: &Report, language: Language) -> Finding {
    let suppressed = |question: &&QuestionReport| question.suppressed.is_some();
    let reason = if report.responses == 0 {
        message(language, "no-finding-no-answers")
    } else if report.questions.iter().any(|question| suppressed(&question)) {
        message_with(language, "no-finding-below-threshold", [("threshold", threshold(language))])
    } else {
        message(language, "no-finding")
    };
    Finding(vec![reason])
}

fn threshold(language: Language) -> Argument {
    integer(language, PUBLICATION_THRESHOLD).into()
}

/// The headline with its evidence in one sentence: `Tháng 11/2024, Tỉnh Hưng Yên: 97,0% (KTC 95%: 96,4–97,5%)
/// hài lòng với việc giải quyết hồ sơ; 3.854 phiếu trên 16.291 hồ sơ.` `None` if no headline may be shown.
pub fn evidence_sentence(report: &Report, language: Language) -> Option<String> {
    let findings: Vec<_> =
        report.headlines().filter_map(|question| share_with_interval(question, language)).collect();
    if findings.is_empty() {
        return None;
    }
    let key = if report.is_self_selected() { "evidence-sentence-open" } else { "evidence-sentence" };
    // Answers that wait are not in the shares.
    let answers = [Some(of_dossiers(report, language)), waiting(report, language)];
    let answers: Vec<String> = answers.into_iter().flatten().collect();
    let arguments = [
        ("period", capitalised(&period(language, report.period)).into()),
        ("unit", report.unit.name.as_str().into()),
        ("findings", findings.join(", ").into()),
        ("answers", answers.join("; ").into()),
    ];
    Some(message_with(language, key, arguments))
}

fn share_with_interval(question: &QuestionReport, language: Language) -> Option<String> {
    let top_two = question.top_two?;
    let arguments = [
        ("share", percent(language, top_two.share).into()),
        ("level", confidence_level(language).into()),
        ("range", percent_range(language, top_two.low, top_two.high).into()),
        ("finding", question.finding.get(language).into()),
    ];
    Some(message_with(language, "evidence-sentence-finding", arguments))
}

fn of_dossiers(report: &Report, language: Language) -> String {
    let answered = answers(language, report.responses);
    let Some(received) = report.received() else { return answered };
    let arguments = [("answers", answered.into()), ("dossiers", integer(language, received).into())];
    message_with(language, "evidence-sentence-dossiers", arguments)
}

/// The change since an earlier period and whether it is demonstrable: `So với tháng 10/2024: tăng 0,6 điểm
/// phần trăm …`.
pub fn comparison_sentence(comparison: &Comparison, language: Language) -> String {
    let since = ("period", period(language, comparison.period).into());
    let key = format!("comparison-{}", comparison.outcome.name());
    let Outcome::Changed(change) = comparison.outcome else { return message_with(language, &key, [since]) };
    // "Rose" and "fell" state the direction; if neither is used, the sign does.
    let difference = match change.verdict() {
        Verdict::NoDemonstrableChange => points(language, change.difference),
        _ => decimal(language, change.difference.abs() * 100.0, 1),
    };
    let arguments = [
        since,
        ("before", percent(language, change.before).into()),
        ("difference", difference.into()),
        ("low", points(language, change.low).into()),
        ("high", points(language, change.high).into()),
        ("level", confidence_level(language).into()),
    ];
    let sentence = message_with(language, &key, arguments);
    let Some(units) = comparison.units else { return sentence };
    let count = |count: usize| integer(language, count as u64).into();
    let units = [("both", count(units.both)), ("before", count(units.before)), ("after", count(units.after))];
    format!("{sentence} {}", message_with(language, "comparison-same-units", units))
}

/// The change since an earlier period in few words: `+0,6 điểm so với tháng 10/2024, chưa thể kết luận có
/// thay đổi`; `None` if the periods cannot be compared.
pub fn brief_change(comparison: &Comparison, language: Language) -> Option<String> {
    let Outcome::Changed(change) = comparison.outcome else { return None };
    let arguments = [
        ("period", period(language, comparison.period).into()),
        ("difference", points(language, change.difference).into()),
    ];
    Some(message_with(language, &format!("brief-{}", comparison.outcome.name()), arguments))
}

/// The changes of a question since each of the earlier periods, one sentence each, with its label in front.
pub fn labelled_comparisons(question: &QuestionReport, language: Language) -> Vec<String> {
    let labelled = |comparison| {
        let label = Argument::from(question.label.get(language));
        let sentence = Argument::from(comparison_sentence(comparison, language));
        message_with(language, "sentence-labelled", [("label", label), ("sentence", sentence)])
    };
    question.told_comparisons().map(labelled).collect()
}

/// How many answers a random sample needs, and whether the report has as many; `None` without dossiers, with
/// more responses than dossiers, or if answers were not drawn at random.
pub fn needed_sentence(report: &Report, language: Language) -> Option<String> {
    // More responses than dossiers are not a sample of the dossiers.
    let needed =
        report.needed_answers().filter(|_| report.response_rate().is_some_and(|rate| rate <= 1.0))?;
    let key = if report.responses >= needed { "needed-met" } else { "needed-missed" };
    Some(message_with(language, key, [("needed", integer(language, needed).into())]))
}

/// The official indicator, in a sentence that says that it is not a survey result; `None` if no dossier was
/// settled.
pub fn indicator_sentence(report: &Report, language: Language) -> Option<String> {
    let indicator = report.official_indicator()?;
    let arguments = [
        ("rate", true_percent(language, indicator.rate).into()),
        ("points", decimal(language, indicator.points, 1).into()),
    ];
    Some(message_with(language, "indicator-766", arguments))
}

/// States that all or some figures of the period are not shown, and which longer period is shown; `None` if
/// no longer period is shown instead.
pub fn instead_sentence(report: &Report, language: Language) -> Option<String> {
    let instead = report.shown_instead?;
    let arguments =
        [("period", period(language, report.period).into()), ("instead", period(language, instead).into())];
    let is_shown_in_part = report.headlines().any(|question| question.top_two.is_some());
    let key = if is_shown_in_part { "shown-instead-in-part" } else { "shown-instead" };
    Some(message_with(language, key, arguments))
}

/// The badge of a report with self-selected responses; `None` if there are none.
pub fn self_selection_badge(report: &Report, language: Language) -> Option<String> {
    report.is_self_selected().then(|| message(language, "self-selection-badge"))
}

/// What an edition changed for a unit: `thêm 12 phiếu đến sau; Giải quyết hồ sơ: 97,0% thành 96,9%`; `None`
/// if it changed no figure of the unit.
pub fn edition_changes(changes: &EditionChanges, language: Language) -> Option<String> {
    let mut parts = Vec::new();
    if changes.new_responses > 0 {
        let count = integer(language, changes.new_responses).into();
        parts.push(message_with(language, "edition-responses-more", [("count", count)]));
    }
    parts.extend(changes.headlines.iter().map(|change| headline_change(change, language)));
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn headline_change(change: &HeadlineChange, language: Language) -> String {
    let share = |share: Option<f64>| {
        share.map_or_else(|| message(language, "edition-no-figure"), |share| percent(language, share))
    };
    let arguments = [
        ("label", change.label.get(language).into()),
        ("before", share(change.before).into()),
        ("after", share(change.after).into()),
    ];
    message_with(language, "edition-headline", arguments)
}

/// The text with an upper-case first letter.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
