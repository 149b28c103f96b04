//! Quantiles of the beta distribution, from which quantiles of Student's t and exact intervals follow, and
//! the distribution function of the binomial, which is computed from that of the beta.
//!
//! `statrs` has inverses too, but they stop early for some shapes (its tests leave out t(0.8; 2)). This
//! module inverts its distribution function by Newton's method inside a bracket.

use statrs::distribution::{Beta, Continuous, ContinuousCDF};
use statrs::function::beta::checked_beta_reg;

use super::{Confidence, Interval};

/// The maximum number of steps. A Newton step doubles the correct digits; where Newton's method fails, the
/// bracket is halved.
const MAX_STEPS: usize = 200;

/// The number below which a Beta(`a`, `b`) variable falls with the probability `p`.
///
/// `None` unless both shapes are positive and finite and `p` lies strictly between 0 and 1.
pub(super) fn beta_quantile(a: f64, b: f64, p: f64) -> Option<f64> {
    let distribution = Beta::new(a, b).ok().filter(|_| p > 0.0 && p < 1.0)?;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..MAX_STEPS {
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
/// Computed from T²/(df + T²) ~ Beta(½, df/2). `None` without a degree of freedom, or unless `level` lies
/// strictly between 0 and 1.
pub(super) fn student_quantile(level: f64, degrees_of_freedom: f64) -> Option<f64> {
    let part = beta_quantile(0.5, degrees_of_freedom / 2.0, level)?;
    let quantile = (degrees_of_freedom * part / (1.0 - part)).sqrt();
    quantile.is_finite().then_some(quantile)
}

/// The exact interval of Clopper and Pearson (1934, Biometrika 26:404) for a share that weighs as much as
/// `effective` answers, which need not be a whole number: the shares under which neither tail of the binomial
/// distribution is less likely than half of 1 − level.
///
/// Its coverage is at least the confidence level, often more. `None` unless the share lies within [0, 1] and
/// `effective` is positive and finite.
pub(super) fn clopper_pearson_effective(
    share: f64,
    effective: f64,
    confidence: Confidence,
) -> Option<Interval> {
    if !(0.0..=1.0).contains(&share) || !effective.is_finite() || effective <= 0.0 {
        return None;
    }
    let (yes, no) = (share * effective, (1.0 - share) * effective);
    let low = if yes > 0.0 { beta_quantile(yes, no + 1.0, confidence.lower_tail())? } else { 0.0 };
    // The upper end as the complement of the other side's lower end keeps the digits near 1.
    let high = if no > 0.0 { 1.0 - beta_quantile(no, yes + 1.0, confidence.lower_tail())? } else { 1.0 };
    Some(Interval { low: low.min(share), high: high.max(share) })
}

/// The equal-tailed interval of a Beta(`a`, `b`) distribution; `None` unless both shapes are positive and
/// finite.
pub(super) fn credible_interval(a: f64, b: f64, confidence: Confidence) -> Option<Interval> {
    let low = beta_quantile(a, b, confidence.lower_tail())?;
    let high = 1.0 - beta_quantile(b, a, confidence.lower_tail())?;
    Some(Interval { low, high: high.max(low) })
}

/// P(X ≤ `successes`) in `trials` trials with the success probability `target`, which must lie within [0, 1].
pub(super) fn binomial_cdf(successes: u64, trials: u64, target: f64) -> f64 {
    if successes >= trials {
        return 1.0;
    }
    let (no, yes) = ((trials - successes) as f64, successes as f64 + 1.0);
    checked_beta_reg(no, yes, 1.0 - target).map_or(1.0, |p| p.clamp(0.0, 1.0))
}

/// The least number in `from..=to` for which `holds` is true, for a condition that stays true once it is
/// true; `to` if it never is.
pub(super) fn least(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut from, mut to) = (from, to);
    while from < to {
        let middle = u64::midpoint(from, to);
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::reference_values;

    #[test]
    fn beta_quantiles_agree_with_scipy() {
        let rows = reference_values::scipy("beta_quantile");
        assert_eq!(rows.len(), 84);
        for row in rows {
            let quantile = beta_quantile(row[0], row[1], row[2]).unwrap();
            assert!((quantile - row[3]).abs() < 1e-11, "{row:?}: {quantile}");
        }
    }

    #[test]
    fn student_quantiles_agree_with_scipy() {
        let rows = reference_values::scipy("student_quantile");
        assert_eq!(rows.len(), 36);
        for row in rows {
            let quantile = student_quantile(row[0], row[1]).unwrap();
            assert!((quantile / row[2] - 1.0).abs() < 1e-9, "{row:?}: {quantile}");
        }
    }

    #[test]
    fn invalid_arguments_have_no_quantile() {
        assert_eq!(beta_quantile(0.0, 1.0, 0.5), None);
        assert_eq!(beta_quantile(1.0, f64::INFINITY, 0.5), None);
        assert_eq!(beta_quantile(1.0, 1.0, f64::NAN), None);
        assert_eq!(student_quantile(0.95, 0.0), None);
        assert_eq!(student_quantile(1.0, 5.0), None);
    }

    fn exact(successes: u64, trials: u64, level: f64) -> Interval {
        let share = successes as f64 / trials as f64;
        clopper_pearson_effective(share, trials as f64, Confidence::new(level).unwrap()).unwrap()
    }

    #[test]
    fn clopper_pearson_agrees_with_statsmodels() {
        reference_values::assert_intervals("clopper_pearson", exact);
    }

    #[test]
    fn invalid_arguments_have_no_interval() {
        assert_eq!(clopper_pearson_effective(0.5, 0.0, Confidence::PUBLISHED), None);
        assert_eq!(clopper_pearson_effective(1.1, 10.0, Confidence::PUBLISHED), None);
        assert_eq!(credible_interval(0.0, 1.0, Confidence::PUBLISHED), None);
    }

    fn counts() -> impl Strategy<Value = (u64, u64)> {
        (1_u64..1500).prop_flat_map(|n| (0..=n, Just(n)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn clopper_pearson_contains_the_share_and_mirrors_failures((x, n) in counts(), level in 0.5_f64..0.99) {
            let (there, back) = (exact(x, n, level), exact(n - x, n, level));
            let share = x as f64 / n as f64;
            prop_assert!(0.0 <= there.low && there.low <= share && share <= there.high && there.high <= 1.0);
            prop_assert!((there.low + back.high - 1.0).abs() < 1e-10);
            let surer = exact(x, n, level + 0.009);
            prop_assert!(surer.low <= there.low && surer.high >= there.high);
        }
    }

    #[test]
    fn the_binomial_cdf_is_the_sum_of_its_terms() {
        // Terms by the recurrence P(x + 1) = P(x) · (n − x)/(x + 1) · p/(1 − p).
        for (n, p) in [(1_u64, 0.3_f64), (10, 0.5), (47, 0.97), (120, 0.02)] {
            let mut term = (1.0 - p).powf(n as f64);
            let mut sum = 0.0;
            for x in 0..=n {
                sum += term;
                assert!((binomial_cdf(x, n, p) - sum).abs() < 1e-12, "{x} of {n}: {sum}");
                term *= (n - x) as f64 / (x + 1) as f64 * p / (1.0 - p);
            }
        }
    }

    #[test]
    fn the_binomial_cdf_takes_probabilities_of_0_and_1() {
        assert!((binomial_cdf(0, 5, 0.0) - 1.0).abs() < 1e-15);
        assert!(binomial_cdf(4, 5, 1.0).abs() < 1e-15);
        assert!((binomial_cdf(5, 5, 1.0) - 1.0).abs() < 1e-15);
    }
}
