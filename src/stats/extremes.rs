//! Whatever counts come in, what goes out are numbers, and nothing panics.

use proptest::prelude::*;

use super::*;

/// Any count, the small and the largest ones often.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..4, 0_u64..2000, any::<u64>(), Just(u64::MAX), (0_u32..64).prop_map(|bits| 1 << bits)]
}

/// Any number, those that are none often.
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
    fn intervals_of_any_counts_are_intervals(x in count(), n in count(), all in count(), level in number(), share in number()) {
        let confidence = Confidence::new(level).unwrap_or(Confidence::PUBLISHED);
        prop_assert!(within_bounds(wilson(x, n, confidence)));
        prop_assert!(within_bounds(wilson_effective(share, level, confidence)));
        prop_assert!(within_bounds(wilson_finite(x, n, all, confidence)));
        prop_assert!(within_bounds(clopper_pearson(x, n, confidence)));
        prop_assert!(within_bounds(agresti_coull(x, n, confidence)));
        prop_assert!(within_bounds(jeffreys(x, n, confidence)));
        prop_assert!(within_bounds(worst_case(x, n, all)));
        prop_assert!(within_bounds(funnel_limits(share, n, level)));
        prop_assert!(binomial_two_sided_p(x, n, share).is_none_or(|p| (0.0..=1.0).contains(&p)));
        prop_assert!(yamane(all, share).is_none_or(|size| size <= all));
        let difference = newcombe((x, n), (n, all), confidence);
        prop_assert!(difference.is_none_or(|found| found.interval.low <= found.interval.high));
        let mean = mean_of_scores(&[x, n, all], confidence);
        prop_assert!(mean.is_none_or(|mean| (1.0 - 1e-9..=3.0 + 1e-9).contains(&mean.value)));
    }

    #[test]
    fn many_units_of_any_counts_are_borne(units in pairs(), target in number(), level in number()) {
        let confidence = Confidence::new(level).unwrap_or(Confidence::PUBLISHED);
        for chart in [p_chart(&units), laney_chart(&units)].into_iter().flatten() {
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
                prop_assert!(within_bounds(widened_funnel_limits(target, trials, level, &found)));
            }
            prop_assert!(standing(successes, trials, target, level, found.as_ref()).is_none() || successes <= trials);
        }
    }

    #[test]
    fn strata_of_any_counts_are_borne(strata in prop::collection::vec([count(), count(), count(), count()], 0..6)) {
        let strata: Vec<_> = strata
            .into_iter()
            .map(|[population, answers, successes, invited]| Stratum { population, answers, successes, invited })
            .collect();
        if let Some(found) = stratified_logit(&strata, Confidence::PUBLISHED) {
            prop_assert!(within_bounds(Some(found.interval)) && within_bounds(found.beta(Confidence::PUBLISHED)), "{found:?}");
            prop_assert!(found.variance.is_finite() && found.degrees_of_freedom.is_finite());
            let derived = [found.design_effect, found.effective_answers];
            prop_assert!(derived.iter().flatten().all(|value| value.is_finite()), "{found:?}");
        }
    }

    #[test]
    fn weights_of_any_size_are_borne(answers in prop::collection::vec((number(), 0_usize..3), 0..9), totals in [number(), number(), number()]) {
        let weights: Vec<_> = answers.iter().map(|answer| answer.0).collect();
        let cells: Vec<_> = answers.iter().map(|answer| answer.1).collect();
        let are_numbers = |weights: &[f64]| weights.iter().all(|weight| weight.is_finite());
        prop_assert!(kish(&weights).is_none_or(|cost| cost.design_effect.is_finite() && cost.effective.is_finite()));
        prop_assert!(post_stratify(&weights, &cells, &totals).is_none_or(|weights| are_numbers(&weights)));
        let margin = Margin { categories: &cells, totals: &totals };
        let options = RakeOptions { tolerance: totals[0], trimming: Some((0.3, 3.0)), ..RakeOptions::default() };
        prop_assert!(rake(&weights, &[margin], &options).is_none_or(|raked| are_numbers(&raked.weights)));
        prop_assert!(are_numbers(&adjusted_p_values(&weights)) && are_numbers(&holm(&weights)));
        prop_assert_eq!(benjamini_hochberg(&weights, totals[0]).len(), weights.len());
        prop_assert!(expected_false_alarms(weights.len(), totals[1]).is_finite());
    }
}
