//! Control charts of one unit's share over time: whether it moves by more than chance.

mod run_rules;
#[cfg(test)]
mod tests;

pub use run_rules::Signal;

use super::Interval;

/// Fewer points than this set no limits (NHS England, Making Data Count).
pub const LEAST_POINTS: usize = 12;

/// The mean distance of two neighbours, in standard deviations, that chance alone makes (Shewhart's d₂ for two).
const MEAN_MOVING_RANGE: f64 = 1.128;

/// One point of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPoint {
    /// The share.
    pub share: f64,
    /// The limits for as many trials: the centre ± 3σ, cut to [0, 1].
    pub limits: Interval,
    /// What is remarkable about it.
    pub signals: Vec<Signal>,
}

/// A series of shares with its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlChart {
    /// The share of all trials together.
    pub centre: f64,
    /// By how much Laney's chart widens the limits (below 1: narrows); `None` on a p-chart.
    pub sigma_z: Option<f64>,
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

/// The p-chart of a series of successes and trials: p̄ ± 3√(p̄(1−p̄)/n) (Shewhart 1931).
///
/// With hundreds of trials a point it calls nearly everything remarkable; see [`laney_chart`]. Points without trials
/// are left out of everything.
pub fn p_chart(series: &[(u64, u64)]) -> Result<ControlChart, ChartRefusal> {
    let samples = Samples::of(series)?;
    Ok(samples.chart(series, None))
}

/// Laney's p′-chart (2002, Quality Engineering 14:531): the limits of the p-chart times `σ_z`, the scatter from point
/// to point beyond that of sampling: `σ_z` is the mean of |zᵢ − zᵢ₋₁| over 1.128, with zᵢ = (pᵢ − p̄)/σᵢ.
///
/// Points without trials are left out, so that their neighbours become each other's.
pub fn laney_chart(series: &[(u64, u64)]) -> Result<ControlChart, ChartRefusal> {
    let samples = Samples::of(series)?;
    let scores: Vec<_> = samples.counted.iter().map(|&sample| samples.score(sample)).collect();
    let ranges = scores.iter().zip(scores.iter().skip(1)).map(|(before, after)| (after - before).abs());
    let sigma_z = ranges.sum::<f64>() / (scores.len() as f64 - 1.0) / MEAN_MOVING_RANGE;
    Ok(samples.chart(series, Some(sigma_z)))
}

/// The points with trials, and the share of them all.
struct Samples {
    counted: Vec<(u64, u64)>,
    centre: f64,
}

impl Samples {
    fn of(series: &[(u64, u64)]) -> Result<Self, ChartRefusal> {
        if let Some(index) = series.iter().position(|(successes, trials)| successes > trials) {
            return Err(ChartRefusal::MoreSuccessesThanTrials { index });
        }
        let counted: Vec<_> = series.iter().filter(|(_, trials)| *trials > 0).copied().collect();
        if counted.len() < LEAST_POINTS {
            return Err(ChartRefusal::TooFewPoints { points: counted.len() });
        }
        let sum =
            |part: fn(&(u64, u64)) -> u64| counted.iter().map(|sample| part(sample) as f64).sum::<f64>();
        let centre = sum(|sample| sample.0) / sum(|sample| sample.1);
        Ok(Self { counted, centre })
    }

    fn sigma(&self, trials: u64) -> f64 {
        (self.centre * (1.0 - self.centre) / trials as f64).sqrt()
    }

    /// The distance from the centre in standard deviations; 0 where nothing scatters.
    fn score(&self, (successes, trials): (u64, u64)) -> f64 {
        let distance = successes as f64 / trials as f64 - self.centre;
        // What lies on the centre but for rounding lies on it.
        if distance.abs() < 1e-12 { 0.0 } else { distance / self.sigma(trials) }
    }

    fn chart(&self, series: &[(u64, u64)], sigma_z: Option<f64>) -> ControlChart {
        // Where no point differs from its neighbour there is nothing to widen, and nothing to divide by.
        let spread = sigma_z.filter(|spread| *spread > 1e-12).unwrap_or(1.0);
        let point = |sample: (u64, u64)| {
            let reach = 3.0 * self.sigma(sample.1) * sigma_z.unwrap_or(1.0);
            let limits =
                Interval { low: (self.centre - reach).max(0.0), high: (self.centre + reach).min(1.0) };
            ControlPoint { share: sample.0 as f64 / sample.1 as f64, limits, signals: Vec::new() }
        };
        let mut drawn: Vec<_> = self.counted.iter().map(|&sample| point(sample)).collect();
        let scores: Vec<_> = self.counted.iter().map(|&sample| self.score(sample) / spread).collect();
        let shares: Vec<_> = drawn.iter().map(|point| point.share).collect();
        for (point, signals) in drawn.iter_mut().zip(run_rules::signals(&scores, &shares)) {
            point.signals = signals;
        }
        let mut drawn = drawn.into_iter();
        let points = series.iter().map(|(_, trials)| if *trials > 0 { drawn.next() } else { None }).collect();
        ControlChart { centre: self.centre, sigma_z, points }
    }
}
