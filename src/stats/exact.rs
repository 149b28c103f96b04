//! Intervals from quantiles of the beta distribution: the exact one of a proportion, and a posterior's.

use super::quantile::beta_quantile;
use super::{Confidence, Interval};

/// The exact interval of Clopper and Pearson (1934, Biometrika 26:404) for a share that weighs as much as `effective`
/// answers, which need not be a whole number: the shares under which neither tail of the binomial distribution is rarer
/// than half of what the confidence leaves.
///
/// It covers at least as often as it says, often more. `None` unless the share lies within [0, 1] and `effective` is positive and finite.
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

/// The equal-tailed interval of a Beta(`a`, `b`) distribution; `None` unless both shapes are positive and finite.
pub(super) fn credible_interval(a: f64, b: f64, confidence: Confidence) -> Option<Interval> {
    let low = beta_quantile(a, b, confidence.lower_tail())?;
    let high = 1.0 - beta_quantile(b, a, confidence.lower_tail())?;
    Some(Interval { low, high: high.max(low) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::reference;

    fn exact(successes: u64, trials: u64, level: f64) -> Interval {
        let share = successes as f64 / trials as f64;
        clopper_pearson_effective(share, trials as f64, Confidence::new(level).unwrap()).unwrap()
    }

    #[test]
    fn it_agrees_with_statsmodels() {
        let rows = reference::intervals("clopper_pearson");
        assert_eq!(rows.len(), 30);
        for row in rows {
            let interval = exact(row.successes, row.trials, row.level);
            assert!((interval.low - row.low).abs() < 1e-9, "{}: {interval:?}", row.low);
            assert!((interval.high - row.high).abs() < 1e-9, "{}: {interval:?}", row.high);
        }
    }

    #[test]
    fn nothing_has_no_interval() {
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
        fn it_holds_the_share_and_mirrors_failures((x, n) in counts(), level in 0.5_f64..0.99) {
            let (there, back) = (exact(x, n, level), exact(n - x, n, level));
            let share = x as f64 / n as f64;
            prop_assert!(0.0 <= there.low && there.low <= share && share <= there.high && there.high <= 1.0);
            prop_assert!((there.low + back.high - 1.0).abs() < 1e-10);
            let surer = exact(x, n, level + 0.009);
            prop_assert!(surer.low <= there.low && surer.high >= there.high);
        }
    }
}
