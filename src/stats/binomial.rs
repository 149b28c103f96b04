//! The distribution function of the binomial distribution.

use statrs::function::beta::checked_beta_reg;

/// P(X ≤ `successes`) of `trials` with the chance `target` each, which must lie within [0, 1].
pub(super) fn binomial_cdf(successes: u64, trials: u64, target: f64) -> f64 {
    if successes >= trials {
        return 1.0;
    }
    let (no, yes) = ((trials - successes) as f64, successes as f64 + 1.0);
    checked_beta_reg(no, yes, 1.0 - target).map_or(1.0, |p| p.clamp(0.0, 1.0))
}

/// The least number in `from..=to` of which `holds` is true, for a condition that stays true once it is; `to` where
/// it never is.
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
    use super::*;

    #[test]
    fn it_is_the_sum_of_its_terms() {
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
    fn chances_of_nought_and_one_are_certain() {
        assert!((binomial_cdf(0, 5, 0.0) - 1.0).abs() < 1e-15);
        assert!(binomial_cdf(4, 5, 1.0).abs() < 1e-15);
        assert!((binomial_cdf(5, 5, 1.0) - 1.0).abs() < 1e-15);
    }
}
