//! Tests against Spiegelhalter's formulas computed with scipy, and properties for any counts.

use proptest::prelude::*;

use super::*;
use crate::stats::reference_values;

#[test]
fn limits_agree_with_scipy() {
    let rows = reference_values::scipy("funnel");
    assert_eq!(rows.len(), 64);
    for row in rows {
        let (target, n, level) = (row[0], row[1], row[2]);
        let limits = funnel_limits(target, reference_values::pairs(&row[1..3])[0].0, level, None).unwrap();
        // The mirrored upper limit is exactly one answer above the published one; see `funnel_limits`.
        let (low, high) = (row[3] / n, (row[4] + 1.0) / n);
        assert!((limits.low - low.clamp(0.0, target)).abs() < 1e-9, "{row:?}: {limits:?}");
        assert!((limits.high - high.clamp(target, 1.0)).abs() < 1e-9, "{row:?}: {limits:?}");
    }
}

#[test]
fn overdispersion_agrees_with_numpy() {
    let rows = reference_values::scipy("overdispersion");
    assert_eq!(rows.len(), 6);
    for row in rows {
        let units = reference_values::pairs(&row[3..]);
        let found = Overdispersion::estimate(&units, row[0]).unwrap();
        assert!((found.phi - row[1]).abs() < 1e-9, "{row:?}: {found:?}");
        assert!((found.tau_squared - row[2]).abs() < 1e-12, "{row:?}: {found:?}");
        assert_eq!((found.is_material(), found.units), (row[2] > 0.0, units.len()));
    }
}

#[test]
fn a_hundred_percent_of_few_is_not_remarkable() {
    let at = |successes, trials| standing(successes, trials, 0.97, 0.95, None);
    assert_eq!(at(20, 20), Some(Ordering::Equal));
    assert_eq!(at(1, 1), Some(Ordering::Equal));
    assert_eq!(at(390, 390), Some(Ordering::Greater));
    assert_eq!(at(17, 20), Some(Ordering::Less));
    assert_eq!(at(18, 20), Some(Ordering::Equal));
    assert_eq!(at(0, 0), None);
    assert_eq!(at(2, 1), None);
}

#[test]
fn overdispersion_can_bring_a_unit_within_the_limits() {
    let units = [(95, 100), (180, 200), (45, 50), (299, 300), (60, 80), (118, 120), (30, 30), (400, 410)];
    let found = Overdispersion::estimate(&units, 0.95).unwrap();
    assert!(found.is_material());
    assert_eq!(standing(180, 200, 0.95, 0.95, None), Some(Ordering::Less));
    assert_eq!(standing(180, 200, 0.95, 0.95, Some(&found)), Some(Ordering::Equal));
}

/// The probability beyond the limits by enumeration of all counts: binomial terms by recurrence, and
/// [`standing`] of each.
fn enumerated(target: f64, trials: u64, level: f64) -> f64 {
    let mut term = (1.0 - target).powf(trials as f64);
    let mut beyond = 0.0;
    for count in 0..=trials {
        if standing(count, trials, target, level, None) != Some(Ordering::Equal) {
            beyond += term;
        }
        term *= (trials - count) as f64 / (count + 1) as f64 * target / (1.0 - target);
    }
    beyond
}

#[test]
fn false_alarms_agree_with_enumeration() {
    for target in [0.5, 0.8, 0.92, 0.97] {
        for trials in [1, 10, 11, 20, 30, 47, 100, 120] {
            for level in [0.95, 0.998] {
                let chance = false_alarm_chance(target, trials, level, None);
                let expected = enumerated(target, trials, level);
                assert!((chance - expected).abs() < 1e-10, "{target} {trials} {level}: {chance} {expected}");
                assert!(chance <= 1.0 - level + 1e-12);
            }
        }
    }
    // At a target of 70 %, three or fewer of 10 satisfied are less likely than 2.5 %; ten of ten are not.
    let by_hand = enumerated(0.7, 10, 0.95);
    assert!((by_hand - 0.010_592_078_4).abs() < 1e-9, "{by_hand}");
}

#[test]
fn false_alarms_of_widened_limits_agree_with_the_normal_distribution() {
    // Far from 0 and 1 and with many answers, exact limits are nearly normal ones, and the widened tails sum
    // to 1 − level.
    let found = Overdispersion { units: 20, phi: 4.0, tau_squared: 0.002 };
    for level in [0.95, 0.998] {
        let chance = false_alarm_chance(0.5, 100_000, level, Some(&found));
        assert!((chance / (1.0 - level) - 1.0).abs() < 0.02, "{chance}");
    }
    // Nothing lies above 100 %, so that only the lower tail is left.
    let one_sided = false_alarm_chance(0.97, 40, 0.95, Some(&found));
    assert!(one_sided > 0.0 && one_sided < 0.025, "{one_sided}");
    let immaterial = Overdispersion { tau_squared: 0.0, ..found };
    let exact = false_alarm_chance(0.97, 40, 0.95, None);
    assert!((false_alarm_chance(0.97, 40, 0.95, Some(&immaterial)) - exact).abs() < 1e-15);
}

#[test]
fn without_limits_there_is_no_alarm() {
    for chance in [
        false_alarm_chance(0.9, 0, 0.95, None),
        false_alarm_chance(0.9, 10, f64::NAN, None),
        false_alarm_chance(1.0, 10, 0.95, None),
        false_alarm_chance(0.0, 10, 0.95, None),
    ] {
        assert!(chance.abs() < 1e-300, "{chance}");
    }
}

#[test]
fn invalid_counts_have_no_limits_and_no_overdispersion() {
    assert_eq!(funnel_limits(0.5, 0, 0.95, None), None);
    assert_eq!(funnel_limits(1.1, 10, 0.95, None), None);
    assert_eq!(funnel_limits(0.5, 10, 1.0, None), None);
    assert_eq!(Overdispersion::estimate(&[(1, 2), (0, 0)], 0.5), None);
    assert_eq!(Overdispersion::estimate(&[(1, 2), (2, 1)], 0.5), None);
    assert_eq!(Overdispersion::estimate(&[(1, 2), (1, 2)], 1.0), None);
    let certain = Overdispersion { units: 2, phi: 9.0, tau_squared: 0.1 };
    assert_eq!(standing(10, 10, 1.0, 0.95, Some(&certain)), Some(Ordering::Equal));
}

fn units() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0_u64..200).prop_flat_map(|n| (0..=n, Just(n))), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn limits_nest_around_the_target(target in 0.0_f64..=1.0, trials in 1_u64..3000) {
        let narrow = funnel_limits(target, trials, 0.95, None).unwrap();
        let wide = funnel_limits(target, trials, 0.998, None).unwrap();
        prop_assert!(0.0 <= wide.low && wide.low <= narrow.low && narrow.low <= target);
        prop_assert!(target <= narrow.high && narrow.high <= wide.high && wide.high <= 1.0);
        let mirrored = funnel_limits(1.0 - target, trials, 0.95, None).unwrap();
        prop_assert!((mirrored.low + narrow.high - 1.0).abs() < 1e-6);
    }

    #[test]
    fn shares_beyond_a_limit_are_as_unlikely_as_the_level_requires(target in 0.01_f64..0.99, n in 1_u64..300, part in 0.0_f64..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
        let x = (part * n as f64).round() as u64;
        match standing(x, n, target, 0.95, None).unwrap() {
            Ordering::Less => prop_assert!(binomial_cdf(x, n, target) <= 0.025 + 1e-9),
            Ordering::Greater => prop_assert!(binomial_cdf(n - x, n, 1.0 - target) <= 0.025 + 1e-9),
            Ordering::Equal => {
                prop_assert!(binomial_cdf(x, n, target) >= 0.025 - 1e-9);
                prop_assert!(binomial_cdf(n - x, n, 1.0 - target) >= 0.025 - 1e-9);
            }
        }
    }

    #[test]
    fn overdispersion_never_narrows_the_limits(units in units(), target in 0.01_f64..0.99, trials in 1_u64..500) {
        let Some(found) = Overdispersion::estimate(&units, target) else { return Ok(()) };
        prop_assert!(found.phi.is_finite() && found.tau_squared.is_finite() && found.tau_squared >= 0.0);
        let limits = funnel_limits(target, trials, 0.95, None).unwrap();
        let wide = funnel_limits(target, trials, 0.95, Some(&found)).unwrap();
        prop_assert!(0.0 <= wide.low && wide.low <= limits.low + 1e-12);
        prop_assert!(limits.high <= wide.high + 1e-12 && wide.high <= 1.0);
    }
}
