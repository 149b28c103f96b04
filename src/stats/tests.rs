//! Property tests: results for any counts are finite and within bounds, and nothing panics.

use proptest::prelude::*;

use super::*;

/// Any count, often a small or a very large one.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..4, 0_u64..2000, any::<u64>(), Just(u64::MAX), (0_u32..64).prop_map(|bits| 1 << bits)]
}

/// Any number, often NaN, infinite or at a bound.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0_f64..=1.0,
        any::<f64>(),
        prop::sample::select(vec![
            0.0,
            1.0,
            -0.0,
            -1.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN_POSITIVE,
            1.0 - f64::EPSILON / 2.0,
        ]),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((count(), count()), 0..16)
}

fn within_bounds(interval: Option<Interval>) -> bool {
    interval.is_none_or(|Interval { low, high }| 0.0 <= low && low <= high && high <= 1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn intervals_of_any_counts_stay_within_bounds(x in count(), n in count(), all in count(), level in number(), share in number()) {
        let confidence = Confidence::new(level).unwrap_or(Confidence::PUBLISHED);
        prop_assert!(within_bounds(wilson(x, n, confidence)));
        prop_assert!(within_bounds(wilson_finite(x, n, all, confidence)));
        prop_assert!(within_bounds(worst_case(x, n, all)));
        prop_assert!(within_bounds(funnel_limits(share, n, level, None)));
        prop_assert!(yamane(all, share).is_none_or(|size| size <= all));
        let difference = newcombe((x, n), (n, all), confidence);
        prop_assert!(difference.is_none_or(|found| found.interval.low <= found.interval.high));
        let mean = mean_of_scores(&[x, n, all], confidence);
        prop_assert!(mean.is_none_or(|mean| (1.0 - 1e-9..=3.0 + 1e-9).contains(&mean.value)));
    }

    #[test]
    fn statistics_of_units_with_any_counts_stay_within_bounds(units in pairs(), target in number(), level in number()) {
        let confidence = Confidence::new(level).unwrap_or(Confidence::PUBLISHED);
        if let Ok(chart) = control_chart(&units) {
            prop_assert!(chart.widening.is_finite());
            for point in chart.points.iter().flatten() {
                prop_assert!(within_bounds(Some(point.limits)));
            }
        }
        if let Some(found) = empirical_bayes(&units, confidence) {
            prop_assert!(found.units.iter().all(|unit| within_bounds(Some(unit.interval))));
        }
        let found = Overdispersion::estimate(&units, target);
        prop_assert!(found.is_none_or(|found| found.phi.is_finite() && found.tau_squared.is_finite()));
        for &(successes, trials) in &units {
            if let Some(found) = found {
                prop_assert!(within_bounds(funnel_limits(target, trials, level, Some(&found))));
            }
            prop_assert!(standing(successes, trials, target, level, found.as_ref()).is_none() || successes <= trials);
            let chance = false_alarm_chance(target, trials, level, found.as_ref());
            prop_assert!((0.0..=1.0 + 1e-9).contains(&chance), "{chance}");
        }
    }

    #[test]
    fn stratified_shares_of_any_counts_are_finite_and_within_bounds(strata in prop::collection::vec([count(), count(), count(), count()], 0..6)) {
        let strata: Vec<_> = strata
            .into_iter()
            .map(|[population, answers, successes, invited]| Stratum { population, answers, successes, invited })
            .collect();
        if let Some(found) = stratified_logit(&strata, Confidence::PUBLISHED) {
            prop_assert!(within_bounds(Some(found.interval)), "{found:?}");
            prop_assert!(found.variance.is_finite(), "{found:?}");
            prop_assert!(found.effective_answers.is_none_or(f64::is_finite), "{found:?}");
        }
    }
}
