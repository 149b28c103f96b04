//! Value axes of charts. [`ValueAxis`] is vertical, for shares and for counts: a range with round ends that
//! holds all of them. [`PercentScale`] is the part of the scale from 0 to 100 % that a dot chart shows.

use crate::charts::scene::{Anchor, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::theme::{GRID, MINOR_FIGURES};
use crate::domain::Language;
use crate::locale::{self, integer, message_with};

/// The least distance between two numbers on an axis.
const MIN_TICK_DISTANCE: f64 = 30.0;
/// The greatest number of steps on an axis; more numbers are hard to read.
const MAX_STEPS: u64 = 6;
/// The distance from a number to the marks.
const GUTTER: f64 = 14.0;
/// The steps of shares, in percentage points.
const PERCENT_STEPS: [u64; 6] = [1, 2, 5, 10, 20, 50];
/// The least range in percentage points. A smaller one would exaggerate random variation between months.
const MIN_POINTS: f64 = 8.0;

/// The unit of the numbers on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AxisUnit {
    Percent,
    Count,
}

/// Maps values to y positions. Ends and steps are whole percentage points or whole numbers.
#[derive(Clone, Copy, Debug)]
pub(in crate::charts) struct ValueAxis {
    measure: AxisUnit,
    from: u64,
    step: u64,
    steps: u64,
    pub(in crate::charts) top: f64,
    pub(in crate::charts) bottom: f64,
}

impl ValueAxis {
    /// Creates an axis, `height` pixels high, for each range of shares. All have the same pixels per
    /// percentage point, so that slopes can be compared. A range need not begin at 0 or end at 100 %.
    pub(in crate::charts) fn of_shares(ranges: &[(f64, f64)], height: f64) -> Vec<Self> {
        let most = most_steps(height);
        let points = |share: f64| (share * 100.0).clamp(0.0, 100.0);
        let ranges: Vec<_> = ranges.iter().map(|&(low, high)| (points(low), points(high))).collect();
        let fit = |step: u64| {
            let ends: Vec<_> = ranges.iter().map(|&range| snapped(range, step)).collect();
            let least = whole((MIN_POINTS / step as f64).ceil());
            let steps = ends.iter().map(|(from, to)| (to - from) / step).fold(least, u64::max);
            (steps <= most).then_some((step, steps, ends))
        };
        let (step, steps, ends) =
            PERCENT_STEPS.into_iter().find_map(fit).unwrap_or_else(|| (100, 1, vec![(0, 100); ranges.len()]));
        let axis = |&(from, to): &(u64, u64)| {
            // Extends the range upwards, and downwards where it would exceed 100 %.
            let to = (from + steps * step).min(100 / step * step).max(to);
            let from = to.saturating_sub(steps * step);
            Self { measure: AxisUnit::Percent, from, step, steps, top: 0.0, bottom: height }
        };
        ends.iter().map(axis).collect()
    }

    /// An axis of shares from 0 to at least `most`, which may exceed 1.
    pub(in crate::charts) fn of_rates(most: f64, height: f64) -> Self {
        Self { measure: AxisUnit::Percent, ..Self::from_zero((most * 100.0).max(MIN_POINTS), height) }
    }

    /// An axis of counts from 0 to at least `most`.
    pub(in crate::charts) fn of_counts(most: u64, height: f64) -> Self {
        Self::from_zero(most as f64, height)
    }

    fn from_zero(most: f64, height: f64) -> Self {
        let count = |step: u64| whole((most.max(1.0) / step as f64).ceil());
        let step = round_step(|step| count(step) <= most_steps(height));
        Self { measure: AxisUnit::Count, from: 0, step, steps: count(step), top: 0.0, bottom: height }
    }

    /// Moves the axis to the span from `top` to `bottom`.
    pub(in crate::charts) fn between(self, (top, bottom): (f64, f64)) -> Self {
        Self { top, bottom, ..self }
    }

    /// The y position of a share or a count; the nearest end for a value outside the range.
    pub(in crate::charts) fn at(&self, value: f64) -> f64 {
        let value = if self.measure == AxisUnit::Percent { value * 100.0 } else { value };
        let part = (value - self.from as f64) / (self.steps * self.step) as f64;
        // Rounding must not move it above the upper end.
        (self.bottom - part.clamp(0.0, 1.0) * (self.bottom - self.top)).max(self.top)
    }

    /// States in words where the axis begins, or where it ends if it begins at 0.
    pub(in crate::charts) fn in_words(&self, language: Language) -> String {
        let (key, end, step) =
            if self.from == 0 { ("trend-axis", "high", self.steps) } else { ("trend-axis-from", "low", 0) };
        message_with(language, key, [(end, self.label(step, language).into())])
    }

    /// The width in pixels that its numbers take left of the marks.
    pub(in crate::charts) fn width(&self, form: ChartForm) -> f64 {
        form.widest((0..=self.steps).map(|step| self.label(step, form.language)), MINOR_FIGURES) + GUTTER
    }

    /// Draws the grid lines from `left` to `right`, each with its number on the left.
    pub(in crate::charts) fn draw(&self, scene: &mut Scene, (left, right): (f64, f64), language: Language) {
        for step in 0..=self.steps {
            let y = self.bottom - (self.bottom - self.top) * step as f64 / self.steps as f64;
            scene.line(vec![(left, y), (right, y)], 2.0, GRID);
            scene.write_at(Anchor::End, (left - GUTTER, y), MINOR_FIGURES, &self.label(step, language));
        }
    }

    fn label(&self, step: u64, language: Language) -> String {
        let value = integer(language, self.from + step * self.step);
        if self.measure == AxisUnit::Percent { format!("{value}%") } else { value }
    }
}

/// The first of the round distances 1, 2, 5, 10, 20 and so on that `fits`.
pub(in crate::charts) fn round_step(fits: impl Fn(u64) -> bool) -> u64 {
    let magnitudes = (0..19).map(|power| 10_u64.pow(power));
    let mut steps = magnitudes.flat_map(|magnitude| [1, 2, 5].map(|step| step * magnitude));
    steps.find(|&step| fits(step)).unwrap_or(u64::MAX / 4)
}

fn most_steps(height: f64) -> u64 {
    whole((height / MIN_TICK_DISTANCE).floor()).clamp(1, MAX_STEPS)
}

/// The smallest range of whole steps around a range, within 0 and 100.
fn snapped((low, high): (f64, f64), step: u64) -> (u64, u64) {
    let size = step as f64;
    (whole((low / size).floor()) * step, (whole((high / size).ceil()) * step).min(100))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates; values are not negative"
)]
fn whole(value: f64) -> u64 {
    value as u64
}

/// The steps of a [`PercentScale`] in percent. Each divides 100.
const DOT_STEPS: [f64; 5] = [5.0, 10.0, 20.0, 25.0, 50.0];
/// The least span in percentage points. A narrower one would exaggerate unimportant differences.
const MIN_SPAN: f64 = 20.0;

/// A part of the scale from 0 to 100 %, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::charts) struct PercentScale {
    low: f64,
    high: f64,
    step: f64,
}

impl PercentScale {
    /// The narrowest part between round numbers that holds all `shares` in at most `steps` steps. It has at
    /// least two steps.
    pub(in crate::charts) fn around(shares: impl IntoIterator<Item = f64>, steps: u32) -> Self {
        let mut ends = (1.0_f64, 0.0_f64);
        for share in shares {
            ends = (ends.0.min(share), ends.1.max(share));
        }
        let (low, high) = if ends.0 <= ends.1 { ends } else { (0.0, 1.0) };
        let scales = DOT_STEPS.into_iter().map(|step| Self::in_steps_of(step, low * 100.0, high * 100.0));
        let mut fitting = scales.filter(|scale| scale.high - scale.low <= scale.step * f64::from(steps));
        fitting.next().unwrap_or(Self { low: 0.0, high: 100.0, step: 50.0 })
    }

    fn in_steps_of(step: f64, low: f64, high: f64) -> Self {
        // The tolerance keeps rounding errors from adding a step.
        let mut low = ((low / step + 1e-9).floor() * step).max(0.0);
        let mut high = ((high / step - 1e-9).ceil() * step).min(100.0);
        while high - low < MIN_SPAN {
            if high < 100.0 {
                high += step;
            }
            if low > 0.0 && high - low < MIN_SPAN {
                low -= step;
            }
        }
        Self { low, high, step }
    }

    /// The position of `share` between two ends; the nearer end for a share outside the scale.
    pub(in crate::charts) fn at(&self, share: f64, (from, to): (f64, f64)) -> f64 {
        let place = ((share * 100.0 - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        from + place * (to - from)
    }

    /// Whether `share` lies on the scale, so that [`Self::at`] does not move it to an end.
    pub(in crate::charts) fn holds(&self, share: f64) -> bool {
        (self.low..=self.high).contains(&(share * 100.0))
    }

    /// The shares at the grid lines, from the lowest.
    pub(in crate::charts) fn lines(&self) -> impl Iterator<Item = f64> {
        let (high, step) = (self.high, self.step);
        let next = move |line: &f64| Some(line + step).filter(|&line| line <= high + step / 2.0);
        std::iter::successors(Some(self.low), next).map(|percent| percent / 100.0)
    }

    /// The label of a grid line: `90%`.
    pub(in crate::charts) fn label(share: f64, language: Language) -> String {
        format!("{}%", locale::decimal(language, share * 100.0, 0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn axes_of_shares_hold_every_range_and_have_one_span(ends in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 1..4), height in 60.0..900.0) {
            let ranges: Vec<(f64, f64)> =
                ends.into_iter().map(|(one, other): (f64, f64)| (one.min(other), one.max(other))).collect();
            let axes = ValueAxis::of_shares(&ranges, height);
            prop_assert_eq!(axes.len(), ranges.len());
            for (axis, (low, high)) in axes.iter().zip(&ranges) {
                let to = axis.from + axis.steps * axis.step;
                prop_assert!(axis.from as f64 <= low * 100.0 + 1e-9 && to as f64 + 1e-9 >= high * 100.0, "{:?}", axis);
                prop_assert!(to <= 100 && axis.steps >= 1, "{:?}", axis);
                prop_assert_eq!(axis.step * axis.steps, axes[0].step * axes[0].steps);
            }
        }

        #[test]
        fn an_axis_of_counts_holds_the_largest_count_in_few_steps(most in 0_u64..=u64::MAX / 8, height in 40.0..900.0) {
            let axis = ValueAxis::of_counts(most, height);
            prop_assert!((axis.steps * axis.step) as f64 >= most as f64 * 0.999_999, "{:?}", axis);
            prop_assert!(axis.steps as f64 * MIN_TICK_DISTANCE <= height.max(MIN_TICK_DISTANCE), "{:?}", axis);
        }
    }

    fn lines(shares: &[f64], steps: u32) -> Vec<String> {
        let scale = PercentScale::around(shares.iter().copied(), steps);
        scale.lines().map(|line| PercentScale::label(line, Language::Vi)).collect()
    }

    #[test]
    fn a_percent_scale_holds_all_shares_between_round_numbers() {
        assert_eq!(lines(&[0.83, 0.97], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[0.62, 1.0], 4), ["60%", "70%", "80%", "90%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 5), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 2), ["0%", "50%", "100%"]);
        assert_eq!(lines(&[0.0], 4), ["0%", "5%", "10%", "15%", "20%"]);
        assert_eq!(lines(&[1.0], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[], 4), ["0%", "25%", "50%", "75%", "100%"]);
    }

    #[test]
    fn a_share_outside_the_scale_is_placed_at_the_edge() {
        let scale = PercentScale::around([0.83, 0.97], 4);
        assert!((scale.at(0.9, (100.0, 300.0)) - 200.0).abs() < 1e-9);
        assert!((scale.at(0.1, (100.0, 300.0)) - 100.0).abs() < 1e-9);
        assert!(scale.holds(0.8) && !scale.holds(0.79));
    }
}
