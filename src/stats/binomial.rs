//! The binomial distribution, exactly, and its two-sided test.

use statrs::function::beta::checked_beta_reg;
use statrs::function::factorial::ln_binomial;

/// P(X ≤ `successes`) of `trials` with the chance `target` each, which must lie within [0, 1].
pub(super) fn binomial_cdf(successes: u64, trials: u64, target: f64) -> f64 {
    if successes >= trials {
        return 1.0;
    }
    let (no, yes) = ((trials - successes) as f64, successes as f64 + 1.0);
    checked_beta_reg(no, yes, 1.0 - target).map_or(1.0, |p| p.clamp(0.0, 1.0))
}

/// ln P(X = `successes`); minus infinity where that cannot be.
fn ln_probability(successes: u64, trials: u64, target: f64) -> f64 {
    let part = |count: u64, chance: f64| if count == 0 { 0.0 } else { count as f64 * chance.ln() };
    ln_binomial(trials, successes) + part(successes, target) + part(trials - successes, 1.0 - target)
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

/// How probable `successes` of `trials`, or anything no likelier, would be if each trial succeeded with the chance
/// `target`: the exact two-sided test by the method of small p-values (as R's `binom.test` and scipy's `binomtest`).
///
/// `None` without trials, with more successes than trials, or unless the target lies within [0, 1].
pub fn binomial_two_sided_p(successes: u64, trials: u64, target: f64) -> Option<f64> {
    if trials == 0 || successes > trials || !(0.0..=1.0).contains(&target) {
        return None;
    }
    let expected = trials as f64 * target;
    let distance = successes as f64 - expected;
    if distance > 0.0 {
        // The tail at hand is the lower one of the failures.
        return Some(from_lower_tail(trials - successes, trials, 1.0 - target));
    }
    Some(if distance < 0.0 { from_lower_tail(successes, trials, target) } else { 1.0 })
}

/// P(X ≤ `successes`), below the expectation, and above it all that is no likelier than `successes`.
fn from_lower_tail(successes: u64, trials: u64, target: f64) -> f64 {
    // Both sides of a symmetric distribution are equally likely; rounding must not tear them apart.
    let bound = ln_probability(successes, trials, target) + 1e-7;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the trials")]
    let above = ((trials as f64 * target).ceil() as u64).min(trials);
    let upper = least(above, trials.saturating_add(1), |count| {
        count > trials || ln_probability(count, trials, target) <= bound
    });
    // P(X ≥ upper) is P(failures ≤ trials − upper).
    let upper_tail = trials.checked_sub(upper).map_or(0.0, |no| binomial_cdf(no, trials, 1.0 - target));
    (binomial_cdf(successes, trials, target) + upper_tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::reference;

    #[test]
    fn it_agrees_with_scipy() {
        let rows = reference::scipy("binomial_p");
        assert_eq!(rows.len(), 21);
        for row in rows {
            let (successes, trials) = reference::pairs(&row)[0];
            let p = binomial_two_sided_p(successes, trials, row[2]).unwrap();
            assert!((p - row[3]).abs() < 1e-9, "{row:?}: {p}");
        }
    }

    #[test]
    fn nothing_has_no_p_value() {
        assert_eq!(binomial_two_sided_p(0, 0, 0.5), None);
        assert_eq!(binomial_two_sided_p(2, 1, 0.5), None);
        assert_eq!(binomial_two_sided_p(1, 1, f64::NAN), None);
        assert_eq!(binomial_two_sided_p(1, 1, 1.1), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn it_is_the_sum_of_all_that_is_no_likelier((x, n) in counts(), target in 0.0_f64..=1.0) {
            let p = binomial_two_sided_p(x, n, target).unwrap();
            let here = ln_probability(x, n, target) + 1e-7;
            let all = (0..=n).map(|count| ln_probability(count, n, target)).filter(|other| *other <= here);
            prop_assert!((p - all.map(f64::exp).sum::<f64>()).abs() < 1e-6);
            let mirrored = binomial_two_sided_p(n - x, n, 1.0 - target).unwrap();
            prop_assert!((p - mirrored).abs() < 1e-6, "{p} {mirrored}");
        }
    }

    fn counts() -> impl Strategy<Value = (u64, u64)> {
        (1_u64..120).prop_flat_map(|n| (0..=n, Just(n)))
    }
}
