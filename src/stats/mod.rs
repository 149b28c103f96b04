//! Pure statistics on counts, independent of surveys, units and languages. Every formula names its source and
//! is tested against values from other software.

mod beta;
mod control_chart;
mod funnel;
mod mean;
mod proportion;
#[cfg(test)]
mod reference_values;
mod shrinkage;
mod stratified;
#[cfg(test)]
mod tests;

pub use control_chart::{
    ChartRefusal, ControlChart, ControlPoint, FALSE_ALARMS_IN_A_HUNDRED, MIN_POINTS, MIN_RUN, Signal,
    SteadyChange, control_chart,
};
pub use funnel::{Overdispersion, false_alarm_chance, funnel_limits, standing};
pub use mean::{MeanEstimate, mean_of_scores};
pub use proportion::{ProportionDifference, newcombe, wilson, wilson_finite, worst_case, yamane};
pub use shrinkage::{RankInterval, Shrinkage, ShrunkShare, empirical_bayes, rank_intervals};
pub use stratified::{StratifiedShare, Stratum, stratified_logit};

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, Normal};

/// A function that computes `value` once for each key and keeps it. It saves time where many units have the
/// same counts.
pub fn memoized<K: Ord + Copy, V: Copy>(value: impl Fn(K) -> V) -> impl FnMut(K) -> V {
    let mut known = BTreeMap::new();
    move |key| *known.entry(key).or_insert_with(|| value(key))
}

/// The two ends of an interval, in the unit of the estimate it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The interval with both distances from `centre` multiplied by `factor`, cut to [0, 1].
    fn stretched(self, centre: f64, factor: f64) -> Self {
        Self {
            low: (centre - (centre - self.low) * factor).max(0.0),
            high: (centre + (self.high - centre) * factor).min(1.0),
        }
    }
}

/// The confidence level of an interval: a share strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// The level of every published figure, 95 %.
    pub const PUBLISHED: Self = Self(0.95);

    /// The confidence level `level`; `None` unless it lies strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// The level as a share.
    pub fn level(self) -> f64 {
        self.0
    }

    /// The probability below the interval, (1 − level)/2: 0.025 at 95 %.
    fn lower_tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The two-sided quantile of the standard normal distribution, 1.959964 at 95 %.
    fn normal_quantile(self) -> f64 {
        // A level that rounds to 1 has no finite quantile; the largest float below 1 has.
        Normal::standard().inverse_cdf((0.5 + self.0 / 2.0).min(1.0 - f64::EPSILON))
    }

    /// The two-sided quantile of Student's t; `None` without a degree of freedom.
    fn student_quantile(self, degrees_of_freedom: f64) -> Option<f64> {
        beta::student_quantile(self.0, degrees_of_freedom)
    }
}
