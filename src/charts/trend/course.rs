//! What a panel shows of a series: stretches that a line may join, the limits of chance, and the range of it all.

use crate::domain::{Briefing, Estimate, Month, MonthControl, Series, SeriesPoint, Suppression};
use crate::stats::{ControlPoint, LEAST_POINTS};

/// The months of one question.
pub(super) struct Course<'a> {
    pub(super) series: &'a Series,
    /// Their limits, where enough months set some.
    pub(super) control: MonthControl,
}

/// A month that may be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) month: Month,
    pub(super) estimate: Estimate,
}

impl<'a> Course<'a> {
    pub(super) fn of(briefing: &Briefing, series: &'a Series) -> Self {
        Self { series, control: briefing.control(series) }
    }

    /// The months that a line may join: published ones in a row, in one wording.
    pub(super) fn stretches(&self) -> Vec<Vec<Shown>> {
        let mut stretches: Vec<Vec<Shown>> = Vec::new();
        let mut goes_on = false;
        for point in &self.series.points {
            let Some(shown) = shown(point) else {
                goes_on = false;
                continue;
            };
            match stretches.last_mut().filter(|_| goes_on && !point.begins_new_wording) {
                Some(stretch) => stretch.push(shown),
                None => stretches.push(vec![shown]),
            }
            goes_on = true;
        }
        stretches
    }

    /// The months that are not shown.
    pub(super) fn missing(&self) -> impl Iterator<Item = &SeriesPoint> {
        self.series.points.iter().filter(|point| point.top_two.is_none())
    }

    /// The limits with their months.
    pub(super) fn limited(&self) -> impl Iterator<Item = (Month, &ControlPoint)> {
        self.control.limited(self.series)
    }

    /// The months at which something begins.
    pub(super) fn signals(&self) -> impl Iterator<Item = (Month, &ControlPoint)> {
        self.limited().filter(|(_, point)| !point.signals.is_empty())
    }

    /// The lowest and the highest share that is drawn; nothing of what may not be shown goes into it.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let shown = self.series.points.iter().filter_map(|point| point.top_two);
        let intervals =
            shown.map(|estimate| (estimate.low.min(estimate.share), estimate.high.max(estimate.share)));
        let limits = self.limited().map(|(_, point)| (point.limits.low, point.limits.high));
        intervals.chain(limits).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    pub(super) fn last(&self) -> Option<&SeriesPoint> {
        self.series.points.last()
    }
}

fn shown(point: &SeriesPoint) -> Option<Shown> {
    Some(Shown { month: point.month, estimate: point.top_two? })
}

/// Why a month is not shown, by the key of its words.
pub(super) fn why_missing(point: &SeriesPoint) -> &'static str {
    match point.suppressed {
        None => "no-figure-no-answers",
        Some(Suppression::BelowThreshold) if point.n + point.waiting == 0 => "no-figure-no-answers",
        Some(Suppression::BelowThreshold) => "course-too-few",
    }
}

/// What the hatching of all these courses stands for, by the key of its words; `None` where nothing is hatched.
pub(super) fn meaning_of_hatching(courses: &[Course<'_>]) -> Option<&'static str> {
    let reasons: Vec<_> = courses.iter().flat_map(Course::missing).map(why_missing).collect();
    let is_protected = |reason: &&str| *reason == "course-protected";
    match (reasons.iter().any(is_protected), reasons.iter().all(is_protected)) {
        _ if reasons.is_empty() => None,
        (true, true) => Some("course-protected"),
        (true, false) => Some("course-too-few-or-protected"),
        _ => Some("course-too-few"),
    }
}

/// So many months set limits.
pub(super) const NEEDED: usize = LEAST_POINTS;
