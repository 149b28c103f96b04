//! Shares of many units at once: shrinkage of small units towards the mean, and ranks with intervals.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::beta::credible_interval;
use super::{Confidence, Interval, memoized};

/// A unit's share, shrunk towards the mean of all units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShrunkShare {
    /// The posterior mean.
    pub share: f64,
    /// Its equal-tailed posterior interval.
    pub interval: Interval,
}

/// The shrunk shares of several units.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrinkage {
    /// The share of all trials together, towards which the units are shrunk.
    pub mean: f64,
    /// The weight of the mean in each unit's share, as a number of answers; `None` if the units do not differ
    /// by more than chance, so that all have the mean (full pooling).
    pub strength: Option<f64>,
    /// One share for each unit.
    pub units: Vec<ShrunkShare>,
}

/// The shares of units, each given as successes and trials, by empirical Bayes: p ~ Beta(Mm, M(1−m)) with m =
/// Σx/Σn and M by the method of moments, M = (m(1−m) − s²)/(s² − m(1−m)/n̄), s² = Σn(p−m)²/Σn, n̄ = Σn/k
/// (Efron & Morris 1975, JASA 70:311; Casella 1985, The American Statistician 39:83).
///
/// A unit's share is (x + Mm)/(n + M), between its own and the mean, and its interval that of Beta(x + Mm, n
/// − x + M(1−m)). M is at least 1, because it falls to 0 if each unit has only successes or only failures. If
/// s² ≤ m(1−m)/n̄, chance explains every difference: all units get the mean, with the interval of all trials
/// under the Jeffreys prior. Units without trials get the mean and interval of the prior.
///
/// `None` without trials, or if any unit has more successes than trials.
pub fn empirical_bayes(units: &[(u64, u64)], confidence: Confidence) -> Option<Shrinkage> {
    let sum = |part: fn(&(u64, u64)) -> u64| units.iter().map(|unit| part(unit) as f64).sum::<f64>();
    let (yes, all) = (sum(|unit| unit.0), sum(|unit| unit.1));
    if all < 1.0 || units.iter().any(|(successes, trials)| successes > trials) {
        return None;
    }
    let mean = yes / all;
    let strength = strength(units, mean, all);
    let share = memoized(|(successes, trials): (u64, u64)| {
        let (prior_yes, prior_no) = strength.map_or((0.5, 0.5), |m| (m * mean, m * (1.0 - mean)));
        // With full pooling, every unit gets the counts of all units.
        let (x, n) = strength.map_or((yes, all), |_| (successes as f64, trials as f64));
        let interval = credible_interval(x + prior_yes, n - x + prior_no, confidence)?;
        let share = strength.map_or(mean, |m| (x + m * mean) / (n + m));
        // Near 0 or 1, or at a low level, the equal-tailed interval can exclude the mean of the distribution.
        let interval = Interval { low: interval.low.min(share), high: interval.high.max(share) };
        Some(ShrunkShare { share, interval })
    });
    let units = units.iter().copied().map(share).collect::<Option<Vec<_>>>()?;
    Some(Shrinkage { mean, strength, units })
}

/// M, at least 1; `None` if the units do not differ by more than chance.
fn strength(units: &[(u64, u64)], mean: f64, all: f64) -> Option<f64> {
    let counted = || units.iter().filter(|unit| unit.1 > 0).map(|unit| (unit.0 as f64, unit.1 as f64));
    let between = counted().map(|(x, n)| n * (x / n - mean).powi(2)).sum::<f64>() / all;
    let spread = mean * (1.0 - mean);
    let beyond_chance = between - spread * counted().count() as f64 / all;
    // Below this, the difference is a rounding error, and M would exceed any number of answers.
    (beyond_chance > 1e-12).then(|| ((spread - between) / beyond_chance).max(1.0))
}

/// The interval of a unit's rank; rank 1 is the highest share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// The best rank.
    pub low: usize,
    /// The worst rank.
    pub high: usize,
}

/// The maximum number of gamma variates per call: about 20 ms for 139 units, whose ranks are then drawn 2,000
/// times.
const MAX_VARIATES: usize = 560_000;
const MAX_PAIRS: usize = 1000;
/// The minimum number of pairs; fewer would not show the tails. Only above 1,400 units does the work grow
/// with their number.
const MIN_PAIRS: usize = 100;

/// The interval of each unit's rank at the level `confidence`, with units given as successes and trials
/// (Goldstein & Spiegelhalter 1996, JRSS A 159:385).
///
/// Each unit's share is drawn independently from its posterior under the Jeffreys prior, Beta(x + ½, n − x +
/// ½), and all are ranked. This is repeated with fixed seeds. Units with the same counts get the same
/// interval. Units without trials take part and may have nearly any rank; units with more successes than
/// trials are treated like them. Counting failures in place of successes reverses the ranks exactly.
///
/// Returns one interval for each unit, with ranks from 1 to the number of units.
pub fn rank_intervals(units: &[(u64, u64)], confidence: Confidence) -> Vec<RankInterval> {
    let pairs = MAX_VARIATES / 4 / units.len().max(1);
    intervals(units, confidence, pairs.clamp(MIN_PAIRS, MAX_PAIRS))
}

/// The intervals from `pairs` pairs of draws.
fn intervals(units: &[(u64, u64)], confidence: Confidence, pairs: usize) -> Vec<RankInterval> {
    let mut drawn = vec![Vec::with_capacity(2 * pairs); units.len()];
    for pair in 0..pairs {
        for turned in [false, true] {
            for (rank, index) in (1..).zip(order(units, pair, turned)) {
                #[expect(clippy::indexing_slicing, reason = "an order is a permutation of the units")]
                drawn[index].push(rank);
            }
        }
    }
    let mut by_counts: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (unit, ranks) in units.iter().zip(drawn) {
        by_counts.entry(*unit).or_default().extend(ranks);
    }
    for ranks in by_counts.values_mut() {
        ranks.sort_unstable();
    }
    let interval = |unit: &(u64, u64)| {
        let drawn = by_counts.get(unit).map(Vec::as_slice).unwrap_or_default();
        let tail = confidence.lower_tail() * drawn.len() as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than half the draws"
        )]
        let tail = tail as usize;
        let low = drawn.get(tail).copied().unwrap_or(1);
        let high = drawn.iter().rev().nth(tail).copied().unwrap_or(units.len());
        RankInterval { low, high }
    };
    units.iter().map(interval).collect()
}

/// The units by one draw of their shares, highest first.
///
/// The odds of a share are the ratio of two gamma variates. Every pair of draws uses the two streams once for
/// successes and failures and once swapped (`turned`), so that the draws for failures mirror those for
/// successes.
fn order(units: &[(u64, u64)], pair: usize, turned: bool) -> impl Iterator<Item = usize> {
    let odds = |index: usize, (successes, trials): (u64, u64)| {
        let (yes, no) = trials.checked_sub(successes).map_or((0, 0), |failures| (successes, failures));
        let number = ((pair * units.len() + index) * 2) as u64;
        let (mut first, mut second) = (Draws::stream(number), Draws::stream(number + 1));
        if turned {
            std::mem::swap(&mut first, &mut second);
        }
        first.gamma(yes as f64 + 0.5) / second.gamma(no as f64 + 0.5)
    };
    let mut drawn: Vec<_> =
        units.iter().enumerate().map(|(index, unit)| (odds(index, *unit), index)).collect();
    drawn.sort_unstable_by(|left, right| right.0.total_cmp(&left.0));
    drawn.into_iter().map(|(_, index)| index)
}

/// Random draws that are equal on every machine and in every version, by the generator `SplitMix64` (Steele,
/// Lea & Flood 2014, OOPSLA), which is small and good enough to draw ranks.
pub(super) struct Draws(u64);

impl Draws {
    /// A separate stream for each number.
    pub(super) fn stream(number: u64) -> Self {
        // One step scatters neighbouring numbers over all states.
        Self(Self(number).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Uniform, strictly between 0 and 1.
    pub(super) fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.next() >> 12) as f64 + 0.5) * STEP
    }

    /// Standard normal, by the polar method (Marsaglia & Bray 1964, SIAM Review 6:260).
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                return x * (-2.0 * square.ln() / square).sqrt();
            }
        }
    }

    /// Gamma with scale 1 and a `shape` above 0 (Marsaglia & Tsang 2000, ACM TOMS 26:363).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let part = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * part;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= 0.0 {
                continue;
            }
            let chance = self.uniform();
            // The first condition implies the second and saves most draws the logarithms.
            let accepted =
                chance < 1.0 - 0.0331 * x.powi(4) || chance.ln() < x * x / 2.0 + d * (1.0 - v + v.ln());
            if accepted {
                return d * v;
            }
        }
    }
}
