//! Scales of charts. Values from below to above, for shares and for counts: a range that holds all of them, with round
//! numbers at its ends. And the part from 0 to 100 % that a chart of dots shows.

use crate::charts::scene::{Anchor, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::theme::{GRID, MINOR_FIGURES};
use crate::domain::Language;
use crate::locale::{self, integer, message_with};

/// Two numbers on an axis stand no closer.
const LEAST_TICK_DISTANCE: f64 = 30.0;
/// More numbers are not read but counted.
const MOST_STEPS: u64 = 6;
/// From a number to the marks.
const GUTTER: f64 = 14.0;
/// The steps of shares, in percentage points.
const PERCENT_STEPS: [u64; 6] = [1, 2, 5, 10, 20, 50];
/// Fewer percentage points would make hills of what chance does from month to month.
const LEAST_POINTS: f64 = 8.0;

/// What is written on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AxisUnit {
    Percent,
    Count,
}

/// From values to their heights. Ends and steps are whole percentage points, or whole numbers.
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
    /// One axis for each range of shares, `height` high, all with as many points to a unit of height, so that slopes can be
    /// compared. A range need not begin at 0 nor end at 100 %.
    pub(in crate::charts) fn of_shares(ranges: &[(f64, f64)], height: f64) -> Vec<Self> {
        let most = most_steps(height);
        let points = |share: f64| (share * 100.0).clamp(0.0, 100.0);
        let ranges: Vec<_> = ranges.iter().map(|&(low, high)| (points(low), points(high))).collect();
        let fit = |step: u64| {
            let ends: Vec<_> = ranges.iter().map(|&range| snapped(range, step)).collect();
            let least = whole((LEAST_POINTS / step as f64).ceil());
            let steps = ends.iter().map(|(from, to)| (to - from) / step).fold(least, u64::max);
            (steps <= most).then_some((step, steps, ends))
        };
        let (step, steps, ends) =
            PERCENT_STEPS.into_iter().find_map(fit).unwrap_or_else(|| (100, 1, vec![(0, 100); ranges.len()]));
        let axis = |&(from, to): &(u64, u64)| {
            // What is missing is added above, and below what is beyond 100 %.
            let to = (from + steps * step).min(100 / step * step).max(to);
            let from = to.saturating_sub(steps * step);
            Self { measure: AxisUnit::Percent, from, step, steps, top: 0.0, bottom: height }
        };
        ends.iter().map(axis).collect()
    }

    /// Shares from 0 to at least `most`, which may lie above 1.
    pub(in crate::charts) fn of_rates(most: f64, height: f64) -> Self {
        Self { measure: AxisUnit::Percent, ..Self::from_zero((most * 100.0).max(LEAST_POINTS), height) }
    }

    /// Counts from 0 to at least `most`.
    pub(in crate::charts) fn of_counts(most: u64, height: f64) -> Self {
        Self::from_zero(most as f64, height)
    }

    fn from_zero(most: f64, height: f64) -> Self {
        let count = |step: u64| whole((most.max(1.0) / step as f64).ceil());
        let step = round_step(|step| count(step) <= most_steps(height));
        Self { measure: AxisUnit::Count, from: 0, step, steps: count(step), top: 0.0, bottom: height }
    }

    /// The same from `top` to `bottom`.
    pub(in crate::charts) fn between(self, (top, bottom): (f64, f64)) -> Self {
        Self { top, bottom, ..self }
    }

    /// The height of a share or a count; the nearest end where it lies beyond.
    pub(in crate::charts) fn at(&self, value: f64) -> f64 {
        let value = if self.measure == AxisUnit::Percent { value * 100.0 } else { value };
        let part = (value - self.from as f64) / (self.steps * self.step) as f64;
        // Rounding must not lead past the upper end.
        (self.bottom - part.clamp(0.0, 1.0) * (self.bottom - self.top)).max(self.top)
    }

    /// Where it begins, or where it ends if it begins at 0.
    pub(in crate::charts) fn in_words(&self, language: Language) -> String {
        let (key, end, step) =
            if self.from == 0 { ("trend-axis", "high", self.steps) } else { ("trend-axis-from", "low", 0) };
        message_with(language, key, [(end, self.label(step, language).into())])
    }

    /// What its numbers take on the left of the marks.
    pub(in crate::charts) fn width(&self, form: ChartForm) -> f64 {
        form.widest((0..=self.steps).map(|step| self.label(step, form.language)), MINOR_FIGURES) + GUTTER
    }

    /// Thin lines from `left` to `right`, each with its number on the left.
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
    whole((height / LEAST_TICK_DISTANCE).floor()).clamp(1, MOST_STEPS)
}

/// The whole steps around a range within 0 and 100.
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

/// In percent. Each divides 100.
const DOT_STEPS: [f64; 5] = [5.0, 10.0, 20.0, 25.0, 50.0];
/// A narrower part would blow up differences that do not matter.
const LEAST_SPAN: f64 = 20.0;

/// A part of the scale, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::charts) struct PercentScale {
    low: f64,
    high: f64,
    step: f64,
}

impl PercentScale {
    /// The narrowest part between round numbers that holds all `shares`, in so many steps at most, of which there are
    /// two at least.
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
        // What rounding leaves of a whole step is no reason for another one.
        let mut low = ((low / step + 1e-9).floor() * step).max(0.0);
        let mut high = ((high / step - 1e-9).ceil() * step).min(100.0);
        while high - low < LEAST_SPAN {
            if high < 100.0 {
                high += step;
            }
            if low > 0.0 && high - low < LEAST_SPAN {
                low -= step;
            }
        }
        Self { low, high, step }
    }

    /// Where `share` stands between two ends; what lies outside stands at the nearer one.
    pub(in crate::charts) fn at(&self, share: f64, (from, to): (f64, f64)) -> f64 {
        let place = ((share * 100.0 - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        from + place * (to - from)
    }

    /// Whether `share` stands where [`Self::at`] puts it.
    pub(in crate::charts) fn holds(&self, share: f64) -> bool {
        (self.low..=self.high).contains(&(share * 100.0))
    }

    /// The shares at the lines, from the lowest.
    pub(in crate::charts) fn lines(&self) -> impl Iterator<Item = f64> {
        let (high, step) = (self.high, self.step);
        let next = move |line: &f64| Some(line + step).filter(|&line| line <= high + step / 2.0);
        std::iter::successors(Some(self.low), next).map(|percent| percent / 100.0)
    }

    /// A line in words: `90%`.
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
        fn every_range_of_shares_is_held(ends in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 1..4), height in 60.0..900.0) {
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
        fn every_count_is_held(most in 0_u64..=u64::MAX / 8, height in 40.0..900.0) {
            let axis = ValueAxis::of_counts(most, height);
            prop_assert!((axis.steps * axis.step) as f64 >= most as f64 * 0.999_999, "{:?}", axis);
            prop_assert!(axis.steps as f64 * LEAST_TICK_DISTANCE <= height.max(LEAST_TICK_DISTANCE), "{:?}", axis);
        }
    }

    fn lines(shares: &[f64], steps: u32) -> Vec<String> {
        let scale = PercentScale::around(shares.iter().copied(), steps);
        scale.lines().map(|line| PercentScale::label(line, Language::Vi)).collect()
    }

    #[test]
    fn it_holds_all_shares_between_round_numbers() {
        assert_eq!(lines(&[0.83, 0.97], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[0.62, 1.0], 4), ["60%", "70%", "80%", "90%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 5), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 2), ["0%", "50%", "100%"]);
        assert_eq!(lines(&[0.0], 4), ["0%", "5%", "10%", "15%", "20%"]);
        assert_eq!(lines(&[1.0], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[], 4), ["0%", "25%", "50%", "75%", "100%"]);
    }

    #[test]
    fn what_lies_outside_stands_at_the_edge() {
        let scale = PercentScale::around([0.83, 0.97], 4);
        assert!((scale.at(0.9, (100.0, 300.0)) - 200.0).abs() < 1e-9);
        assert!((scale.at(0.1, (100.0, 300.0)) - 100.0).abs() < 1e-9);
        assert!(scale.holds(0.8) && !scale.holds(0.79));
    }
}
