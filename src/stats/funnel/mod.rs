//! Funnel plots: which units differ from a target by more than chance, given how many answers each has.

mod overdispersion;
#[cfg(test)]
mod tests;

pub use overdispersion::Overdispersion;

use super::binomial::{binomial_cdf, least};
use super::{Confidence, Interval};

/// The limits within which the share of `trials` lies with the chance `level` when each succeeds with the chance
/// `target`: exact binomial limits, interpolated so that the funnel's sides are smooth (Spiegelhalter 2005,
/// Statistics in Medicine 24:1185, appendix A.1).
///
/// The lower limit is his (r − β)/n. The upper is the lower one of the failures, mirrored; his own, (r − β)/n at the
/// other tail, lies one answer lower, and against a target of 97 % would call 20 of 20 remarkable. So a share beyond
/// a limit is on either side no likelier than half of what the level leaves.
/// Both are cut to [0, 1] and contain the target. `None` without trials, or unless the target lies within [0, 1] and
/// the level strictly between.
pub fn funnel_limits(target: f64, trials: u64, level: f64) -> Option<Interval> {
    let tail = Confidence::new(level)?.lower_tail();
    if trials == 0 || !(0.0..=1.0).contains(&target) {
        return None;
    }
    let n = trials as f64;
    let low = interpolated_quantile(target, trials, tail) / n;
    let high = 1.0 - interpolated_quantile(1.0 - target, trials, tail) / n;
    Some(Interval { low: low.clamp(0.0, target), high: high.clamp(target, 1.0) })
}

/// The same limits when units differ by more than the chance of who answered: every distance from the target grows
/// by √(1 + τ²/s²) with s² = target·(1−target)/trials, cut to [0, 1].
///
/// `None` as for [`funnel_limits`].
pub fn widened_funnel_limits(
    target: f64,
    trials: u64,
    level: f64,
    overdispersion: &Overdispersion,
) -> Option<Interval> {
    let limits = funnel_limits(target, trials, level)?;
    let factor = overdispersion.factor(target, trials);
    Some(Interval {
        low: (target - (target - limits.low) * factor).max(0.0),
        high: (target + (limits.high - target) * factor).min(1.0),
    })
}

/// Where a unit stands against a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Beyond the upper limit.
    Above,
    /// Within the limits: chance suffices to explain it.
    AsExpected,
    /// Beyond the lower limit.
    Below,
}

/// Where `successes` of `trials` stand against the funnel limits at `level`, widened where overdispersion is given.
///
/// `None` with more successes than trials, and as for [`funnel_limits`].
pub fn standing(
    successes: u64,
    trials: u64,
    target: f64,
    level: f64,
    overdispersion: Option<&Overdispersion>,
) -> Option<Standing> {
    if successes > trials {
        return None;
    }
    let limits = match overdispersion {
        Some(overdispersion) => widened_funnel_limits(target, trials, level, overdispersion)?,
        None => funnel_limits(target, trials, level)?,
    };
    let share = successes as f64 / trials as f64;
    Some(if share > limits.high {
        Standing::Above
    } else if share < limits.low {
        Standing::Below
    } else {
        Standing::AsExpected
    })
}

/// How many of `units`, all on target, limits at `level` are expected to call remarkable: 7 of 139 at 95 %, 0.3 at
/// 99.8 %.
///
/// 0 unless the level lies within [0, 1].
pub fn expected_false_alarms(units: usize, level: f64) -> f64 {
    if (0.0..=1.0).contains(&level) { units as f64 * (1.0 - level) } else { 0.0 }
}

/// r − β in Spiegelhalter's words: the least r with P(X ≤ r) ≥ `probability`, less the part of its own probability
/// by which it goes beyond. A count, and less than 0 where even none is likelier than that.
fn interpolated_quantile(target: f64, trials: u64, probability: f64) -> f64 {
    let r = least(0, trials, |count| binomial_cdf(count, trials, target) >= probability);
    let upto = binomial_cdf(r, trials, target);
    let before = r.checked_sub(1).map_or(0.0, |count| binomial_cdf(count, trials, target));
    let own = upto - before;
    let beyond = if own > 0.0 { (upto - probability) / own } else { 0.0 };
    r as f64 - beyond
}
