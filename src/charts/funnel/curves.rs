//! The limits as curves over the number of answers.

use std::collections::BTreeMap;

use crate::domain::{FAR_LIMITS, Funnel, LIMITS};
use crate::stats::{self, Interval};

/// Between two points of a curve the number of answers grows by this part at most; a curve of more points looks no
/// smoother.
const STEP: u64 = 24;

/// Both limits at growing numbers of answers.
pub(super) struct Curves {
    points: BTreeMap<u64, [Interval; 2]>,
    /// The end of the axis of answers, and the distance of its lines for so many steps at most.
    most: u64,
}

/// One of the four curves.
#[derive(Clone, Copy)]
pub(super) enum Curve {
    FarLow,
    Low,
    High,
    FarHigh,
}

impl Curve {
    pub(super) const FAR: [Self; 2] = [Self::FarLow, Self::FarHigh];
}

impl Curves {
    /// The limits of `funnel` from one answer to a little more than any unit has; exactly those of every unit at its own.
    pub(super) fn of(funnel: &Funnel) -> Self {
        let most = funnel.units.iter().map(|unit| unit.n).max().unwrap_or(0).max(10);
        let most = most.saturating_add(most / 20);
        let mut points = BTreeMap::new();
        let mut n = 1_u64;
        loop {
            let limits = [LIMITS, FAR_LIMITS]
                .map(|level| stats::funnel_limits(funnel.target, n, level, funnel.overdispersion.as_ref()));
            if let [Some(limits), Some(far)] = limits {
                points.insert(n, [limits, far]);
            }
            if n >= most {
                break;
            }
            n = n.saturating_add((n / STEP).max(1)).min(most);
        }
        for unit in &funnel.units {
            points.insert(unit.n, [unit.limits, unit.far_limits]);
        }
        Self { points, most }
    }

    /// The most answers that they are drawn for.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// The number of answers and the share at each point of a curve.
    pub(super) fn points(&self, curve: Curve) -> impl Iterator<Item = (f64, f64)> {
        self.points.iter().map(move |(&n, [limits, far])| {
            let share = match curve {
                Curve::FarLow => far.low,
                Curve::Low => limits.low,
                Curve::High => limits.high,
                Curve::FarHigh => far.high,
            };
            (n as f64, share)
        })
    }
}

/// The distance of the lines on an axis from 0 to `most`, 1, 2 or 5 times a power of ten, in so many steps at most.
pub(super) fn round_step(most: u64, steps: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for times in [1, 2, 5] {
            let step = power.saturating_mul(times);
            if most / step < steps.max(1) || step > u64::MAX / 10 {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::briefing::samples;

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(
            [10, 63, 126, 1001, 9_999_999].map(|most| round_step(most, 6)),
            [2, 20, 50, 200, 2_000_000]
        );
    }

    #[test]
    fn the_curves_pass_through_the_limits_of_every_unit() {
        let briefing = samples::briefing(samples::november());
        let funnel = briefing.comparison.unwrap().funnel.unwrap();
        let curves = Curves::of(&funnel);
        let low: Vec<_> = curves.points(Curve::Low).collect();
        for unit in &funnel.units {
            assert!(low.contains(&(unit.n as f64, unit.limits.low)), "{unit:?}");
        }
        let outer = curves.points(Curve::FarLow).zip(curves.points(Curve::FarHigh));
        for ((n, low), (_, high)) in outer {
            assert!(low <= funnel.target && funnel.target <= high, "{n}");
        }
    }
}
