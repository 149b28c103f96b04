//! Values from below to above, for shares and for counts: a range that holds all of them, with round numbers at its ends.

use super::scene::{Anchor, Scene};
use super::shape::Form;
use super::theme::{GRID, MINOR_FIGURES};
use crate::domain::Language;
use crate::locale::integer;

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
enum Measure {
    Percent,
    Count,
}

/// From values to their heights. Ends and steps are whole percentage points, or whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValueAxis {
    measure: Measure,
    from: u64,
    step: u64,
    steps: u64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl ValueAxis {
    /// One axis for each range of shares, `height` high, all with as many points to a unit of height, so that slopes can be
    /// compared. A range need not begin at 0 nor end at 100 %.
    pub(super) fn of_shares(ranges: &[(f64, f64)], height: f64) -> Vec<Self> {
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
            Self { measure: Measure::Percent, from, step, steps, top: 0.0, bottom: height }
        };
        ends.iter().map(axis).collect()
    }

    /// Shares from 0 to at least `most`, which may lie above 1.
    pub(super) fn of_rates(most: f64, height: f64) -> Self {
        Self { measure: Measure::Percent, ..Self::from_zero((most * 100.0).max(LEAST_POINTS), height) }
    }

    /// Counts from 0 to at least `most`.
    pub(super) fn of_counts(most: u64, height: f64) -> Self {
        Self::from_zero(most as f64, height)
    }

    fn from_zero(most: f64, height: f64) -> Self {
        let count = |step: u64| whole((most.max(1.0) / step as f64).ceil());
        let step = round_step(|step| count(step) <= most_steps(height));
        Self { measure: Measure::Count, from: 0, step, steps: count(step), top: 0.0, bottom: height }
    }

    /// The same from `top` to `bottom`.
    pub(super) fn between(self, (top, bottom): (f64, f64)) -> Self {
        Self { top, bottom, ..self }
    }

    /// The height of a share or a count; the nearest end where it lies beyond.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = if self.measure == Measure::Percent { value * 100.0 } else { value };
        let part = (value - self.from as f64) / (self.steps * self.step) as f64;
        // Rounding must not lead past the upper end.
        (self.bottom - part.clamp(0.0, 1.0) * (self.bottom - self.top)).max(self.top)
    }

    /// The words of its lower and its upper end.
    pub(super) fn ends(&self, language: Language) -> (String, String) {
        (self.label(0, language), self.label(self.steps, language))
    }

    pub(super) fn begins_at_zero(&self) -> bool {
        self.from == 0
    }

    /// What its numbers take on the left of the marks.
    pub(super) fn width(&self, form: Form) -> f64 {
        form.widest((0..=self.steps).map(|step| self.label(step, form.language)), MINOR_FIGURES) + GUTTER
    }

    /// Thin lines from `left` to `right`, each with its number on the left.
    pub(super) fn draw(&self, scene: &mut Scene, (left, right): (f64, f64), language: Language) {
        for step in 0..=self.steps {
            let y = self.bottom - (self.bottom - self.top) * step as f64 / self.steps as f64;
            scene.line(vec![(left, y), (right, y)], 2.0, GRID);
            scene.write_at(Anchor::End, (left - GUTTER, y), MINOR_FIGURES, &self.label(step, language));
        }
    }

    fn label(&self, step: u64, language: Language) -> String {
        let value = integer(language, self.from + step * self.step);
        if self.measure == Measure::Percent { format!("{value}%") } else { value }
    }
}

/// The first of the round distances 1, 2, 5, 10, 20 and so on that `fits`.
pub(super) fn round_step(fits: impl Fn(u64) -> bool) -> u64 {
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
}
