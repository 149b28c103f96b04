//! What the report says in sentences beside its charts.

use super::section::Setting;
use crate::domain::{Briefing, Outcome, QuestionReport, Report};
use crate::locale::{self, Argument, integer, message, message_with};

/// How the headline figures stand to earlier ones, how certain they are, and what is known besides.
pub(super) fn certainty(report: &Report, setting: Setting) -> Vec<String> {
    let shown = report.headlines().filter(|question| question.top_two.is_some());
    let of = |question: &QuestionReport| {
        let parts = [changes(question, setting), bounds(question, setting)].concat();
        let label = question.label.get(setting.language);
        (!parts.is_empty()).then(|| format!("{label}. {}", parts.join(" ")))
    };
    shown.filter_map(of).chain(locale::indicator_sentence(report, setting.language)).collect()
}

/// How the share stands to earlier periods. What nobody answered then is no news.
fn changes(question: &QuestionReport, setting: Setting) -> Vec<String> {
    let compared = question.comparisons.iter();
    let compared = compared.filter(|comparison| comparison.outcome != Outcome::NoAnswers);
    compared
        .map(|comparison| locale::capitalised(&locale::comparison_sentence(comparison, setting.language)))
        .collect()
}

/// The share by the units' dossiers, and what it could be at worst and at best.
fn bounds(question: &QuestionReport, setting: Setting) -> Vec<String> {
    let language = setting.language;
    let range = |low, high| ("range", Argument::from(locale::percent_range(language, low, high)));
    let weighted = question.top_two_weighted.map(|weighted| {
        let estimate = weighted.estimate;
        let share = ("share", Argument::from(locale::percent(language, estimate.share)));
        message_with(language, "figure-weighted", [share, range(estimate.low, estimate.high)])
    });
    let worst_case = question
        .worst_case
        .map(|bounds| message_with(language, "figure-worst-case", [range(bounds.low, bounds.high)]));
    [weighted, worst_case].into_iter().flatten().map(|sentence| format!("{sentence}.")).collect()
}

/// How many sheets bear a comment.
pub(super) fn comments(briefing: &Briefing, comments: u64, setting: Setting) -> Option<String> {
    if comments == 0 {
        // Where nobody answered nobody is missed.
        return (briefing.report.responses > 0).then(|| message(setting.language, "report-comments-none"));
    }
    let count = Argument::from(integer(setting.language, comments));
    Some(message_with(setting.language, "report-comments", [("count", count)]))
}
