//! One question month by month: its band, its line, its limits, and its last figure.

use super::course::{Course, Shown, why_missing};
use crate::charts::apart::set_apart;
use crate::charts::month_axis::MonthAxis;
use crate::charts::paragraph::Paragraph;
use crate::charts::scene::{Anchor, Scene};
use crate::charts::theme::{
    ACCENT, BAND, INK, INTERVAL_BELOW, MINOR, PAPER, QUIET_INK, VERY_SATISFIED, centred,
};
use crate::charts::typeface::{Lettering, Typeface};
use crate::charts::value_axis::ValueAxis;
use crate::domain::{Language, Month, SeriesPoint};
use crate::locale::{self, message, message_with};
use crate::stats::ControlPoint;

const LINE: f64 = 5.0;
const EDGE: f64 = 2.0;
const DOT: f64 = 8.0;
/// The ring of a signal, and the paper between it and its dot.
const RING: f64 = 3.0;
const RING_GAP: f64 = 3.0;
const DASH: f64 = 9.0;
/// The line of what is expected between the limits.
const EXPECTED: f64 = 2.0;
/// The hatched foot of a month without a figure.
const FOOT: f64 = 30.0;
/// From the last month to the words about it.
const BESIDE: f64 = 22.0;
const LABEL_LEADING: f64 = 34.0;
const LAST: Lettering = Lettering::bold(40.0, VERY_SATISFIED);
const LAST_HEIGHT: f64 = 46.0;
const LIMIT: Lettering = Lettering::regular(24.0, QUIET_INK);
const REASON: Lettering = Lettering::bold(24.0, INK);

/// The words on the right of a panel.
pub(super) struct EndLabels {
    share: String,
    /// On one line with the share.
    interval: String,
    /// The answers, and before them why there is no share.
    lines: Vec<String>,
    upper: Option<(f64, String)>,
    lower: Option<(f64, String)>,
    at: Option<f64>,
}

impl EndLabels {
    pub(super) fn of(course: &Course<'_>, language: Language) -> Self {
        // Limits from before the last step say nothing of the last month.
        let is_limited = course.control.too_few.is_none();
        let limits = course.limited().last().filter(|_| is_limited).map(|(_, point)| point.limits);
        let limit = |key: &str, share: f64| {
            (share, message_with(language, key, [("share", locale::percent(language, share).into())]))
        };
        let last = course.last();
        let estimate = last.and_then(|last| last.top_two);
        Self {
            share: estimate.map_or_else(String::new, |estimate| locale::percent(language, estimate.share)),
            interval: estimate.map_or_else(String::new, |estimate| {
                locale::percent_range(language, estimate.low, estimate.high)
            }),
            lines: last.map_or_else(Vec::new, |last| lines(last, language)),
            upper: limits.map(|limits| limit("trend-limit-upper", limits.high)),
            lower: limits.map(|limits| limit("trend-limit-lower", limits.low)),
            at: estimate.map(|estimate| estimate.share),
        }
    }

    /// The widest of them, with the paper before it.
    pub(super) fn width(&self, typeface: &Typeface) -> f64 {
        let limits =
            [&self.upper, &self.lower].into_iter().flatten().map(|(_, text)| typeface.width(text, LIMIT));
        let lines = self.lines.iter().map(|line| typeface.width(line, REASON));
        BESIDE
            + limits
                .chain(lines)
                .fold(self.interval_left(typeface) + typeface.width(&self.interval, MINOR), f64::max)
    }

    fn interval_left(&self, typeface: &Typeface) -> f64 {
        typeface.width(&self.share, LAST) + 14.0
    }

    /// The least height of the marks that all of them need: they reach half a line beyond on either side.
    pub(super) fn least_height(&self) -> f64 {
        let limits = [&self.upper, &self.lower].into_iter().flatten().count();
        self.figure_height() + LABEL_LEADING * (limits as f64 - 1.0)
    }

    fn figure_height(&self) -> f64 {
        let share = if self.share.is_empty() { 0.0 } else { LAST_HEIGHT };
        share + LABEL_LEADING * self.lines.len() as f64
    }

    fn draw(&self, scene: &mut Scene, left: f64, scale: &ValueAxis, (top, bottom): (f64, f64)) {
        let left = left + BESIDE;
        let limits = [&self.upper, &self.lower].into_iter().flatten();
        let mut labels: Vec<(f64, f64, f64, Option<&str>)> = limits
            .map(|(share, text)| (*share, scale.at(*share), LABEL_LEADING, Some(text.as_str())))
            .collect();
        // A figure begins at its mark; a reason stands at the foot that is hatched.
        let height = self.figure_height();
        let middle = self.at.map_or(bottom, |share| scale.at(share) + (height - LAST_HEIGHT) / 2.0);
        labels.push((self.at.unwrap_or(-1.0), middle, height, None));
        labels.sort_by(|one, other| other.0.total_cmp(&one.0));
        let wanted: Vec<_> = labels.iter().map(|&(_, middle, height, _)| (middle, height)).collect();
        let places = set_apart(&wanted, (top - LABEL_LEADING / 2.0, bottom + LABEL_LEADING / 2.0));
        for ((_, _, height, limit), middle) in labels.into_iter().zip(places) {
            match limit {
                Some(text) => scene.write(Anchor::Start, (left, middle + centred(LIMIT)), LIMIT, text),
                None => self.draw_figure(scene, (left, middle - height / 2.0)),
            }
        }
    }

    fn draw_figure(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut top = top;
        if !self.share.is_empty() {
            let baseline = top + LAST_HEIGHT / 2.0 + centred(LAST);
            let beside = left + self.interval_left(scene.typeface());
            scene.write(Anchor::Start, (left, baseline), LAST, &self.share);
            scene.write(Anchor::Start, (beside, baseline), MINOR.in_colour(INK), &self.interval);
            top += LAST_HEIGHT;
        }
        let lettering = if self.share.is_empty() { REASON } else { MINOR.in_colour(INK) };
        for line in &self.lines {
            scene.write(
                Anchor::Start,
                (left, top + LABEL_LEADING / 2.0 + centred(lettering)),
                lettering,
                line,
            );
            top += LABEL_LEADING;
        }
    }
}

fn lines(last: &SeriesPoint, language: Language) -> Vec<String> {
    let answers = locale::answers(language, last.n);
    if last.top_two.is_some() {
        return vec![answers];
    }
    let reason = match why_missing(last) {
        "course-protected" => message(language, "suppressed-cell-spoken"),
        key => message(language, key),
    };
    if last.n == 0 { vec![reason] } else { vec![reason, answers] }
}

/// A panel with everything that it needs to be drawn.
pub(super) struct Panel<'a> {
    pub(super) course: &'a Course<'a>,
    pub(super) scale: ValueAxis,
    pub(super) label: Paragraph,
    /// How the share rises or falls, where it does so steadily.
    pub(super) steady: Option<Paragraph>,
    /// Where the axis begins, in words.
    pub(super) axis: Paragraph,
    pub(super) ends: EndLabels,
}

impl Panel<'_> {
    /// What its words need below each other.
    pub(super) fn words_height(&self) -> f64 {
        let steady = self.steady.as_ref().map_or(0.0, Paragraph::height);
        self.label.height() + steady + self.axis.height()
    }

    /// Writes the question, its steady change and where its axis begins.
    pub(super) fn write(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut top = top;
        for words in [Some(&self.label), self.steady.as_ref(), Some(&self.axis)].into_iter().flatten() {
            words.draw(scene, (left, top + words.size()));
            top += words.height();
        }
    }

    /// Lines to read values by, the marks and the words at their end.
    pub(super) fn draw(
        &self,
        scene: &mut Scene,
        months: &MonthAxis,
        (top, bottom): (f64, f64),
        language: Language,
    ) {
        let scale = self.scale.between((top, bottom));
        months.draw_years(scene, (top, bottom));
        scale.draw(scene, months.edges(), language);
        let missing = self.course.missing().map(|point| point.month);
        months.hatch(scene, missing, (bottom - FOOT, bottom));
        self.ends.draw(scene, months.edges().1, &scale, (top, bottom));
        let stretches = self.course.stretches();
        for stretch in &stretches {
            draw_band(scene, months, &scale, stretch);
        }
        self.draw_limits(scene, months, &scale);
        for stretch in &stretches {
            self.draw_line(scene, months, &scale, stretch);
        }
    }

    fn draw_limits(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis) {
        for (month, point) in self.course.limited() {
            let (left, right) = months.slot(month);
            for share in [point.limits.low, point.limits.high] {
                let y = scale.at(share);
                scene.dashed(((left, y), (right, y)), 3.0, DASH.min(months.pitch() / 4.0), QUIET_INK);
            }
        }
        self.draw_expected(scene, months, scale);
    }

    /// The level or the line that the limits lie around, from one step to the next.
    fn draw_expected(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis) {
        let limited: Vec<_> = self.course.limited().collect();
        let steps = &self.course.control.steps;
        let at = |&(month, point): &(Month, &ControlPoint)| (months.middle(month), scale.at(point.expected));
        for (from, to) in limited.iter().zip(limited.iter().skip(1)) {
            if !steps.iter().any(|step| from.0 < *step && *step <= to.0) {
                scene.line(vec![at(from), at(to)], EXPECTED, QUIET_INK);
            }
        }
    }

    fn draw_line(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis, stretch: &[Shown]) {
        let at = |shown: &Shown| (months.middle(shown.month), scale.at(shown.estimate.share));
        let points: Vec<_> = stretch.iter().map(at).collect();
        if points.len() > 1 {
            scene.line(points, LINE, VERY_SATISFIED);
        }
        let radius = DOT.min(0.22 * months.pitch()).max(4.0);
        for shown in stretch {
            if self.course.signals().any(|(month, _)| month == shown.month) {
                scene.ringed_disc(at(shown), radius + RING_GAP + RING, (PAPER, ACCENT, RING));
            }
            scene.disc(at(shown), radius, VERY_SATISFIED);
        }
    }
}

/// The interval as a band between two lines that are seen in print too; that of a single month as a block.
fn draw_band(scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis, stretch: &[Shown]) {
    let edge = |end: fn(&Shown) -> f64| -> Vec<(f64, f64)> {
        if let [only] = stretch {
            let half = (0.6 * months.pitch()).min(48.0) / 2.0;
            let (x, y) = (months.middle(only.month), scale.at(end(only)));
            return vec![(x - half, y), (x + half, y)];
        }
        stretch.iter().map(|shown| (months.middle(shown.month), scale.at(end(shown)))).collect()
    };
    let (upper, lower) = (edge(|shown| shown.estimate.high), edge(|shown| shown.estimate.low));
    let around = upper.iter().chain(lower.iter().rev()).copied().collect();
    scene.region(around, BAND);
    scene.line(upper, EDGE, INTERVAL_BELOW);
    scene.line(lower, EDGE, INTERVAL_BELOW);
}
