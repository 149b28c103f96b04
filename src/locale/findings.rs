//! Findings as sentences, and reasons where there is none. They are the titles of charts and mails.

use std::fmt;

use super::evidence::{answers, confidence_level};
use super::messages::{Argument, message, message_with};
use super::numbers::{integer, percent, percent_range};
use crate::domain::{Estimate, Language, PUBLICATION_THRESHOLD, QuestionReport, Report, Suppression};

/// A sentence in its clauses, so that a title can give each a line of its own.
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

/// Between which shares the questions lie. None of them is called the highest or lowest: the same people answered all,
/// and whether one does better than another cannot be told from counts that are not paired.
pub fn comparison_finding(report: &Report, language: Language) -> Finding {
    let asked = || report.questions.iter().filter_map(|question| Some((question, question.top_two?.share)));
    let mut found = match asked().collect::<Vec<_>>().as_slice() {
        [] => return why_no_finding(report, language),
        [(only, _)] => Finding(finding(only, language).into_iter().collect()),
        several => Finding(vec![range(several.iter().map(|(_, share)| *share), language)]),
    };
    // The range of some says nothing of the others.
    let (shown, answered) =
        (asked().count(), report.questions.iter().filter(|question| question.n > 0).count());
    if shown < answered {
        let count = |count: usize| Argument::from(integer(language, count as u64));
        let arguments = [("shown", count(shown)), ("all", count(answered))];
        found.0.push(message_with(language, "finding-of-published", arguments));
    }
    found
}

/// `Hài lòng từ 63,1% đến 97,0% tùy nội dung`, or that all shares are written alike.
pub(super) fn range(shares: impl Iterator<Item = f64>, language: Language) -> String {
    let (low, high) = shares.fold((1.0, 0.0), |(low, high), share| (share.min(low), share.max(high)));
    let [low, high] = [low, high].map(|share: f64| percent(language, share));
    if low == high {
        return message_with(language, "finding-same", [("share", Argument::from(low))]);
    }
    message_with(language, "finding-range", [("low", Argument::from(low)), ("high", Argument::from(high))])
}

/// The finding of one question, `97,0% hài lòng với việc giải quyết hồ sơ`; `None` without a figure.
pub fn finding(question: &QuestionReport, language: Language) -> Option<String> {
    let arguments = [
        ("share", Argument::from(percent(language, question.top_two?.share))),
        ("finding", Argument::from(question.finding.get(language))),
    ];
    Some(message_with(language, "finding", arguments))
}

/// Why `question` has no figure, for the place where the figure would stand.
pub fn why_no_figure(question: &QuestionReport, language: Language) -> String {
    match question.suppressed {
        _ if question.answered() == 0 => message(language, "no-figure-no-answers"),
        Some(Suppression::BelowThreshold) => {
            let arguments = [
                ("answers", Argument::from(answers(language, question.answered()))),
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
        ("level", Argument::from(confidence_level(language))),
        ("range", Argument::from(percent_range(language, estimate.low, estimate.high))),
    ];
    message_with(language, "interval", arguments)
}

/// The figures of questions for those who do not see a chart, one a line.
pub fn figures_in_words<'a>(
    questions: impl IntoIterator<Item = &'a QuestionReport>,
    language: Language,
) -> String {
    let lines = questions.into_iter().map(|question| {
        let figure = question.top_two.map_or_else(
            || why_no_figure(question, language),
            |estimate| {
                let arguments = [
                    ("share", Argument::from(percent(language, estimate.share))),
                    ("interval", Argument::from(interval_in_words(estimate, language))),
                    ("answers", Argument::from(answers(language, question.n))),
                ];
                message_with(language, "figure-in-words", arguments)
            },
        );
        let label = Argument::from(question.label.get(language));
        message_with(language, "question-in-words", [("label", label), ("figure", Argument::from(figure))])
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
    Argument::from(integer(language, PUBLICATION_THRESHOLD))
}
