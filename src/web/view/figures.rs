//! Figures with what they rest on: the headline as large numbers, the facts of a report, its distribution as bars.

use maud::{Markup, Render, html};

use super::atoms::answer_name;
use crate::domain::{Estimate, Language, PUBLICATION_THRESHOLD, QuestionReport, Report, SCALE, Suppression};
use crate::locale::{Argument, integer, message, message_with, percent, percent_range};

/// The five levels of one question as one bar, from very dissatisfied on the left. The numbers stand beside it.
#[derive(Clone, Copy, Debug)]
pub struct DistributionBar {
    /// The reader's language.
    pub language: Language,
    /// Answers at each level from 1 to 5.
    pub counts: [u64; 5],
}

impl Render for DistributionBar {
    fn render(&self) -> Markup {
        let total = self.counts.iter().sum::<u64>().max(1) as f64;
        let width = |count: u64| count as f64 / total * 1000.0;
        let levels = SCALE.iter().zip(self.counts).scan(0, |before: &mut u64, (answer, count)| {
            let left = *before;
            *before += count;
            Some((answer, left, count))
        });
        let spoken = SCALE.iter().zip(self.counts).map(|(&answer, count)| {
            format!("{}: {}", answer_name(self.language, answer), integer(self.language, count))
        });
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
}

/// Why there is no figure.
pub fn suppression(language: Language, suppression: Suppression) -> String {
    with_threshold(language, &format!("suppressed-{}", suppression.name()))
}

/// The same in the few words that a table has room for; the headline above it tells the rest.
pub fn short_suppression(language: Language, suppression: Suppression) -> String {
    match suppression {
        Suppression::BelowThreshold => with_threshold(language, "suppressed-short"),
    }
}

fn with_threshold(language: Language, key: &str) -> String {
    message_with(language, key, [("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD)))])
}

/// The headline figures, each with its interval and of how many answers it is.
pub fn headlines(language: Language, report: &Report) -> Markup {
    html! {
        div.figures {
            @for question in report.headlines() {
                article.figure {
                    @match (question.counts, question.top_two) {
                        (Some(counts), Some(top_two)) => (published(language, question, counts, top_two)),
                        _ => (withheld(language, question)),
                    }
                }
            }
        }
    }
}

fn published(language: Language, question: &QuestionReport, counts: [u64; 5], top_two: Estimate) -> Markup {
    let [very_low, low, middle, high, very_high] = counts;
    let share = |count: u64| percent(language, count as f64 / question.n.max(1) as f64);
    let range = |estimate: Estimate| Argument::from(percent_range(language, estimate.low, estimate.high));
    let of = [
        ("count", Argument::from(integer(language, high + very_high))),
        ("total", Argument::from(integer(language, question.n))),
    ];
    let parts = [("dissatisfied", very_low + low), ("neutral", middle), ("satisfied", high + very_high)];
    html! {
        h3 { strong { (percent(language, top_two.share)) } " " (question.finding.get(language)) }
        (DistributionBar { language, counts })
        ul.parts {
            @for (key, count) in parts {
                li { strong { (share(count)) } " " (message(language, &format!("part-{key}"))) }
            }
        }
        p { (message_with(language, "figure-of", of)) }
        p { (message_with(language, "figure-interval", [("range", range(top_two))])) }
        @if let Some(weighted) = question.top_two_weighted {
            p { (message_with(language, "figure-weighted", [
                ("share", Argument::from(percent(language, weighted.share))), ("range", range(weighted)),
            ])) }
        }
    }
}

fn withheld(language: Language, question: &QuestionReport) -> Markup {
    html! {
        h3 { strong.withheld { (message(language, "figure-withheld")) } " " (question.label.get(language)) }
        p { (suppression(language, question.suppressed.unwrap_or(Suppression::BelowThreshold))) }
    }
}

/// What the figures rest on, number by number.
pub fn facts(language: Language, report: &Report) -> Markup {
    let unknown = || message(language, "fact-unknown");
    let dossiers = report.dossiers.map_or_else(unknown, |dossiers| integer(language, dossiers.received));
    let rate = report.response_rate().map_or_else(unknown, |rate| percent(language, rate));
    let facts = [("responses", integer(language, report.responses)), ("dossiers", dossiers), ("rate", rate)];
    html! {
        dl.facts {
            @for (name, value) in facts {
                div { dt { (message(language, &format!("fact-{name}"))) } dd { (value) } }
            }
        }
    }
}
