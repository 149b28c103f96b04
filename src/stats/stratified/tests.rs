//! Tests against R's survey package, and properties for any counts.

use proptest::prelude::*;

use super::*;
use crate::stats::reference_values;

fn stratum(population: u64, answers: u64, successes: u64, invited: u64) -> Stratum {
    Stratum { population, answers, successes, invited }
}

fn known(all_invited: bool) -> StratifiedShare {
    let invited = |answers| if all_invited { answers } else { 0 };
    let strata = [(900, 60, 57), (300, 40, 34), (60, 20, 19)].map(|(population, answers, successes)| {
        Stratum { population, answers, successes, invited: invited(answers) }
    });
    stratified_logit(&strata, Confidence::PUBLISHED).unwrap()
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-8
}

#[test]
fn estimates_agree_with_the_printed_lines_of_the_survey_package() {
    for (name, result) in [("fpc", known(true)), ("nofpc", known(false))] {
        let mean = reference_values::survey(&format!("{name} mean"));
        assert!(near(result.share, mean[0]) && near(result.variance.sqrt(), mean[1]), "{result:?}");
        for method in ["logit", "xlogit"] {
            let ends = reference_values::survey(&format!("{name} {method}"));
            assert!(near(result.interval.low, ends[0]) && near(result.interval.high, ends[1]), "{result:?}");
        }
        assert!(!result.is_exact);
    }
}

#[test]
fn partly_drawn_and_single_answers_agree_with_the_survey_package() {
    let rows = reference_values::strata("strata");
    assert_eq!(rows.len(), 10);
    for row in rows {
        let counts = reference_values::pairs(&row[6..]);
        let strata: Vec<_> = counts
            .chunks_exact(2)
            .map(|pairs| stratum(pairs[0].0, pairs[0].1, pairs[1].0, pairs[1].1))
            .collect();
        let result = stratified_logit(&strata, Confidence::PUBLISHED).unwrap();
        let Interval { low, high } = result.interval;
        // The third and fourth column have the design effect and the degrees of freedom.
        let values =
            [(result.share, row[0]), (result.variance.sqrt(), row[1]), (low, row[4]), (high, row[5])];
        for (value, expected) in values {
            assert!(near(value, expected), "{value} for {expected} in {row:?}: {result:?}");
        }
    }
}

#[test]
fn answers_all_alike_get_the_exact_interval() {
    // Every stratum answered at the same rate: scipy's beta.ppf(0.025, 30, 1) for 30 of 30.
    let even = [stratum(200, 20, 20, 0), stratum(100, 10, 10, 0)];
    let result = stratified_logit(&even, Confidence::PUBLISHED).unwrap();
    assert_eq!((result.is_exact, result.share, result.interval.high), (true, 1.0, 1.0));
    assert!(near(result.interval.low, 0.025_f64.powf(1.0 / 30.0)), "{result:?}");
    assert_eq!(result.effective_answers, None);
    // Two answers represent nearly the whole population: a thousand other answers do not narrow the interval.
    let uneven = [stratum(1_000_000, 2, 2, 0), stratum(1000, 1000, 1000, 0)];
    let result = stratified_logit(&uneven, Confidence::PUBLISHED).unwrap();
    assert!((result.interval.low - 0.025_f64.sqrt()).abs() < 1e-3, "{result:?}");
    // The answers are alike within each stratum but differ between strata.
    let split = [stratum(100, 10, 10, 0), stratum(100, 10, 0, 0)];
    let result = stratified_logit(&split, Confidence::PUBLISHED).unwrap();
    let exact = clopper_pearson_effective(0.5, 20.0, Confidence::PUBLISHED).unwrap();
    assert!(result.is_exact);
    assert!(near(result.interval.low, exact.low) && near(result.interval.high, exact.high), "{result:?}");
}

#[test]
fn the_interval_of_a_census_has_no_width() {
    for successes in [0, 7, 10] {
        let census = [stratum(10, 10, successes, 10), stratum(5, 5, 5, 5)];
        let result = stratified_logit(&census, Confidence::PUBLISHED).unwrap();
        assert_eq!((result.interval.low, result.interval.high), (result.share, result.share));
        assert!(result.variance.abs() < 1e-300);
    }
}

#[test]
fn empty_and_inconsistent_strata_have_no_estimate() {
    let none = |strata: &[Stratum]| assert_eq!(stratified_logit(strata, Confidence::PUBLISHED), None);
    none(&[]);
    none(&[stratum(10, 0, 0, 0)]);
    none(&[stratum(10, 1, 1, 0)]);
    none(&[stratum(10, 1, 1, 1), stratum(20, 1, 0, 1)]);
    none(&[stratum(0, 5, 3, 0)]);
    none(&[stratum(10, 5, 6, 0)]);
    none(&[stratum(10, 5, 5, 6)]);
}

#[test]
fn more_answers_than_people_give_no_variance() {
    let result = stratified_logit(&[stratum(10, 50, 30, 50)], Confidence::PUBLISHED).unwrap();
    assert_eq!((result.variance, result.effective_answers), (0.0, None));
}

fn any_stratum() -> impl Strategy<Value = Stratum> {
    (0_u64..60).prop_flat_map(|answers| {
        (answers.max(1)..5000, Just(answers), 0..=answers, 0..=answers).prop_map(
            |(population, answers, successes, invited)| stratum(population, answers, successes, invited),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_estimate_lies_in_its_interval(strata in prop::collection::vec(any_stratum(), 0..6)) {
        let answers: u64 = strata.iter().map(|stratum| stratum.answers).sum();
        let answered = strata.iter().filter(|stratum| stratum.answers > 0).count() as u64;
        let result = stratified_logit(&strata, Confidence::PUBLISHED);
        prop_assert_eq!(result.is_some(), answers > answered);
        let Some(result) = result else { return Ok(()) };
        let interval = result.interval;
        prop_assert!(0.0 <= interval.low && interval.low <= result.share + 1e-12);
        prop_assert!(result.share <= interval.high + 1e-12 && interval.high <= 1.0);
        let derived = [result.effective_answers, Some(result.variance)];
        prop_assert!(derived.iter().flatten().all(|value| value.is_finite() && *value >= 0.0));
    }

    #[test]
    fn failures_mirror_successes(strata in prop::collection::vec(any_stratum(), 1..6)) {
        let turned: Vec<_> = strata
            .iter()
            .map(|stratum| Stratum { successes: stratum.answers - stratum.successes, ..*stratum })
            .collect();
        let there = stratified_logit(&strata, Confidence::PUBLISHED);
        let back = stratified_logit(&turned, Confidence::PUBLISHED);
        prop_assert_eq!(there.is_some(), back.is_some());
        if let (Some(there), Some(back)) = (there, back) {
            prop_assert_eq!(there.is_exact, back.is_exact);
            prop_assert!(near(there.interval.low + back.interval.high, 1.0));
        }
    }

    #[test]
    fn drawn_answers_never_increase_the_variance(strata in prop::collection::vec(any_stratum(), 1..6)) {
        let with = |invited: &dyn Fn(&Stratum) -> u64| {
            let strata: Vec<_> =
                strata.iter().map(|stratum| Stratum { invited: invited(stratum), ..*stratum }).collect();
            stratified_logit(&strata, Confidence::PUBLISHED).map(|result| result.variance)
        };
        let (none, some, all) = (with(&|_| 0), with(&|stratum| stratum.invited), with(&|stratum| stratum.answers));
        if let (Some(none), Some(some), Some(all)) = (none, some, all) {
            prop_assert!(all <= some && some <= none);
        }
    }
}
