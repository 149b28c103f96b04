//! What is said once below the panels: how bands, limits and rings are read, and how often chance alone makes a ring.

use std::collections::BTreeMap;

use super::course::{Course, NEEDED, meaning_of_hatching};
use crate::charts::notes::{Note, Notes, Sign};
use crate::charts::shape::Form;
use crate::charts::typeface::Typeface;
use crate::domain::{Briefing, Language, Month};
use crate::locale::{self, integer, message, message_with, short_month};
use crate::stats::FALSE_ALARMS_IN_A_HUNDRED;

/// More rings are explained in the table of the chart, so that the notes stay notes.
const MOST_EXPLAINED: usize = 4;

pub(super) fn notes(
    briefing: &Briefing,
    courses: &[Course<'_>],
    (form, typeface): (Form, &'static Typeface),
) -> Notes {
    let language = form.language;
    let level = [("level", locale::confidence_level(language).into())];
    let mut notes =
        vec![Note { sign: Sign::Band, text: message_with(language, "trend-note-interval", level) }];
    let mut say = |sign, text| notes.push(Note { sign, text });
    if let Some(text) = limits(courses, language) {
        say(Sign::Dashes, text);
    }
    if let Some(meaning) = meaning_of_hatching(courses) {
        say(Sign::Hatched, message(language, meaning));
    }
    if let Some(text) = signals(courses, language) {
        say(Sign::Ring, text);
    }
    let is_steady = courses.iter().any(|course| course.control.steady.is_some());
    if is_steady || courses.iter().any(|course| course.signals().next().is_some()) {
        let count = integer(language, FALSE_ALARMS_IN_A_HUNDRED);
        say(Sign::None, message_with(language, "trend-note-false-alarms", [("count", count.into())]));
    }
    if briefing.months.len() == 1 {
        say(Sign::None, message(language, "trend-note-one-month"));
    } else {
        let reasons = courses.iter().filter_map(|course| why_no_limits(course, courses, language));
        reasons.for_each(|text| say(Sign::None, text));
    }
    Notes::set(typeface, &notes, form.shape.content_width())
}

/// What the limits lie around, and whether any are widened; `None` where there are none.
fn limits(courses: &[Course<'_>], language: Language) -> Option<String> {
    let limited = || courses.iter().filter(|course| course.limited().next().is_some());
    limited().next()?;
    let is_steady = |course: &Course<'_>| course.control.steady.is_some();
    let key = match (limited().any(is_steady), limited().all(is_steady)) {
        (_, true) => "trend-note-limits-steady",
        (true, false) => "trend-note-limits-either",
        _ => "trend-note-limits",
    };
    let text = message_with(language, key, [("points", integer(language, NEEDED as u64).into())]);
    if !limited().any(|course| course.control.is_widened) {
        return Some(text);
    }
    Some(message_with(language, "trend-note-limits-widened", [("limits", text.into())]))
}

/// What every ring stands for: `08/2024 (Giải quyết hồ sơ) ngoài giới hạn`; `None` without any.
fn signals(courses: &[Course<'_>], language: Language) -> Option<String> {
    // The questions of one month to which the same applies are named together.
    let mut rings: BTreeMap<(Month, String), Vec<&str>> = BTreeMap::new();
    for course in courses {
        for (month, point) in course.signals() {
            let why = point.signals.iter().map(|&signal| locale::signal(signal, language));
            let why = why.collect::<Vec<_>>().join(", ");
            rings.entry((month, why)).or_default().push(course.series.label.get(language));
        }
    }
    let ring = |((month, signals), labels): (&(Month, String), &Vec<&str>)| {
        let arguments = [
            ("month", short_month(language, *month).into()),
            ("labels", labels.join(", ").into()),
            ("signals", signals.as_str().into()),
        ];
        message_with(language, "trend-ring", arguments)
    };
    let explained = match rings.len() {
        0 => return None,
        1..=MOST_EXPLAINED => rings.iter().map(ring).collect::<Vec<_>>().join("; "),
        _ => message(language, "trend-rings-in-table"),
    };
    Some(message_with(language, "trend-note-signal", [("signals", explained.into())]))
}

/// Why a panel has no limits, and which, where others have some.
fn why_no_limits(course: &Course<'_>, courses: &[Course<'_>], language: Language) -> Option<String> {
    let number = |count: usize| integer(language, count as u64).into();
    let arguments = [("points", number(course.control.too_few?)), ("needed", number(NEEDED))];
    let is_first = course.control.steps.is_empty();
    let key = if is_first { "trend-note-no-limits" } else { "trend-note-no-limits-since-step" };
    let reason = message_with(language, key, arguments);
    if courses.iter().all(|other| other.control.too_few == course.control.too_few) {
        return Some(reason);
    }
    let label = course.series.label.get(language).into();
    Some(message_with(language, "question-in-words", [("label", label), ("figure", reason.into())]))
}
