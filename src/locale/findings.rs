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
    /// The sentence of these clauses.
    pub(super) fn of(clauses: Vec<String>) -> Self {
        Self(clauses)
    }

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

/// Which question does best and which worst, or that the intervals do not tell them apart.
pub fn comparison_finding(report: &Report, language: Language) -> Finding {
    let asked = report.questions.iter().filter_map(|question| Some((question, question.top_two?)));
    let mut ranked: Vec<_> = asked.collect();
    ranked.sort_by(|(_, left), (_, right)| right.share.total_cmp(&left.share));
    let mut found = match ranked.as_slice() {
        [] => return why_no_finding(report, language),
        [(only, _)] => Finding(finding(only, language).into_iter().collect()),
        [best, .., worst] => compare(*best, *worst, language),
    };
    // What is best or worst of some says nothing of the others.
    let answered = report.questions.iter().filter(|question| question.n > 0).count();
    if ranked.len() < answered {
        let count = |count: usize| Argument::from(integer(language, count as u64));
        let arguments = [("shown", count(ranked.len())), ("all", count(answered))];
        found.0.push(message_with(language, "finding-of-published", arguments));
    }
    found
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

fn compare(
    (best, best_estimate): (&QuestionReport, Estimate),
    (worst, worst_estimate): (&QuestionReport, Estimate),
    language: Language,
) -> Finding {
    let (high, low) = (percent(language, best_estimate.share), percent(language, worst_estimate.share));
    if low == high {
        return Finding(vec![message_with(language, "finding-same", [("share", Argument::from(low))])]);
    }
    let (high, low) = (Argument::from(high), Argument::from(low));
    // Where the intervals overlap, a ranking would claim more than the answers carry; so would sameness.
    if worst_estimate.high >= best_estimate.low {
        let range = message_with(language, "finding-range", [("low", low), ("high", high)]);
        return Finding(vec![range, message(language, "finding-overlap")]);
    }
    let clause = |key, question: &QuestionReport, share| {
        let label = Argument::from(question.label.get(language));
        message_with(language, key, [("label", label), ("share", share)])
    };
    Finding(vec![clause("finding-best", best, high), clause("finding-worst", worst, low)])
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
