//! The two rules by which points on a control chart are remarkable. Each marks the point at which something begins.

use super::{ControlPoint, Sample};
use crate::stats::binomial::binomial_cdf;

/// A run on one side has at least so many points (Nelson 1984, Journal of Quality Technology 16:237, test 2).
pub const LEAST_RUN: usize = 9;

/// A run is no likelier than [`LEAST_RUN`] heads of a fair coin in a row.
const RUN_CHANCE: f64 = 1.0 / 512.0;

/// Why a point is remarkable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The first of one or more points in a row beyond the same limit.
    OutsideLimits,
    /// The first of a run on the same side of what is expected.
    Run {
        /// How many points it has.
        points: usize,
        /// Whether they lie above.
        is_above: bool,
    },
}

/// Closer to the expected number of answers than this a count lies on it.
const HALF_AN_ANSWER: f64 = 0.5;

/// The side of what is expected: 1 above, −1 below, 0 on it.
fn side(point: &ControlPoint, sample: &Sample) -> i8 {
    let distance = sample.successes as f64 - point.expected * sample.trials as f64;
    i8::from(distance >= HALF_AN_ANSWER) - i8::from(distance <= -HALF_AN_ANSWER)
}

/// The limit that a point lies beyond: 1 the upper, −1 the lower, 0 none.
fn beyond(point: &ControlPoint) -> i8 {
    i8::from(point.share > point.limits.high) - i8::from(point.share < point.limits.low)
}

/// The chance that a sample lies on this side of what is expected.
fn side_chance(sample: &Sample, expected: f64, side: i8) -> f64 {
    let middle = expected * sample.trials as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the trials")]
    let upto =
        |count: f64| if count < 0.0 { 0.0 } else { binomial_cdf(count as u64, sample.trials, expected) };
    if side > 0 {
        1.0 - upto((middle + HALF_AN_ANSWER).ceil() - 1.0)
    } else {
        upto((middle - HALF_AN_ANSWER).floor())
    }
}

/// Marks the points at which something begins.
///
/// Shares near 0 or 1 have more chance on one side of their mean than on the other, so that a run also counts by its
/// chance: the product of the chances of its points is at most that of nine heads in a row.
pub(super) fn mark(points: &mut [ControlPoint], samples: &[Sample]) {
    let mut before = 0_i8;
    let mut first = 0;
    let sides: Vec<i8> = points.iter().zip(samples).map(|(point, sample)| side(point, sample)).collect();
    for run in sides.chunk_by(|left, right| left == right) {
        let side = run.first().copied().unwrap_or(0);
        let its = first..first + run.len();
        let chance: f64 = points
            .iter()
            .zip(samples)
            .skip(first)
            .take(run.len())
            .map(|(point, sample)| side_chance(sample, point.expected, side))
            .product();
        let is_signal = side != 0 && run.len() >= LEAST_RUN && chance <= RUN_CHANCE;
        for (place, point) in points.iter_mut().enumerate().skip(first).take(its.len()) {
            let limit = beyond(point);
            // Within a run that is marked, points beyond the limit are part of the same finding.
            if limit != 0 && limit != before && (place == first || !is_signal) {
                point.signals.push(Signal::OutsideLimits);
            }
            before = limit;
            if is_signal && place == first {
                point.signals.push(Signal::Run { points: run.len(), is_above: side > 0 });
            }
        }
        first = its.end;
    }
}
