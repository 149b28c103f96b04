//! Whether a whole series rises or falls steadily, and by how much.

use super::{Sample, laney_sigma_z, pooled_share};
use crate::stats::{Confidence, Interval};

/// A steady change is said only at this level, since every month is another occasion to be misled.
const TEST_LEVEL: f64 = 0.99;

/// The quantile of χ² with one degree of freedom that chance exceeds in 5 % of cases: what the place of a step may buy.
const STEP_PRICE: f64 = 3.84;

/// How a series changed from its first point to its last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyChange {
    /// The share of the line at the last point minus that at the first.
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub interval: Interval,
    /// How many places lie between the first point and the last.
    pub steps: usize,
}

/// A line through the shares over their places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    share: f64,
    middle: f64,
    slope: f64,
    /// The standard error of the slope.
    error: f64,
    /// The first and the last place.
    ends: (usize, usize),
    /// The line is drawn no closer to 0 and 1.
    margin: f64,
}

/// The line of a series that rises or falls steadily; `None` where that is not demonstrable, or where a single step
/// describes the series better.
///
/// The slope is that of the Cochran–Armitage test for trend in proportions (Cochran 1954, Biometrics 10:417; Armitage
/// 1955, Biometrics 11:375), b = Σn(p − p̄)(t − t̄)/Σn(t − t̄)² with V(b) = p̄(1 − p̄)/Σn(t − t̄)². The standard error grows
/// by Laney's `σ_z` of the distances from the line where points scatter by more than sampling.
pub(super) fn steady_line(samples: &[Sample]) -> Option<Line> {
    let line = Line::through(samples)?;
    let scores: Vec<_> = samples.iter().map(|sample| sample.score(line.at(sample.place))).collect();
    let scatter = laney_sigma_z(&scores).max(1.0);
    let error = line.error * scatter;
    let is_demonstrable = line.slope.abs() > Confidence::new(TEST_LEVEL)?.normal_quantile() * error;
    let step = best_step(samples, line.share);
    let is_line = line.misfit(samples) <= step + STEP_PRICE * scatter.powi(2);
    (is_demonstrable && is_line).then_some(Line { error, ..line })
}

impl Line {
    pub(super) fn through(samples: &[Sample]) -> Option<Self> {
        let sum = |part: &dyn Fn(&Sample) -> f64| samples.iter().map(part).sum::<f64>();
        let trials = sum(&|sample| sample.trials as f64);
        let share = pooled_share(samples);
        let middle = sum(&|sample| sample.trials as f64 * sample.place as f64) / trials;
        let spread = sum(&|sample| sample.trials as f64 * (sample.place as f64 - middle).powi(2));
        let mean = sum(&|sample| sample.successes as f64) / trials;
        let together = sum(&|sample| {
            (sample.successes as f64 - sample.trials as f64 * mean) * (sample.place as f64 - middle)
        });
        let ends = (samples.first()?.place, samples.last()?.place);
        let (slope, error) = (together / spread, (share * (1.0 - share) / spread).sqrt());
        (spread > 0.0 && slope.is_finite() && error.is_finite()).then_some(Self {
            share,
            middle,
            slope,
            error,
            ends,
            margin: 0.5 / (trials + 1.0),
        })
    }

    /// The share at a place.
    pub(super) fn at(&self, place: usize) -> f64 {
        let share = self.share + self.slope * (place as f64 - self.middle);
        share.clamp(self.margin, 1.0 - self.margin)
    }

    pub(super) fn change(&self) -> SteadyChange {
        let steps = self.ends.1 - self.ends.0;
        let difference = self.at(self.ends.1) - self.at(self.ends.0);
        let reach = Confidence::PUBLISHED.normal_quantile() * self.error * steps as f64;
        let interval = Interval { low: (difference - reach).max(-1.0), high: (difference + reach).min(1.0) };
        SteadyChange { difference, interval, steps }
    }

    /// Armitage's χ² of departure from the line.
    fn misfit(&self, samples: &[Sample]) -> f64 {
        let square = |sample: &Sample| {
            let expected = self.share + self.slope * (sample.place as f64 - self.middle);
            sample.trials as f64 * (sample.share() - expected).powi(2)
        };
        samples.iter().map(square).sum::<f64>() / (self.share * (1.0 - self.share))
    }
}

/// The least χ² of departure from two levels, whichever point the second begins with.
fn best_step(samples: &[Sample], share: f64) -> f64 {
    let misfit = |part: &[Sample]| {
        let trials: f64 = part.iter().map(|sample| sample.trials as f64).sum();
        let level = part.iter().map(|sample| sample.successes as f64).sum::<f64>() / trials;
        part.iter().map(|sample| sample.trials as f64 * (sample.share() - level).powi(2)).sum::<f64>()
    };
    let steps = (1..samples.len()).map(|first| {
        let (before, after) = samples.split_at(first);
        misfit(before) + misfit(after)
    });
    steps.fold(f64::INFINITY, f64::min) / (share * (1.0 - share))
}
