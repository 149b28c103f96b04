//! Wilson's interval for one proportion, Newcombe's for the difference of two, worst-case bounds for people
//! who did not answer, and Yamane's sample size.

use super::{Confidence, Interval};

/// The Wilson score interval of a proportion (Wilson 1927, JASA 22:209), without continuity correction.
///
/// It never leaves [0, 1] and has a positive width at 0 % and 100 %, where the textbook interval has none.
/// `None` without trials, or with more successes than trials.
pub fn wilson(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    wilson_effective(successes as f64 / trials as f64, trials as f64, confidence)
}

/// The Wilson interval of a `share`, from 0 to 1, that weighs as much as `effective` independent answers,
/// which need not be a whole number.
///
/// `None` unless the share lies within [0, 1] and `effective` is positive and finite.
pub(super) fn wilson_effective(share: f64, effective: f64, confidence: Confidence) -> Option<Interval> {
    if !(0.0..=1.0).contains(&share) || !effective.is_finite() || effective <= 0.0 {
        return None;
    }
    let z = confidence.normal_quantile();
    let centre = share * effective + z * z / 2.0;
    let reach = z * (share * (1.0 - share) * effective + z * z / 4.0).sqrt();
    let scale = effective + z * z;
    // At the ends the formula is exactly 0 or 1; rounding must not give 3e-17 instead.
    let low = if share <= 0.0 { 0.0 } else { (centre - reach) / scale };
    let high = if share >= 1.0 { 1.0 } else { (centre + reach) / scale };
    Some(Interval { low: low.clamp(0.0, share), high: high.clamp(share, 1.0) })
}

/// The Wilson interval of a simple random sample drawn without replacement from `population`.
///
/// The sample weighs as much as n* = n(N−1)/(N−n) answers drawn with replacement, which turns the variance
/// p(1−p)/n into its finite form (Cochran 1977, Sampling Techniques, ch. 3). If the whole population
/// answered, the interval has no width. The correction holds for probability samples only. `None` without
/// trials, with more successes than trials, or with more trials than people.
pub fn wilson_finite(
    successes: u64,
    trials: u64,
    population: u64,
    confidence: Confidence,
) -> Option<Interval> {
    if trials == 0 || successes > trials || trials > population {
        return None;
    }
    let (n, all) = (trials as f64, population as f64);
    let share = successes as f64 / n;
    if trials == population {
        return Some(Interval { low: share, high: share });
    }
    wilson_effective(share, n * (all - 1.0) / (all - n), confidence)
}

/// The difference of two independent proportions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionDifference {
    /// The second proportion minus the first.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The difference of two independent proportions, each given as successes and trials, with its hybrid score
/// interval (Newcombe 1998, Statistics in Medicine 17:873, method 10).
///
/// `None` without trials on either side.
pub fn newcombe(
    before: (u64, u64),
    after: (u64, u64),
    confidence: Confidence,
) -> Option<ProportionDifference> {
    let first = wilson(before.0, before.1, confidence)?;
    let second = wilson(after.0, after.1, confidence)?;
    let share = |(successes, trials): (u64, u64)| successes as f64 / trials as f64;
    let (p1, p2) = (share(before), share(after));
    let value = p2 - p1;
    let below = (p2 - second.low).hypot(first.high - p1);
    let above = (second.high - p2).hypot(p1 - first.low);
    Some(ProportionDifference { value, interval: Interval { low: value - below, high: value + above } })
}

/// The bounds of the share in the whole population, whatever those who did not answer think: from x/N, if
/// none of them agrees, to (x + N − n)/N, if all do (Manski 1995, Identification Problems in the Social
/// Sciences, ch. 2).
///
/// `None` without a population, with more answers than people, or with more successes than answers.
pub fn worst_case(successes: u64, answers: u64, population: u64) -> Option<Interval> {
    let silent = population.checked_sub(answers)?;
    if population == 0 || successes > answers {
        return None;
    }
    let all = population as f64;
    Some(Interval { low: successes as f64 / all, high: (successes + silent) as f64 / all })
}

/// The sample size of Yamane (1967, Statistics: An Introductory Analysis): N/(1 + N·e²), rounded up, for a
/// population of N and a margin of `error`, a share such as 0.05.
///
/// It is the textbook formula at 95 % with p = ½ and z rounded to 2. The size is never more than the
/// population. `None` if the population is 0, or unless the error lies strictly between 0 and 1.
pub fn yamane(population: u64, error: f64) -> Option<u64> {
    if population == 0 || !(error > 0.0 && error < 1.0) {
        return None;
    }
    let all = population as f64;
    let size = all / (1.0 + all * error * error);
    // A size that is a whole number except for a rounding error must not be rounded up.
    let rounded = (size - size * 1e-12).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the population"
    )]
    let rounded = rounded as u64;
    Some(rounded.clamp(1, population))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::reference_values;

    #[test]
    fn wilson_agrees_with_statsmodels() {
        reference_values::assert_intervals("wilson", |successes, trials, level| {
            wilson(successes, trials, Confidence::new(level).unwrap()).unwrap()
        });
    }

    #[test]
    fn wilson_of_fractional_answers_agrees_with_statsmodels() {
        let rows = reference_values::scipy("wilson_effective");
        assert_eq!(rows.len(), 12);
        for row in rows {
            let interval = wilson_effective(row[0], row[1], Confidence::new(row[2]).unwrap()).unwrap();
            assert!((interval.low - row[3]).abs() < 1e-9, "{row:?}: {interval:?}");
            assert!((interval.high - row[4]).abs() < 1e-9, "{row:?}: {interval:?}");
        }
    }

    #[test]
    fn a_census_has_no_width_and_a_huge_population_changes_nothing() {
        let census = wilson_finite(9, 10, 10, Confidence::PUBLISHED).unwrap();
        assert_eq!((census.low, census.high), (0.9, 0.9));
        let finite = wilson_finite(97, 100, 1_000_000_000, Confidence::PUBLISHED).unwrap();
        let wide = wilson(97, 100, Confidence::PUBLISHED).unwrap();
        assert!((finite.low - wide.low).abs() < 1e-8 && (finite.high - wide.high).abs() < 1e-8);
    }

    #[test]
    fn wilson_is_none_for_invalid_counts() {
        assert_eq!(wilson(0, 0, Confidence::PUBLISHED), None);
        assert_eq!(wilson(2, 1, Confidence::PUBLISHED), None);
        assert_eq!(wilson_effective(f64::NAN, 5.0, Confidence::PUBLISHED), None);
        assert_eq!(wilson_effective(0.5, f64::INFINITY, Confidence::PUBLISHED), None);
        assert_eq!(wilson_finite(1, 3, 2, Confidence::PUBLISHED), None);
        assert_eq!(wilson_finite(0, 0, 0, Confidence::PUBLISHED), None);
    }

    type Case = ((u64, u64), (u64, u64), f64, f64);
    const NEWCOMBE: [Case; 4] = [
        ((56, 70), (48, 80), -0.333_872_654_037, -0.052_431_472_402),
        ((9, 10), (3, 10), -0.809_017_973_535, -0.170_522_723_935),
        ((3900, 4000), (3977, 4100), -0.012_183_985_806, 0.002_158_711_150),
        ((0, 10), (10, 10), 0.607_509_350_431, 1.0),
    ];

    #[test]
    fn newcombe_agrees_with_statsmodels() {
        // statsmodels 0.15.0: confint_proportions_2indep(x_after, n_after, x_before, n_before,
        // method="newcomb")
        for (before, after, low, high) in NEWCOMBE {
            let difference = newcombe(before, after, Confidence::PUBLISHED).unwrap();
            assert!((difference.interval.low - low).abs() < 1e-9, "{difference:?}");
            assert!((difference.interval.high - high).abs() < 1e-9, "{difference:?}");
        }
        assert_eq!(newcombe((0, 0), (1, 2), Confidence::PUBLISHED), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_finite_population_never_widens_the_interval((x, n) in counts(), more in 0_u64..5000) {
            let finite = wilson_finite(x, n, n + more, Confidence::PUBLISHED).unwrap();
            let wide = wilson(x, n, Confidence::PUBLISHED).unwrap();
            prop_assert!(finite.low >= wide.low - 1e-12 && finite.high <= wide.high + 1e-12);
            let share = x as f64 / n as f64;
            prop_assert!(finite.low <= share && share <= finite.high);
        }

        #[test]
        fn more_answers_with_the_same_share_narrow_the_interval((x, n) in counts(), times in 2_u64..9) {
            let few = wilson(x, n, Confidence::PUBLISHED).unwrap();
            let many = wilson(x * times, n * times, Confidence::PUBLISHED).unwrap();
            prop_assert!(many.high - many.low < few.high - few.low);
        }

        #[test]
        fn a_swapped_difference_has_the_mirrored_interval((x, n) in counts(), (y, m) in counts()) {
            let there = newcombe((x, n), (y, m), Confidence::PUBLISHED).unwrap();
            let back = newcombe((y, m), (x, n), Confidence::PUBLISHED).unwrap();
            prop_assert!((there.interval.low + back.interval.high).abs() < 1e-12);
            prop_assert!(there.interval.low <= there.value && there.value <= there.interval.high);
            prop_assert!(there.interval.low >= -1.0 - 1e-12 && there.interval.high <= 1.0 + 1e-12);
        }
    }

    fn counts() -> impl Strategy<Value = (u64, u64)> {
        (1_u64..3000).prop_flat_map(|n| (0..=n, Just(n)))
    }

    #[test]
    fn worst_case_agrees_with_worked_examples() {
        assert_eq!(worst_case(90, 100, 400), Some(Interval { low: 0.225, high: 0.975 }));
        assert_eq!(worst_case(9, 10, 10), Some(Interval { low: 0.9, high: 0.9 }));
        assert_eq!(worst_case(0, 0, 10), Some(Interval { low: 0.0, high: 1.0 }));
    }

    #[test]
    fn worst_case_is_none_for_invalid_counts() {
        assert_eq!(worst_case(0, 0, 0), None);
        assert_eq!(worst_case(1, 5, 4), None);
        assert_eq!(worst_case(6, 5, 10), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_width_of_the_worst_case_is_the_share_without_answers(x in 0_u64..500, no in 0_u64..500, silent in 0_u64..5000) {
            prop_assume!(x + no + silent > 0);
            let (n, all) = (x + no, x + no + silent);
            let bounds = worst_case(x, n, all).unwrap();
            prop_assert!(bounds.low >= 0.0 && bounds.high <= 1.0);
            prop_assert!((bounds.high - bounds.low - silent as f64 / all as f64).abs() < 1e-12);
            if n > 0 {
                let share = x as f64 / n as f64;
                prop_assert!(bounds.low <= share + 1e-12 && share <= bounds.high + 1e-12);
            }
        }
    }

    #[test]
    fn yamane_agrees_with_worked_examples() {
        assert_eq!(yamane(16_000, 0.05), Some(391), "390.24");
        assert_eq!(yamane(115, 0.05), Some(90), "89.32");
        assert_eq!(yamane(400, 0.05), Some(200), "exactly 200");
        assert_eq!(yamane(100, 0.1), Some(50), "exactly 50");
        assert_eq!(yamane(1, 0.05), Some(1));
        assert_eq!(yamane(1_000_000_000, 0.05), Some(400));
    }

    #[test]
    fn yamane_is_none_without_a_population_or_a_valid_error() {
        assert_eq!(yamane(0, 0.05), None);
        for error in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(yamane(100, error), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_sample_grows_with_the_population_and_shrinks_with_the_error(all in 1_u64..10_000_000, error in 0.001_f64..0.5) {
            let size = yamane(all, error).unwrap();
            prop_assert!(size >= 1 && size <= all && size as f64 <= (1.0 / (error * error)).ceil());
            prop_assert!(yamane(all + 1, error).unwrap() >= size);
            prop_assert!(yamane(all, error * 1.1).unwrap() <= size);
        }
    }
}
