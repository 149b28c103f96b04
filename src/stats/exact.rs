//! Other intervals for one proportion: the exact one, and two that the literature compares with it.

use super::quantile::beta_quantile;
use super::{Confidence, Interval};

/// The exact interval of Clopper and Pearson (1934, Biometrika 26:404): the shares under which neither tail of the
/// binomial distribution is rarer than half of what the confidence leaves.
///
/// It covers at least as often as it says, often more. `None` without trials, or with more successes than trials.
pub fn clopper_pearson(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    clopper_pearson_effective(successes as f64 / trials as f64, trials as f64, confidence)
}

/// The same for a share that weighs as much as `effective` answers, which need not be a whole number.
///
/// `None` unless the share lies within [0, 1] and `effective` is positive and finite.
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

/// The equal-tailed interval under the prior of Jeffreys, Beta(½, ½) (Brown and others 2001, Statistical
/// Science 16:101, equation 7).
///
/// As it stands, without their mending of the ends: at 0 % and 100 % it leaves the estimate itself just outside.
/// `None` without trials, or with more successes than trials.
pub fn jeffreys(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    let failures = trials.checked_sub(successes).filter(|_| trials > 0)?;
    let (yes, no) = (successes as f64 + 0.5, failures as f64 + 0.5);
    credible_interval(yes, no, confidence)
}

/// The equal-tailed interval of a Beta(`a`, `b`) distribution; `None` unless both shapes are positive and finite.
pub(super) fn credible_interval(a: f64, b: f64, confidence: Confidence) -> Option<Interval> {
    let low = beta_quantile(a, b, confidence.lower_tail())?;
    let high = 1.0 - beta_quantile(b, a, confidence.lower_tail())?;
    Some(Interval { low, high: high.max(low) })
}

/// The interval of Agresti and Coull (1998, The American Statistician 52:119), cut at 0 and 1: the textbook
/// interval after adding z²/2 successes and as many failures.
///
/// `None` without trials, or with more successes than trials.
pub fn agresti_coull(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let z = confidence.normal_quantile();
    let n = trials as f64 + z * z;
    let p = (successes as f64 + z * z / 2.0) / n;
    let reach = z * (p * (1.0 - p) / n).sqrt();
    Some(Interval { low: (p - reach).max(0.0), high: (p + reach).min(1.0) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{reference, wilson};

    type Method = fn(u64, u64, Confidence) -> Option<Interval>;
    const METHODS: [(&str, Method); 4] = [
        ("wilson", wilson),
        ("clopper_pearson", clopper_pearson),
        ("agresti_coull", agresti_coull),
        ("jeffreys", jeffreys),
    ];

    #[test]
    fn every_method_agrees_with_statsmodels() {
        for (name, method) in METHODS {
            let rows = reference::intervals(name);
            assert_eq!(rows.len(), 30);
            for row in rows {
                let confidence = Confidence::new(row.level).unwrap();
                let interval = method(row.successes, row.trials, confidence).unwrap();
                assert!((interval.low - row.low).abs() < 1e-9, "{name} {}: {interval:?}", row.low);
                assert!((interval.high - row.high).abs() < 1e-9, "{name} {}: {interval:?}", row.high);
            }
        }
    }

    #[test]
    fn nothing_has_no_interval() {
        for (name, method) in METHODS {
            assert_eq!(method(0, 0, Confidence::PUBLISHED), None, "{name}");
            assert_eq!(method(2, 1, Confidence::PUBLISHED), None, "{name}");
        }
    }

    #[test]
    fn a_million_answers_still_get_an_interval() {
        for (name, method) in METHODS {
            let interval = method(970_000, 1_000_000, Confidence::PUBLISHED).unwrap();
            assert!((interval.low - 0.969_664).abs() < 1e-5, "{name}: {interval:?}");
            assert!((interval.high - 0.970_333).abs() < 1e-5, "{name}: {interval:?}");
        }
    }

    fn counts() -> impl Strategy<Value = (u64, u64)> {
        (1_u64..1500).prop_flat_map(|n| (0..=n, Just(n)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn intervals_hold_the_share_within_their_bounds((x, n) in counts(), level in 0.5_f64..0.999) {
            let confidence = Confidence::new(level).unwrap();
            let share = x as f64 / n as f64;
            for (name, method) in METHODS {
                let interval = method(x, n, confidence).unwrap();
                prop_assert!(interval.low >= 0.0 && interval.low <= interval.high && interval.high <= 1.0);
                let holds = interval.low <= share && share <= interval.high;
                prop_assert!(holds || name == "jeffreys" && (x == 0 || x == n), "{name}");
            }
        }

        #[test]
        fn intervals_mirror_successes_and_failures((x, n) in counts()) {
            for (name, method) in METHODS {
                let there = method(x, n, Confidence::PUBLISHED).unwrap();
                let back = method(n - x, n, Confidence::PUBLISHED).unwrap();
                prop_assert!((there.low + back.high - 1.0).abs() < 1e-10, "{name}");
                prop_assert!((there.high + back.low - 1.0).abs() < 1e-10, "{name}");
            }
        }

        #[test]
        fn intervals_rise_with_successes_and_widen_with_the_level((x, n) in counts(), level in 0.5_f64..0.99) {
            for (name, method) in METHODS {
                let here = method(x, n, Confidence::new(level).unwrap()).unwrap();
                let surer = method(x, n, Confidence::new(level + 0.009).unwrap()).unwrap();
                prop_assert!(surer.low <= here.low && surer.high >= here.high, "{name}");
                if x < n {
                    let more = method(x + 1, n, Confidence::new(level).unwrap()).unwrap();
                    prop_assert!(more.low >= here.low && more.high >= here.high, "{name}");
                }
            }
        }

        #[test]
        fn the_exact_interval_is_the_widest_but_for_rounding((x, n) in counts()) {
            let exact = clopper_pearson(x, n, Confidence::PUBLISHED).unwrap();
            let bayes = jeffreys(x, n, Confidence::PUBLISHED).unwrap();
            prop_assert!(exact.low <= bayes.low + 1e-10 && exact.high >= bayes.high - 1e-10);
        }
    }
}
