//! Control charts of a share over time: which months differ by more than chance from the months before them.
//!
//! It applies few rules, so that chance alone rarely marks a month: see [`FALSE_ALARMS_IN_A_HUNDRED`].

#[cfg(test)]
mod tests;

use super::beta::binomial_cdf;
use super::funnel::funnel_limits;
use super::{Confidence, Interval};

/// The minimum number of points that set limits (NHS England, Making Data Count); the first points, as many
/// as this, are the baseline.
pub const MIN_POINTS: usize = 12;

/// The maximum number of series with a signal or a steady change among a hundred series of 24 months in which
/// nothing changes, rounded.
///
/// Measured by the simulation in `tests.rs`, with 30 to 1,000 answers a month and shares from
/// 50 % to 99.5 %; fewer with few answers and with shares near 1. In 20,000 series with a share of 50 % and
/// numbers from another generator, 5.4 % had one from 320 answers a month, 6.4 % from 1,024 and from 6,400.
pub const FALSE_ALARMS_IN_A_HUNDRED: u64 = 6;

/// The probability that the share of an unchanged series lies within the limits: three standard deviations of
/// a normal distribution hold 99.73 %; funnels use the same level (Spiegelhalter 2005).
const LIMITS_LEVEL: f64 = 0.998;

/// The expected distance of two neighbours by chance alone, in standard deviations (Shewhart's d₂ for two).
const MEAN_MOVING_RANGE: f64 = 1.128;

/// One point of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPoint {
    /// The share.
    pub share: f64,
    /// The expected share if the series does not change, or if it goes on changing steadily.
    pub expected: f64,
    /// The limits around the expected share for the trials of this point.
    pub limits: Interval,
    /// The signals that begin at this point.
    pub signals: Vec<Signal>,
}

/// A series of shares with its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlChart {
    /// By how much the limits are wider than those of the binomial distribution; at least 1.
    pub widening: f64,
    /// The steady change of the series, if there is one.
    pub steady: Option<SteadyChange>,
    /// The series' points in its order; `None` if there were no trials.
    pub points: Vec<Option<ControlPoint>>,
}

/// Why there is no chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartRefusal {
    /// Fewer than [`MIN_POINTS`] points have trials.
    TooFewPoints {
        /// How many points have trials.
        points: usize,
    },
    /// A point has more successes than trials.
    MoreSuccessesThanTrials {
        /// The index of the point in the series, from 0.
        index: usize,
    },
}

/// The control chart of a series of successes and trials, one pair a month.
///
/// The expected share is that of the first [`MIN_POINTS`] points with trials and stays fixed (NHS England,
/// Making Data Count). If the whole series rises or falls steadily, the expected shares are the line of that
/// change. Limits are the exact binomial ones of [`funnel_limits`] at 99.8 %. They are widened by Laney's
/// `σ_z` (2002, Quality Engineering 14:531) if the points scatter by more than sampling, and never narrowed.
///
/// Points without trials are left out, so that the points before and after them are neighbours.
///
/// # Errors
///
/// Fails if fewer than [`MIN_POINTS`] points have trials, or if a point has more successes than trials.
pub fn control_chart(series: &[(u64, u64)]) -> Result<ControlChart, ChartRefusal> {
    let samples = samples(series)?;
    let (baseline, _) = samples.split_at(MIN_POINTS);
    let flat = pooled_share(baseline);
    let steady = steady_line(&samples);
    let expected = |sample: &Sample| steady.map_or(flat, |line| line.at(sample.place));
    // Fixed limits are estimated from the baseline only; a line is fitted to all points.
    let known = if steady.is_some() { samples.as_slice() } else { baseline };
    let scores: Vec<_> = known.iter().map(|sample| sample.score(expected(sample))).collect();
    let widening = laney_sigma_z(&scores).max(1.0);
    let points = samples.iter().map(|sample| sample.point(expected(sample), widening));
    let mut drawn: Vec<ControlPoint> = points.collect();
    mark(&mut drawn, &samples);
    let mut drawn = drawn.into_iter();
    let points = series.iter().map(|(_, trials)| if *trials > 0 { drawn.next() } else { None }).collect();
    Ok(ControlChart { widening, steady: steady.map(|line| line.change()), points })
}

/// A point with trials, and its index in the series.
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
    if points < MIN_POINTS { Err(ChartRefusal::TooFewPoints { points }) } else { Ok(samples) }
}

/// The share of all samples together, with half a success and half a failure added (the posterior mean under
/// the Jeffreys prior). After successes only, the next failure is therefore not proof of a change.
fn pooled_share(samples: &[Sample]) -> f64 {
    let sum = |part: fn(&Sample) -> u64| samples.iter().map(|sample| part(sample) as f64).sum::<f64>();
    (sum(|sample| sample.successes) + 0.5) / (sum(|sample| sample.trials) + 1.0)
}

/// Laney's `σ_z`: the mean of |zᵢ − zᵢ₋₁| over 1.128, where zᵢ is the distance from the expected share in
/// standard deviations of sampling; 0 for fewer than two scores.
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

/// The minimum number of points of a run on one side (Nelson 1984, Journal of Quality Technology 16:237, test
/// 2).
pub const MIN_RUN: usize = 9;

/// The maximum probability of a run: that of [`MIN_RUN`] heads of a fair coin in a row.
const RUN_CHANCE: f64 = 1.0 / 512.0;

/// Why a point is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The first of one or more points in a row beyond the same limit.
    OutsideLimits,
    /// The first point of a run on the same side of the expected share.
    Run {
        /// The number of points of the run.
        points: usize,
        /// Whether the points lie above the expected share.
        is_above: bool,
    },
}

/// A count that is closer than this to the expected number of answers is on neither side.
const HALF_AN_ANSWER: f64 = 0.5;

/// The side of the expected share on which a point lies: 1 above, −1 below, 0 neither.
fn side(point: &ControlPoint, sample: &Sample) -> i8 {
    let distance = sample.successes as f64 - point.expected * sample.trials as f64;
    i8::from(distance >= HALF_AN_ANSWER) - i8::from(distance <= -HALF_AN_ANSWER)
}

/// The limit that a point lies beyond: 1 the upper, −1 the lower, 0 none.
fn beyond(point: &ControlPoint) -> i8 {
    i8::from(point.share > point.limits.high) - i8::from(point.share < point.limits.low)
}

/// The probability that a sample lies on this side of the expected share.
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

/// Adds signals to the points at which they begin.
///
/// Shares near 0 or 1 are more likely on one side of their mean than on the other. A run is therefore a
/// signal only if the product of the probabilities of its points is at most that of nine heads in a row.
fn mark(points: &mut [ControlPoint], samples: &[Sample]) {
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
        let is_signal = side != 0 && run.len() >= MIN_RUN && chance <= RUN_CHANCE;
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

/// The confidence level of the test for a steady change. It is high because the test is repeated every month.
const TEST_LEVEL: f64 = 0.99;

/// The 95 % quantile of χ² with one degree of freedom: a step must fit better than a line by more than this,
/// because the place of the step is a free parameter.
const STEP_PRICE: f64 = 3.84;

/// How a series changed from its first point to its last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyChange {
    /// The share of the line at the last point minus that at the first.
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub interval: Interval,
    /// The number of places from the first point to the last.
    pub steps: usize,
}

/// A line through the shares over their places.
#[derive(Clone, Copy, Debug)]
struct Line {
    share: f64,
    middle: f64,
    slope: f64,
    /// The standard error of the slope.
    error: f64,
    /// The first and the last place.
    ends: (usize, usize),
    /// The minimum distance of the line from 0 and 1.
    margin: f64,
}

/// The line of a series that rises or falls steadily; `None` if that is not demonstrable, or if a single step
/// describes the series better.
///
/// The slope is that of the Cochran–Armitage test for trend in proportions (Cochran 1954, Biometrics 10:417;
/// Armitage 1955, Biometrics 11:375), b = Σn(p − p̄)(t − t̄)/Σn(t − t̄)² with V(b) = p̄(1 − p̄)/Σn(t − t̄)².
/// The standard error grows by Laney's `σ_z` of the distances from the line if points scatter by more than
/// sampling.
fn steady_line(samples: &[Sample]) -> Option<Line> {
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
    fn through(samples: &[Sample]) -> Option<Self> {
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
    fn at(&self, place: usize) -> f64 {
        let share = self.share + self.slope * (place as f64 - self.middle);
        share.clamp(self.margin, 1.0 - self.margin)
    }

    fn change(&self) -> SteadyChange {
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

/// The least χ² of departure from two levels, over all points with which the second level can begin.
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
