//! Quantiles of the beta distribution, from which those of Student's t and the exact binomial limits follow.
//!
//! `statrs` has inverses too, but they stop early for some shapes (its tests leave out t(0.8; 2)). Here its
//! distribution function is inverted by Newton's steps inside a bracket.

use statrs::distribution::{Beta, Continuous, ContinuousCDF};

/// Newton's steps double the correct digits; where they fail the bracket is halved.
const MOST_STEPS: usize = 200;

/// The number below which a Beta(`a`, `b`) variable falls with the probability `p`.
///
/// `None` unless both shapes are positive and finite and `p` lies strictly between 0 and 1.
pub(super) fn beta_quantile(a: f64, b: f64, p: f64) -> Option<f64> {
    let distribution = Beta::new(a, b).ok().filter(|_| p > 0.0 && p < 1.0)?;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..MOST_STEPS {
        let excess = distribution.cdf(x) - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - excess / distribution.pdf(x);
        if (newton - x).abs() <= f64::EPSILON * x || high - low <= f64::EPSILON * high {
            break;
        }
        x = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
    }
    Some(x)
}

/// The two-sided quantile of Student's t: |T| stays below it with the probability `level`.
///
/// By T²/(df + T²) ~ Beta(½, df/2). `None` without a degree of freedom, or unless `level` lies strictly between
/// 0 and 1.
pub(super) fn student_quantile(level: f64, degrees_of_freedom: f64) -> Option<f64> {
    let part = beta_quantile(0.5, degrees_of_freedom / 2.0, level)?;
    let quantile = (degrees_of_freedom * part / (1.0 - part)).sqrt();
    quantile.is_finite().then_some(quantile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::reference;

    #[test]
    fn beta_quantiles_agree_with_scipy() {
        let rows = reference::scipy("beta_quantile");
        assert_eq!(rows.len(), 84);
        for row in rows {
            let quantile = beta_quantile(row[0], row[1], row[2]).unwrap();
            assert!((quantile - row[3]).abs() < 1e-11, "{row:?}: {quantile}");
        }
    }

    #[test]
    fn student_quantiles_agree_with_scipy() {
        let rows = reference::scipy("student_quantile");
        assert_eq!(rows.len(), 36);
        for row in rows {
            let quantile = student_quantile(row[0], row[1]).unwrap();
            assert!((quantile / row[2] - 1.0).abs() < 1e-9, "{row:?}: {quantile}");
        }
    }

    #[test]
    fn what_has_no_quantile_has_none() {
        assert_eq!(beta_quantile(0.0, 1.0, 0.5), None);
        assert_eq!(beta_quantile(1.0, f64::INFINITY, 0.5), None);
        assert_eq!(beta_quantile(1.0, 1.0, f64::NAN), None);
        assert_eq!(student_quantile(0.95, 0.0), None);
        assert_eq!(student_quantile(1.0, 5.0), None);
    }
}
