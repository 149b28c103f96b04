//! Control charts of a share over time: which months differ by more than chance from the months before them.
//!
//! Few rules, so that few months are called remarkable by chance: [`FALSE_ALARMS_IN_A_HUNDRED`] says how few.

mod signals;
mod steady;
#[cfg(test)]
mod tests;

pub use signals::{LEAST_RUN, Signal};
pub use steady::SteadyChange;

use super::Interval;
use super::funnel::funnel_limits;

/// Fewer points than this set no limits (NHS England, Making Data Count): the first so many are the baseline.
pub const LEAST_POINTS: usize = 12;

/// Of a hundred series of 24 months in which nothing changes, so many at most have a signal or a steady change.
///
/// Measured by the simulation in `tests.rs`, with 30 to 1,000 answers a month and shares from 50 % to 99.5 %; fewer with
/// few answers and with shares near 1.
pub const FALSE_ALARMS_IN_A_HUNDRED: u64 = 6;

/// Within the limits lie so many of the shares of an unchanged series: three standard deviations of a normal
/// distribution hold 99.73 %; funnels use the same level (Spiegelhalter 2005).
const LIMITS_LEVEL: f64 = 0.998;

/// The mean distance of two neighbours, in standard deviations, that chance alone makes (Shewhart's d₂ for two).
const MEAN_MOVING_RANGE: f64 = 1.128;

/// One point of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPoint {
    /// The share.
    pub share: f64,
    /// The share that is expected of an unchanged series, or of one that goes on changing steadily.
    pub expected: f64,
    /// The limits around it for as many trials.
    pub limits: Interval,
    /// What begins at this point.
    pub signals: Vec<Signal>,
}

/// A series of shares with its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlChart {
    /// By how much the limits are wider than those of the binomial distribution; at least 1.
    pub widening: f64,
    /// How the series rises or falls, where it does so steadily.
    pub steady: Option<SteadyChange>,
    /// The series' points in its order; `None` where there were no trials.
    pub points: Vec<Option<ControlPoint>>,
}

/// Why there is no chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartRefusal {
    /// Fewer than [`LEAST_POINTS`] points have trials.
    TooFewPoints {
        /// How many have.
        points: usize,
    },
    /// A point has more successes than trials.
    MoreSuccessesThanTrials {
        /// Its place in the series, from 0.
        index: usize,
    },
}

/// The control chart of a series of successes and trials, one pair a month.
///
/// What is expected is the share of the first [`LEAST_POINTS`] points with trials, which then stays as it is (NHS
/// England, Making Data Count); where the whole series rises or falls steadily, the line of that change. Limits are
/// the exact binomial ones of [`funnel_limits`] at 99.8 %. They are widened by Laney's `σ_z` (2002, Quality Engineering
/// 14:531) where the points scatter by more than sampling, and never narrowed.
///
/// Points without trials are left out of everything, so that their neighbours become each other's.
pub fn control_chart(series: &[(u64, u64)]) -> Result<ControlChart, ChartRefusal> {
    let samples = samples(series)?;
    let (baseline, _) = samples.split_at(LEAST_POINTS);
    let flat = pooled_share(baseline);
    let steady = steady::steady_line(&samples);
    let expected = |sample: &Sample| steady.map_or(flat, |line| line.at(sample.place));
    // Frozen limits know only the baseline; a line was fitted to all points.
    let known = if steady.is_some() { samples.as_slice() } else { baseline };
    let scores: Vec<_> = known.iter().map(|sample| sample.score(expected(sample))).collect();
    let widening = laney_sigma_z(&scores).max(1.0);
    let points = samples.iter().map(|sample| sample.point(expected(sample), widening));
    let mut drawn: Vec<ControlPoint> = points.collect();
    signals::mark(&mut drawn, &samples);
    let mut drawn = drawn.into_iter();
    let points = series.iter().map(|(_, trials)| if *trials > 0 { drawn.next() } else { None }).collect();
    Ok(ControlChart { widening, steady: steady.map(|line| line.change()), points })
}

/// A point with trials, and its place in the series.
#[derive(Clone, Copy, Debug)]
struct Sample {
    place: usize,
    successes: u64,
    trials: u64,
}

fn samples(series: &[(u64, u64)]) -> Result<Vec<Sample>, ChartRefusal> {
    if let Some(index) = series.iter().position(|(successes, trials)| successes > trials) {
        return Err(ChartRefusal::MoreSuccessesThanTrials { index });
    }
    let samples = series.iter().enumerate().filter(|(_, (_, trials))| *trials > 0);
    let samples: Vec<_> =
        samples.map(|(place, &(successes, trials))| Sample { place, successes, trials }).collect();
    let points = samples.len();
    if points < LEAST_POINTS { Err(ChartRefusal::TooFewPoints { points }) } else { Ok(samples) }
}

/// The share of all samples together, drawn half an answer towards either end: after nothing but successes the next
/// failure is no proof of change (the posterior mean under the prior of Jeffreys).
fn pooled_share(samples: &[Sample]) -> f64 {
    let sum = |part: fn(&Sample) -> u64| samples.iter().map(|sample| part(sample) as f64).sum::<f64>();
    (sum(|sample| sample.successes) + 0.5) / (sum(|sample| sample.trials) + 1.0)
}

/// Laney's `σ_z`: the mean of |zᵢ − zᵢ₋₁| over 1.128, with zᵢ the distance from what is expected in standard deviations of
/// sampling; 0 of fewer than two scores.
fn laney_sigma_z(scores: &[f64]) -> f64 {
    let ranges = scores.iter().zip(scores.iter().skip(1)).map(|(before, after)| (after - before).abs());
    let count = scores.len().saturating_sub(1).max(1);
    ranges.sum::<f64>() / count as f64 / MEAN_MOVING_RANGE
}

impl Sample {
    fn share(&self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    /// The distance from `expected`, strictly between 0 and 1, in standard deviations of sampling.
    fn score(&self, expected: f64) -> f64 {
        (self.share() - expected) / (expected * (1.0 - expected) / self.trials as f64).sqrt()
    }

    fn point(&self, expected: f64, widening: f64) -> ControlPoint {
        let exact = funnel_limits(expected, self.trials, LIMITS_LEVEL, None);
        let limits = exact.unwrap_or(Interval { low: 0.0, high: 1.0 }).stretched(expected, widening);
        ControlPoint { share: self.share(), expected, limits, signals: Vec::new() }
    }
}
