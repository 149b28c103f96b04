//! One question month by month: its band, its line, its limits, and its last figure.

use crate::charts::axes::months::MonthAxis;
use crate::charts::axes::values::ValueAxis;
use crate::charts::kinds::over_time::{EndLabel, EndLabels, LabelLine};
use crate::charts::scene::Scene;
use crate::charts::shape::ChartForm;
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{ACCENT, BAND, INK, INTERVAL_BELOW, MINOR, PAPER, QUIET_INK, VERY_SATISFIED};
use crate::domain::{Estimate, Language, Month, MonthControl, ReportContext, Series, SeriesPoint};
use crate::locale::{self, message, message_with};
use crate::stats::ControlPoint;

const LINE: f64 = 5.0;
const EDGE: f64 = 2.0;
const DOT: f64 = 8.0;
/// The width of a signal's ring, and the gap between the ring and its dot.
const RING: f64 = 3.0;
const RING_GAP: f64 = 3.0;
const DASH: f64 = 9.0;
/// The width of the line of expected values between the limits.
const EXPECTED: f64 = 2.0;
/// The height of the hatched strip of a month without a figure.
const FOOT: f64 = 30.0;
/// The distance from the last month to its label.
const BESIDE: f64 = 22.0;
pub(super) const LABEL_LEADING: f64 = 34.0;
const LAST: TextStyle = TextStyle::bold(40.0, VERY_SATISFIED);
const LAST_HEIGHT: f64 = 46.0;
const REASON: TextStyle = TextStyle::bold(24.0, INK);

/// The months of one question.
pub(super) struct TrendSeries<'a> {
    pub(super) series: &'a Series,
    /// Their control limits, where enough months have figures.
    pub(super) control: MonthControl,
}

/// A month whose share may be shown.
#[derive(Clone, Copy, Debug)]
struct ShownMonth {
    month: Month,
    estimate: Estimate,
}

impl<'a> TrendSeries<'a> {
    pub(super) fn of(context: &ReportContext, series: &'a Series) -> Self {
        Self { series, control: context.control(series) }
    }

    /// The runs of months that a line may join: consecutive published months with one wording.
    fn stretches(&self) -> Vec<Vec<ShownMonth>> {
        let goes_on = |one: &SeriesPoint, next: &SeriesPoint| {
            one.top_two.is_some() && next.top_two.is_some() && !next.begins_new_wording
        };
        let parts = self.series.points.chunk_by(goes_on);
        let stretches = parts.map(|points| points.iter().filter_map(shown).collect::<Vec<_>>());
        stretches.filter(|stretch| !stretch.is_empty()).collect()
    }

    /// The months that are not shown.
    pub(super) fn missing(&self) -> impl Iterator<Item = &SeriesPoint> {
        self.series.points.iter().filter(|point| point.top_two.is_none())
    }

    /// The limits with their months.
    pub(super) fn limited(&self) -> impl Iterator<Item = (Month, &ControlPoint)> {
        self.control.limited(self.series)
    }

    /// The months with signals.
    pub(super) fn signals(&self) -> impl Iterator<Item = (Month, &ControlPoint)> {
        self.limited().filter(|(_, point)| !point.signals.is_empty())
    }

    /// The lowest and the highest share that is drawn. Hidden shares do not affect it.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let shown = self.series.points.iter().filter_map(|point| point.top_two);
        let intervals =
            shown.map(|estimate| (estimate.low.min(estimate.share), estimate.high.max(estimate.share)));
        let limits = self.limited().map(|(_, point)| (point.limits.low, point.limits.high));
        intervals.chain(limits).reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }
}

fn shown(point: &SeriesPoint) -> Option<ShownMonth> {
    Some(ShownMonth { month: point.month, estimate: point.top_two? })
}

/// The message key of the reason why a month is not shown.
pub(super) fn why_missing(point: &SeriesPoint) -> &'static str {
    let is_protected = point.suppressed.is_some() && point.n + point.waiting > 0;
    if is_protected { "series-too-few" } else { "no-figure-no-answers" }
}

/// The labels right of a panel: the limits and the last figure.
pub(super) fn end_labels(trend: &TrendSeries<'_>, form: ChartForm) -> EndLabels {
    // Limits from before the last step do not apply to the last month.
    let is_limited = trend.control.too_few.is_none();
    let limits = trend.limited().last().filter(|_| is_limited).map(|(_, point)| point.limits);
    let limit = |key: &str, value: f64| {
        let share = [("share", locale::percent(form.language, value).into())];
        let text = message_with(form.language, key, share);
        let lines = vec![LabelLine::new(form, LABEL_LEADING, MINOR, text)];
        EndLabel { value, lower_by: 0.0, lines, has_leader: false }
    };
    let limits = limits
        .into_iter()
        .flat_map(|limits| [limit("trend-limit-upper", limits.high), limit("trend-limit-lower", limits.low)]);
    let labels = limits.chain(trend.series.points.last().map(|last| last_figure(last, form))).collect();
    EndLabels { labels, beside: BESIDE, apart: 0.0, beyond: LABEL_LEADING / 2.0 }
}

/// The last share with its interval and its number of answers, or why there is none.
fn last_figure(last: &SeriesPoint, form: ChartForm) -> EndLabel {
    let language = form.language;
    let text_style = if last.top_two.is_some() { MINOR.in_colour(INK) } else { REASON };
    let line = |text: String| {
        // The column has the same width with and without a share.
        let width = form.typeface.width(&text, REASON);
        LabelLine { width, ..LabelLine::new(form, LABEL_LEADING, text_style, text) }
    };
    let answers = line(locale::answers(language, last.n));
    let Some(estimate) = last.top_two else {
        let reason = line(message(language, why_missing(last)));
        let lines = if last.n == 0 { vec![reason] } else { vec![reason, answers] };
        // It stands at the hatched strip.
        return EndLabel { value: -1.0, lower_by: 0.0, lines, has_leader: false };
    };
    let mut share = LabelLine::new(form, LAST_HEIGHT, LAST, locale::percent(language, estimate.share));
    let interval = locale::percent_range(language, estimate.low, estimate.high);
    let beside = share.width + 14.0;
    share.width = beside + form.typeface.width(&interval, MINOR);
    share.parts.push((beside, text_style, interval));
    // The share stands at its mark, the number of answers below.
    let lower_by = LABEL_LEADING / 2.0;
    EndLabel { value: estimate.share, lower_by, lines: vec![share, answers], has_leader: false }
}

/// A panel with everything that it needs to be drawn.
pub(super) struct Panel<'a> {
    pub(super) trend: &'a TrendSeries<'a>,
    pub(super) scale: ValueAxis,
    /// The question, its steady change where there is one, and the beginning of its axis.
    pub(super) words: Vec<TextBlock>,
    pub(super) ends: EndLabels,
}

impl Panel<'_> {
    /// The height in pixels that its texts need below each other.
    pub(super) fn words_height(&self) -> f64 {
        self.words.iter().map(TextBlock::height).sum()
    }

    /// Writes its texts below each other.
    pub(super) fn write(&self, scene: &mut Scene, (left, top): (f64, f64)) {
        let mut top = top;
        for words in &self.words {
            words.draw(scene, (left, top + words.size()));
            top += words.height();
        }
    }

    /// Draws the grid lines, the marks and the labels.
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
        let missing = self.trend.missing().map(|point| point.month);
        months.hatch(scene, missing, (bottom - FOOT, bottom));
        let right = months.edges().1;
        self.ends.draw(scene, &scale, right, right);
        let stretches = self.trend.stretches();
        for stretch in &stretches {
            draw_band(scene, months, &scale, stretch);
        }
        self.draw_limits(scene, months, &scale);
        for stretch in &stretches {
            self.draw_line(scene, months, &scale, stretch);
        }
    }

    fn draw_limits(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis) {
        for (month, point) in self.trend.limited() {
            let (left, right) = months.slot(month);
            for share in [point.limits.low, point.limits.high] {
                let y = scale.at(share);
                scene.dashed(((left, y), (right, y)), 3.0, DASH.min(months.pitch / 4.0), QUIET_INK);
            }
        }
        self.draw_expected(scene, months, scale);
    }

    /// Draws the level or trend line that the limits are centred on, from one step to the next.
    fn draw_expected(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis) {
        let limited: Vec<_> = self.trend.limited().collect();
        let steps = &self.trend.control.steps;
        let at = |&(month, point): &(Month, &ControlPoint)| (months.middle(month), scale.at(point.expected));
        for (from, to) in limited.iter().zip(limited.iter().skip(1)) {
            if !steps.iter().any(|step| from.0 < *step && *step <= to.0) {
                scene.line(vec![at(from), at(to)], EXPECTED, QUIET_INK);
            }
        }
    }

    fn draw_line(&self, scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis, stretch: &[ShownMonth]) {
        let at = |shown: &ShownMonth| (months.middle(shown.month), scale.at(shown.estimate.share));
        let points: Vec<_> = stretch.iter().map(at).collect();
        if points.len() > 1 {
            scene.line(points, LINE, VERY_SATISFIED);
        }
        let radius = DOT.min(0.22 * months.pitch).max(4.0);
        for shown in stretch {
            if self.trend.signals().any(|(month, _)| month == shown.month) {
                scene.ringed_disc(at(shown), radius + RING_GAP + RING, PAPER, ACCENT, RING);
            }
            scene.disc(at(shown), radius, VERY_SATISFIED);
        }
    }
}

/// Draws the interval as a band between two lines, which stay visible in print; for a single month as a
/// rectangle.
fn draw_band(scene: &mut Scene, months: &MonthAxis, scale: &ValueAxis, stretch: &[ShownMonth]) {
    let edge = |end: fn(&ShownMonth) -> f64| -> Vec<(f64, f64)> {
        if let [only] = stretch {
            let half = (0.6 * months.pitch).min(48.0) / 2.0;
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
