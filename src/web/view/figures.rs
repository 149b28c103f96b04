//! Figures with their basis: the headline as large numbers, its certainty, the facts of a report, its
//! distribution as bars.

use maud::{Markup, html};

use super::atoms::answer_name;
use crate::domain::{
    Estimate, Language, ModeReport, Outcome, PUBLICATION_THRESHOLD, QuestionReport, Report, SCALE,
    WeightedEstimate,
};
use crate::locale::{
    Argument, comparison_sentence, decimal, integer, message, message_with, month, percent, percent_range,
    true_percent,
};
use crate::stats::Interval;

/// The five levels of one question as one bar, from very dissatisfied on the left. The numbers stand beside
/// it.
pub fn distribution_bar(language: Language, counts: [u64; 5]) -> Markup {
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let width = |count: u64| count as f64 / total * 1000.0;
    let levels = SCALE.iter().zip(counts).scan(0, |before: &mut u64, (answer, count)| {
        let left = *before;
        *before += count;
        Some((answer, left, count))
    });
    let spoken = SCALE
        .iter()
        .zip(counts)
        .map(|(&answer, count)| format!("{}: {}", answer_name(language, answer), integer(language, count)));
    let spoken: Vec<_> = spoken.collect();
    html! {
        svg.bar viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label=(spoken.join("; ")) {
            @for (answer, left, count) in levels.filter(|&(_, _, count)| count > 0) {
                rect.{ "face-" (answer) } x=(format_args!("{:.1}", width(left)))
                    width=(format_args!("{:.1}", width(count))) height="20" {}
            }
        }
    }
}

/// The reason why figures are missing.
pub fn suppression(language: Language, question: &QuestionReport) -> String {
    if question.answered() == 0 {
        return message(language, "no-figure-no-answers");
    }
    too_few_answers(language)
}

/// The sentence that a share of fewer than ten answers is not shown.
pub fn too_few_answers(language: Language) -> String {
    with_threshold(language, "suppressed-below-threshold")
}

/// The reason why figures are missing, short enough for a table; the headline above it has the details.
pub fn short_suppression(language: Language, question: &QuestionReport) -> String {
    if question.answered() == 0 {
        return message(language, "no-figure-no-answers");
    }
    with_threshold(language, "suppressed-short")
}

fn with_threshold(language: Language, key: &str) -> String {
    message_with(language, key, [("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD)))])
}

/// The headline figures, each with its interval and its number of answers.
pub fn headlines(language: Language, report: &Report) -> Markup {
    html! {
        div.figures {
            @for question in report.headlines() {
                article.figure {
                    @match (question.satisfied, question.top_two) {
                        (Some(satisfied), Some(top_two)) => (published(language, question, satisfied, top_two)),
                        _ => (withheld(language, question)),
                    }
                }
            }
        }
    }
}

fn published(language: Language, question: &QuestionReport, satisfied: u64, top_two: Estimate) -> Markup {
    let of = [
        ("count", Argument::from(integer(language, satisfied))),
        ("total", Argument::from(integer(language, question.n))),
    ];
    html! {
        h3 { strong { (percent(language, top_two.share)) } " " (question.finding.get(language)) }
        @if let Some(counts) = question.all_counts() { (parts(language, question, counts)) }
        p { (message_with(language, "figure-of", of)) }
        p { (message_with(language, "figure-interval", [("range", range(language, top_two))])) }
        @if let Some(weighted) = question.top_two_weighted {
            @let estimate = weighted.estimate;
            p { (message_with(language, "figure-weighted", [
                ("share", Argument::from(percent(language, estimate.share))), ("range", range(language, estimate)),
            ])) }
        }
        (comparisons(language, question))
        (certainty(language, question))
    }
}

fn range(language: Language, estimate: Estimate) -> Argument {
    Argument::from(percent_range(language, estimate.low, estimate.high))
}

/// All five levels as a bar, and their three groups in words.
fn parts(language: Language, question: &QuestionReport, counts: [u64; 5]) -> Markup {
    let [very_low, low, middle, high, very_high] = counts;
    let share = |count: u64| percent(language, count as f64 / question.n.max(1) as f64);
    let parts = [("dissatisfied", very_low + low), ("neutral", middle), ("satisfied", high + very_high)];
    html! {
        (distribution_bar(language, counts))
        ul.parts {
            @for (key, count) in parts {
                li { strong { (share(count)) } " " (message(language, &format!("part-{key}"))) }
            }
        }
    }
}

fn withheld(language: Language, question: &QuestionReport) -> Markup {
    html! {
        h3 { strong.withheld { (message(language, "figure-withheld")) } " " (question.label.get(language)) }
        p { (suppression(language, question)) }
    }
}

/// The changes since the previous period and since the year before. Omits periods without answers.
fn comparisons(language: Language, question: &QuestionReport) -> Markup {
    let told = question.told_comparisons().filter(|comparison| comparison.outcome != Outcome::NoAnswers);
    html! {
        @for comparison in told {
            p.{ "change " (comparison.outcome.name()) } { (comparison_sentence(comparison, language)) }
        }
    }
}

/// The facts behind the figures, each with its number.
pub fn facts(language: Language, report: &Report) -> Markup {
    let unknown = || message(language, "fact-unknown");
    let dossiers = report.dossiers.map_or_else(unknown, |dossiers| integer(language, dossiers.received));
    let rate = report.response_rate().map_or_else(unknown, |rate| true_percent(language, rate));
    let facts = [("responses", integer(language, report.responses)), ("dossiers", dossiers), ("rate", rate)];
    html! {
        dl.facts {
            @for (name, value) in facts {
                div { dt { (message(language, &format!("fact-{name}"))) } dd { (value) } }
            }
        }
    }
}

/// Details on a figure's certainty: effective sample, worst case, modes, changed wordings. Folded away; empty
/// where there are none.
fn certainty(language: Language, question: &QuestionReport) -> Markup {
    let lines: Vec<String> = [
        question.top_two_weighted.and_then(|weighted| effective(language, weighted)),
        question.worst_case.map(|bounds| worst_case(language, bounds)),
        by_mode(language, &question.by_mode),
        breaks(language, question),
    ]
    .into_iter()
    .flatten()
    .collect();
    html! {
        @if !lines.is_empty() {
            details {
                summary { (message(language, "results-certainty")) }
                @for line in lines { p { (line) } }
            }
        }
    }
}

fn effective(language: Language, weighted: WeightedEstimate) -> Option<String> {
    let arguments = [
        ("effective", Argument::from(decimal(language, weighted.effective_answers?, 0))),
        ("effect", Argument::from(decimal(language, weighted.design_effect?, 2))),
    ];
    Some(message_with(language, "figure-effective", arguments))
}

fn worst_case(language: Language, bounds: Interval) -> String {
    let range = Argument::from(percent_range(language, bounds.low, bounds.high));
    message_with(language, "figure-worst-case", [("range", range)])
}

fn by_mode(language: Language, modes: &[ModeReport]) -> Option<String> {
    let item = |mode: &ModeReport| {
        let share = mode.top_two?.share;
        let arguments = [
            ("mode", Argument::from(message(language, &format!("mode-{}", mode.mode)))),
            ("share", Argument::from(percent(language, share))),
            ("count", Argument::from(integer(language, mode.n))),
        ];
        Some(message_with(language, "figure-by-mode-item", arguments))
    };
    let items: Vec<_> = modes.iter().filter_map(item).collect();
    let list = Argument::from(items.join(" · "));
    (!items.is_empty()).then(|| message_with(language, "figure-by-mode", [("modes", list)]))
}

fn breaks(language: Language, question: &QuestionReport) -> Option<String> {
    let months: Vec<_> = question.breaks.iter().map(|&first| month(language, first)).collect();
    let list = Argument::from(months.join(", "));
    (!months.is_empty()).then(|| message_with(language, "figure-breaks", [("months", list)]))
}
