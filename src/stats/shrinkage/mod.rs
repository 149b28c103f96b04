//! Shares of many units at once: small units lean on the others, and ranks say how unsure they are.

mod draws;
mod ranks;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use draws::Draws;
pub use ranks::{RankInterval, rank_intervals};

use super::exact::credible_interval;
use super::{Confidence, Interval};

/// A unit's share, drawn towards the mean of all units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShrunkShare {
    /// The posterior mean.
    pub share: f64,
    /// Its equal-tailed posterior interval.
    pub interval: Interval,
}

/// The shares of units that lean on each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrinkage {
    /// The share of all trials together, towards which the units are drawn.
    pub mean: f64,
    /// How many answers the others' example is worth to each unit; `None` where the units do not differ by more than
    /// chance, so that all have the mean (full pooling).
    pub strength: Option<f64>,
    /// One for each unit.
    pub units: Vec<ShrunkShare>,
}

/// The shares of units, each given as successes and trials, by empirical Bayes: p ~ Beta(Mm, M(1−m)) with m = Σx/Σn
/// and M by the method of moments, M = (m(1−m) − s²)/(s² − m(1−m)/n̄), s² = Σn(p−m)²/Σn, n̄ = Σn/k (Efron & Morris
/// 1975, JASA 70:311; Casella 1985, The American Statistician 39:83).
///
/// A unit's share is (x + Mm)/(n + M), between its own and the mean, and its interval that of
/// Beta(x + Mm, n − x + M(1−m)). The example of the others counts for at least one answer, since M falls to 0 where
/// every unit has all or nothing. If s² ≤ m(1−m)/n̄, chance explains every difference: all units get the mean, with the
/// interval of all trials under the prior of Jeffreys. Units without trials get what the others suggest.
///
/// `None` without trials, or with more successes than trials anywhere.
pub fn empirical_bayes(units: &[(u64, u64)], confidence: Confidence) -> Option<Shrinkage> {
    let sum = |part: fn(&(u64, u64)) -> u64| units.iter().map(|unit| part(unit) as f64).sum::<f64>();
    let (yes, all) = (sum(|unit| unit.0), sum(|unit| unit.1));
    if all < 1.0 || units.iter().any(|(successes, trials)| successes > trials) {
        return None;
    }
    let mean = yes / all;
    let strength = strength(units, mean, all);
    let share = |&(successes, trials): &(u64, u64)| {
        let (prior_yes, prior_no) = strength.map_or((0.5, 0.5), |m| (m * mean, m * (1.0 - mean)));
        // Fully pooled, every unit is all of them.
        let (x, n) = strength.map_or((yes, all), |_| (successes as f64, trials as f64));
        let interval = credible_interval(x + prior_yes, n - x + prior_no, confidence)?;
        let share = strength.map_or(mean, |m| (x + m * mean) / (n + m));
        // Far in a corner, or at a low level, the middle of the distribution leaves out its own mean.
        let interval = Interval { low: interval.low.min(share), high: interval.high.max(share) };
        Some(ShrunkShare { share, interval })
    };
    let units = units.iter().map(share).collect::<Option<Vec<_>>>()?;
    Some(Shrinkage { mean, strength, units })
}

/// M, at least 1; `None` where the units do not differ by more than chance.
fn strength(units: &[(u64, u64)], mean: f64, all: f64) -> Option<f64> {
    let counted = || units.iter().filter(|unit| unit.1 > 0).map(|unit| (unit.0 as f64, unit.1 as f64));
    let between = counted().map(|(x, n)| n * (x / n - mean).powi(2)).sum::<f64>() / all;
    let spread = mean * (1.0 - mean);
    let beyond_chance = between - spread * counted().count() as f64 / all;
    // Below, the difference is rounding, and M beyond any number of answers.
    (beyond_chance > 1e-12).then(|| ((spread - between) / beyond_chance).max(1.0))
}
