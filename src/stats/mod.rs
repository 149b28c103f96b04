//! Pure statistics on counts: nothing here knows of surveys, units or languages.
//! Every formula names its source and is tested against values from other people's software.

mod mean;
mod proportion;
mod stratified;

pub use mean::{MeanEstimate, mean_of_scores};
pub use proportion::{ProportionDifference, newcombe, wilson};
pub use stratified::{StratifiedShare, Stratum, stratified_logit};

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The two ends of a confidence interval, in the unit of the estimate it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How sure an interval is to cover the truth: a share strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// The 95 % of every published figure.
    pub const PUBLISHED: Self = Self(0.95);

    /// `None` unless `level` lies strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// The level as a share.
    pub fn level(self) -> f64 {
        self.0
    }

    /// The two-sided quantile of the standard normal distribution, 1.959964 at 95 %.
    fn normal_quantile(self) -> f64 {
        Normal::standard().inverse_cdf(0.5 + self.0 / 2.0)
    }

    /// The two-sided quantile of Student's t; `None` without a degree of freedom.
    fn student_quantile(self, degrees_of_freedom: f64) -> Option<f64> {
        let distribution = StudentsT::new(0.0, 1.0, degrees_of_freedom).ok()?;
        Some(distribution.inverse_cdf(0.5 + self.0 / 2.0))
    }
}
