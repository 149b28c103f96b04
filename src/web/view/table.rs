//! The table of all questions. On a narrow screen each row becomes a card; the ARIA roles keep it a table for
//! screen readers, because a changed `display` removes that meaning.

use maud::{Markup, html};

use super::atoms::{Face, answer_name};
use super::figures::{distribution_bar, short_suppression};
use crate::domain::{Language, QuestionReport, Report, SCALE};
use crate::locale::{Argument, decimal, integer, message, message_with, percent, percent_range, period};

/// The table with one row per question: share, interval, answers at each level, number of answers.
pub fn table(language: Language, report: &Report) -> Markup {
    let caption = [
        ("unit", Argument::from(report.unit.name.as_str())),
        ("period", Argument::from(period(language, report.period))),
    ];
    html! {
        table role="table" {
            caption { (message_with(language, "table-caption", caption)) }
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { (message(language, "table-question")) }
                    th scope="col" role="columnheader" { (message(language, "table-share")) }
                    @for answer in SCALE {
                        th.level scope="col" role="columnheader" {
                            (Face(answer)) span.spoken { (answer_name(language, answer)) }
                        }
                    }
                    @for key in ["table-n", "table-no-opinion", "table-mean"] {
                        th scope="col" role="columnheader" { (message(language, key)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for question in &report.questions { tr role="row" { (row(language, question)) } }
            }
        }
    }
}

fn row(language: Language, question: &QuestionReport) -> Markup {
    let mean = question.mean.map(|mean| decimal(language, mean.value, 2));
    let mean = mean.unwrap_or_else(|| "–".to_owned());
    let is_withheld = question.top_two.is_none() && question.counts.iter().all(Option::is_none);
    html! {
        th scope="row" role="rowheader" {
            (question.label.get(language))
            @if let Some(counts) = question.all_counts().filter(|_| question.n > 0) {
                (distribution_bar(language, counts))
            }
        }
        @if is_withheld {
            td.why role="cell" colspan="6" { (short_suppression(language, question)) }
        } @else {
            td.share role="cell" { (share(language, question)) }
            @for (answer, count) in SCALE.into_iter().zip(question.counts) {
                td.level role="cell" { (Face(answer)) (level(language, count)) }
            }
        }
        (cell(language, "table-n", &integer(language, question.shown_answers())))
        (cell(language, "table-no-opinion", &integer(language, question.no_opinion)))
        (cell(language, "table-mean", &mean))
    }
}

/// A count, or a dot if it is not shown.
fn level(language: Language, count: Option<u64>) -> Markup {
    html! {
        @if let Some(count) = count { (integer(language, count)) } @else {
            span aria-hidden="true" { (message(language, "suppressed-cell")) }
            span.spoken { (message(language, "suppressed-cell-spoken")) }
        }
    }
}

fn share(language: Language, question: &QuestionReport) -> Markup {
    html! {
        @if let Some(top_two) = question.top_two {
            strong { (percent(language, top_two.share)) }
            " " span { (percent_range(language, top_two.low, top_two.high)) }
        } @else { "–" }
    }
}

/// A cell that repeats the heading of its column, which a narrow screen shows beside the value.
fn cell(language: Language, key: &str, value: &str) -> Markup {
    html! { td role="cell" data-label=(message(language, key)) { (value) } }
}
