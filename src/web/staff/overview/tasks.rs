//! What there is to do, each with a link to the page on which it is done.

use maud::{Markup, html};

use crate::app::{Overview, SilentChannel, Tasks, UnitWithFewAnswers};
use crate::domain::{Language, Month, PUBLICATION_THRESHOLD, Report};
use crate::locale::{Argument, day, integer, message, message_with, month as month_name};
use crate::web::view::filter::query_of;
use crate::web::view::layout::with_language;

/// The maximum number of units or channels that a task names.
const MAX_NAMES: usize = 5;

/// What there is to do for the unit, or that there is nothing.
pub(super) fn tasks(language: Language, overview: &Overview, next: Option<chrono::NaiveDate>) -> Markup {
    let Tasks { unpublished, silent_channels, failed_digests, few_answers } = &overview.tasks;
    html! {
        @if overview.tasks == Tasks::default() {
            p.empty { (message(language, "overview-nothing-to-do")) }
        } @else {
            ul.tasks {
                @if let Some(month) = unpublished { li { (unpublished_month(language, *month, next)) } }
                @if !silent_channels.is_empty() { li { (silent(language, silent_channels, &overview.report)) } }
                @if *failed_digests > 0 { li { (failed(language, *failed_digests)) } }
                @if !few_answers.is_empty() { li { (few(language, few_answers, &overview.report)) } }
            }
        }
    }
}

fn unpublished_month(language: Language, month: Month, next: Option<chrono::NaiveDate>) -> Markup {
    let month = ("month", Argument::from(month_name(language, month)));
    let sentence = match next {
        Some(date) => {
            let day = ("day", Argument::from(day(language, date)));
            message_with(language, "overview-unpublished", [month, day])
        }
        None => message_with(language, "overview-unpublished-by-hand", [month]),
    };
    html! {
        strong { (sentence) }
        (link(language, "/staff/publishing", "overview-unpublished-do"))
    }
}

fn silent(language: Language, channels: &[SilentChannel], report: &Report) -> Markup {
    let names = channels.iter().map(|silent| format!("{} ({})", silent.channel.label, silent.unit));
    let posters = format!("/staff/posters.pdf?unit={}", report.unit.code);
    html! {
        strong { (message_with(language, "overview-silent", [("count", count(language, channels.len()))])) }
        p { (some_names(language, names)) }
        (link(language, &posters, "overview-silent-do"))
    }
}

fn failed(language: Language, digests: usize) -> Markup {
    html! {
        strong { (message_with(language, "overview-failed", [("count", count(language, digests))])) }
        (link(language, "/staff/subscriptions", "overview-failed-do"))
    }
}

fn few(language: Language, units: &[UnitWithFewAnswers], report: &Report) -> Markup {
    let names = units.iter().map(|unit| format!("{} ({})", unit.name, integer(language, unit.answers)));
    let arguments = [
        ("count", count(language, units.len())),
        ("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD))),
    ];
    let comparison = format!("/results/{}/units?{}", report.unit.code, query_of(report));
    html! {
        strong { (message_with(language, "overview-few", arguments)) }
        p { (some_names(language, names)) }
        @if report.unpublished_months.is_empty() { (link(language, &comparison, "overview-few-do")) }
    }
}

fn link(language: Language, address: &str, key: &str) -> Markup {
    html! { a href=(with_language(address, language)) { (message(language, key)) } }
}

fn count(language: Language, number: usize) -> Argument {
    Argument::from(integer(language, number as u64))
}

/// The first names, and how many more there are.
fn some_names(language: Language, names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(MAX_NAMES);
    let first = names.take(MAX_NAMES).collect::<Vec<_>>().join(", ");
    if more == 0 {
        return first;
    }
    let arguments = [("names", Argument::from(first)), ("count", count(language, more))];
    message_with(language, "overview-and-more", arguments)
}
