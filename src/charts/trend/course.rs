//! What a panel shows of a series: stretches that a line may join, the limits of chance, and the range of it all.

use crate::domain::{Estimate, Month, Series, SeriesPoint, Suppression};
use crate::stats::{ChartRefusal, ControlChart, ControlPoint, LEAST_POINTS, laney_chart, p_chart};

/// The months of one question.
pub(super) struct Course<'a> {
    pub(super) series: &'a Series,
    /// For each month its limits, where it has a share and enough others of the same wording have one.
    pub(super) limits: Vec<Option<ControlPoint>>,
    /// How many months of the latest wording are published, where they are too few for limits.
    pub(super) too_few: Option<usize>,
}

/// A month that may be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) month: Month,
    pub(super) estimate: Estimate,
}

/// Laney's chart, or the usual one where his limits would be narrower: months that lie closer together than chance puts
/// them must not make every one of them remarkable.
fn never_narrower(counts: &[(u64, u64)]) -> Result<ControlChart, ChartRefusal> {
    let chart = laney_chart(counts)?;
    if chart.sigma_z.is_some_and(|sigma_z| sigma_z < 1.0) { p_chart(counts) } else { Ok(chart) }
}

impl<'a> Course<'a> {
    pub(super) fn of(series: &'a Series) -> Self {
        let (mut limits, mut too_few) = (Vec::new(), None);
        // Answers to another wording are answers to another question: they set no limits for these.
        for wording in series.points.chunk_by(|_, next| !next.begins_new_wording) {
            let counts: Vec<_> = wording.iter().map(counts).collect();
            match never_narrower(&counts) {
                Ok(chart) => {
                    limits.extend(chart.points);
                    too_few = None;
                }
                Err(refusal) => {
                    limits.extend(wording.iter().map(|_| None));
                    too_few = match refusal {
                        ChartRefusal::TooFewPoints { points } => Some(points),
                        ChartRefusal::MoreSuccessesThanTrials { .. } => None,
                    };
                }
            }
        }
        Self { series, limits, too_few }
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
        let months = self.series.points.iter().map(|point| point.month);
        months.zip(&self.limits).filter_map(|(month, limits)| Some((month, limits.as_ref()?)))
    }

    pub(super) fn has_signals(&self) -> bool {
        self.limited().any(|(_, point)| !point.signals.is_empty())
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

/// Satisfied answers and answers; none of either where the share may not be shown.
fn counts(point: &SeriesPoint) -> (u64, u64) {
    point.top_two.map_or((0, 0), |estimate| (nearest(estimate.share * point.n as f64).min(point.n), point.n))
}

fn shown(point: &SeriesPoint) -> Option<Shown> {
    Some(Shown { month: point.month, estimate: point.top_two? })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is one")]
fn nearest(count: f64) -> u64 {
    count.round() as u64
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
