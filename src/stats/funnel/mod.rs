//! Funnel plots: which units differ from a target by more than chance, given how many answers each has.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use statrs::distribution::{ContinuousCDF, Normal};

use super::beta::{binomial_cdf, least};
use super::{Confidence, Interval};

/// The limits within which the share of `trials` lies with the probability `level` if each succeeds with the
/// probability `target`: exact binomial limits, interpolated so that the funnel's sides are smooth
/// (Spiegelhalter 2005, Statistics in Medicine 24:1185, appendix A.1).
///
/// The lower limit is Spiegelhalter's (r − β)/n. The upper limit is the mirrored lower limit of the failures.
/// His own upper limit, (r − β)/n at the other tail, lies one answer lower and would mark 20 of 20 against a
/// target of 97 %. On either side, the mirrored limits leave a probability of at most (1 − level)/2 for
/// shares beyond them.
///
/// With overdispersion, every distance from the target is multiplied by √(1 + τ²/s²) with s² =
/// target·(1−target)/trials. Both limits are cut to [0, 1] and contain the target. `None` without trials, or
/// unless the target lies within [0, 1] and the level strictly between 0 and 1.
pub fn funnel_limits(
    target: f64,
    trials: u64,
    level: f64,
    overdispersion: Option<&Overdispersion>,
) -> Option<Interval> {
    let tail = Confidence::new(level)?.lower_tail();
    if trials == 0 || !(0.0..=1.0).contains(&target) {
        return None;
    }
    let n = trials as f64;
    let low = interpolated_quantile(target, trials, tail) / n;
    let high = 1.0 - interpolated_quantile(1.0 - target, trials, tail) / n;
    let limits = Interval { low: low.clamp(0.0, target), high: high.clamp(target, 1.0) };
    let Some(overdispersion) = overdispersion else { return Some(limits) };
    Some(limits.stretched(target, overdispersion.factor(target, trials)))
}

/// The standing of `successes` of `trials` against the funnel limits at `level`: `Greater` beyond the upper
/// limit, `Less` beyond the lower, `Equal` within both, where chance can explain the difference.
///
/// `None` with more successes than trials, and as for [`funnel_limits`].
pub fn standing(
    successes: u64,
    trials: u64,
    target: f64,
    level: f64,
    overdispersion: Option<&Overdispersion>,
) -> Option<Ordering> {
    if successes > trials {
        return None;
    }
    let limits = funnel_limits(target, trials, level, overdispersion)?;
    let share = successes as f64 / trials as f64;
    Some(if share > limits.high {
        Ordering::Greater
    } else if share < limits.low {
        Ordering::Less
    } else {
        Ordering::Equal
    })
}

/// The probability that a unit with `trials` answers, whose share differs from the target by chance alone,
/// lies beyond the limits at `level`.
///
/// Without overdispersion this is the sum of both exact binomial tails beyond the limits. Few counts lie
/// beyond them, so that it is less than 1 − level, and often 0 on one side: no count of 20 lies above the
/// upper limit for a target of 97 %. With overdispersion it is that of the normal distribution with the
/// variance s² + τ² to which the limits are widened; no share lies beyond 0 and 1.
///
/// 0 if there are no limits; see [`funnel_limits`].
pub fn false_alarm_chance(
    target: f64,
    trials: u64,
    level: f64,
    overdispersion: Option<&Overdispersion>,
) -> f64 {
    let material = overdispersion.filter(|overdispersion| overdispersion.is_material());
    let limits = funnel_limits(target, trials, level, material);
    limits.map_or(0.0, |limits| match material {
        None => exact_tails(target, trials, limits),
        Some(overdispersion) => normal_tails(target, trials, limits, overdispersion),
    })
}

/// P(X/n < low) + P(X/n > high), compared as [`standing`] compares.
fn exact_tails(target: f64, trials: u64, limits: Interval) -> f64 {
    let share = |count: u64| count as f64 / trials as f64;
    let first_within = least(0, trials, |count| share(count) >= limits.low);
    let below = first_within.checked_sub(1).map_or(0.0, |count| binomial_cdf(count, trials, target));
    let beyond = trials.saturating_add(1);
    let first_above = least(0, beyond, |count| count > trials || share(count) > limits.high);
    let failures = trials.checked_sub(first_above);
    let above = failures.map_or(0.0, |failures| binomial_cdf(failures, trials, 1.0 - target));
    // With more answers than floats can distinguish, both tails may come out as 1.
    (below + above).min(1.0)
}

/// The probability beyond the limits of a normal distribution around the target with the variance s² + τ².
fn normal_tails(target: f64, trials: u64, limits: Interval, overdispersion: &Overdispersion) -> f64 {
    let sampling = target * (1.0 - target) / trials as f64;
    let deviation = (sampling + overdispersion.tau_squared).sqrt();
    let tail = |distance: f64| Normal::standard().cdf(-distance / deviation);
    let below = if limits.low > 0.0 { tail(target - limits.low) } else { 0.0 };
    let above = if limits.high < 1.0 { tail(limits.high - target) } else { 0.0 };
    below + above
}

/// r − β in Spiegelhalter's notation: the least r with P(X ≤ r) ≥ `probability`, minus the part of P(X = r)
/// that exceeds `probability`, as a fraction. A count; it is negative if even P(X = 0) exceeds `probability`.
fn interpolated_quantile(target: f64, trials: u64, probability: f64) -> f64 {
    let r = least(0, trials, |count| binomial_cdf(count, trials, target) >= probability);
    let upto = binomial_cdf(r, trials, target);
    let before = r.checked_sub(1).map_or(0.0, |count| binomial_cdf(count, trials, target));
    let own = upto - before;
    let beyond = if own > 0.0 { (upto - probability) / own } else { 0.0 };
    r as f64 - beyond
}

/// The scatter of the units' shares around a target beyond what their numbers of answers explain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overdispersion {
    /// How many units it is estimated from.
    pub units: usize,
    /// The mean square of the winsorised z-scores; 1 is expected of chance alone.
    pub phi: f64,
    /// The variance between units, in squared shares, beyond that of sampling; 0 unless it is material.
    pub tau_squared: f64,
}

impl Overdispersion {
    /// The overdispersion of `units`, each given as successes and trials, around `target`.
    ///
    /// z = (p − target)/s with s² = target·(1−target)/n; the outer tenth on either side is set to the 10 %
    /// and 90 % quantiles (winsorised; interpolated linearly, as R and numpy do), so that extreme units do
    /// not widen their own limits; φ = Σz²/k. If kφ > k − 1, the variance between units is τ² = (kφ −
    /// (k−1))/(Σw − Σw²/Σw), w = 1/s², as NHS Digital computes it (Spiegelhalter 2005, Statistics in Medicine
    /// 24:1185, appendix A.3).
    ///
    /// Units without trials are left out. `None` if fewer than two others are left, if one has all the
    /// weight, if a unit has more successes than trials, or unless the target is strictly between 0 and 1.
    pub fn estimate(units: &[(u64, u64)], target: f64) -> Option<Self> {
        let counted: Vec<_> = units.iter().filter(|unit| unit.1 > 0).copied().collect();
        let sound = counted.iter().all(|&(successes, trials)| successes <= trials);
        if counted.len() < 2 || !sound || !(target > 0.0 && target < 1.0) {
            return None;
        }
        let weight = |trials: u64| trials as f64 / (target * (1.0 - target));
        let score = |&(successes, trials): &(u64, u64)| {
            (successes as f64 / trials as f64 - target) * weight(trials).sqrt()
        };
        let scores = winsorised(counted.iter().map(score).collect());
        let k = counted.len() as f64;
        let phi = scores.iter().map(|z| z * z).sum::<f64>() / k;
        let sum = counted.iter().map(|unit| weight(unit.1)).sum::<f64>();
        let squares = counted.iter().map(|unit| weight(unit.1).powi(2)).sum::<f64>();
        let tau_squared = (k * phi - (k - 1.0)) / (sum - squares / sum);
        let is_known = phi.is_finite() && tau_squared.is_finite();
        is_known.then_some(Self { units: counted.len(), phi, tau_squared: tau_squared.max(0.0) })
    }

    /// Whether the scatter is more than chance explains, so that limits are widened.
    pub fn is_material(&self) -> bool {
        self.tau_squared > 0.0
    }

    /// √(1 + τ²/s²): the factor by which the distance from the target grows for a unit with `trials` answers.
    fn factor(&self, target: f64, trials: u64) -> f64 {
        let sampling = target * (1.0 - target) / trials as f64;
        // At a target of 0 or 1 there is no sampling variance, and nothing to stretch.
        if sampling > 0.0 { (1.0 + self.tau_squared / sampling).sqrt() } else { 1.0 }
    }
}

/// The values, with those beyond the 10 % and 90 % quantiles set to these quantiles.
fn winsorised(values: Vec<f64>) -> Vec<f64> {
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile_of_sorted(&sorted, 0.1), quantile_of_sorted(&sorted, 0.9));
    values.into_iter().map(|value| value.max(low).min(high)).collect()
}

/// The quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7); 0 without
/// values.
fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let place = p * sorted.len().saturating_sub(1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the length")]
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or(0.0);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}
