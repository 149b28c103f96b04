//! How certain a figure is, for those who ask: effective sample, worst case, modes, changed wordings. Folded away.

use maud::{Markup, html};

use crate::domain::{Language, ModeReport, QuestionReport, WeightedEstimate};
use crate::locale::{Argument, decimal, integer, message, message_with, month, percent, percent_range};
use crate::stats::Interval;

/// What there is to say; nothing where there is nothing.
pub fn details(language: Language, question: &QuestionReport) -> Markup {
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
        let name = ("mode", Argument::from(message(language, &format!("mode-{}", mode.mode))));
        let count = ("count", Argument::from(integer(language, mode.n)));
        match mode.top_two {
            Some(top_two) => {
                let share = ("share", Argument::from(percent(language, top_two.share)));
                message_with(language, "figure-by-mode-item", [name, share, count])
            }
            None => message_with(language, "figure-by-mode-hidden", [name, count]),
        }
    };
    let items: Vec<_> = modes.iter().map(item).collect();
    let list = Argument::from(items.join(" · "));
    (!items.is_empty()).then(|| message_with(language, "figure-by-mode", [("modes", list)]))
}

fn breaks(language: Language, question: &QuestionReport) -> Option<String> {
    let months: Vec<_> = question.breaks.iter().map(|&first| month(language, first)).collect();
    let list = Argument::from(months.join(", "));
    (!months.is_empty()).then(|| message_with(language, "figure-breaks", [("months", list)]))
}
