//! Against R's survey package, and what must hold for any weights.

use proptest::prelude::*;

use super::*;
use crate::stats::reference;

/// The hundred answers of `tests/data/stat_reference.R`: 40 young and 25 old women, 20 young and 15 old men.
fn known() -> (Vec<usize>, Vec<usize>) {
    let groups = [(0, 1, 40), (1, 1, 20), (0, 0, 25), (1, 0, 15)];
    let each = |pick: fn((usize, usize, usize)) -> usize| {
        groups.iter().flat_map(|&group| std::iter::repeat_n(pick(group), group.2)).collect()
    };
    (each(|group| group.0), each(|group| group.1))
}

#[test]
fn raking_agrees_with_the_survey_package() {
    let (sex, age) = known();
    let margins = [
        Margin { categories: &sex, totals: &[520.0, 480.0] },
        Margin { categories: &age, totals: &[550.0, 450.0] },
    ];
    let options = RakeOptions { tolerance: 1e-13, ..RakeOptions::default() };
    let raked = rake(&[1.0; 100], &margins, &options).unwrap();
    assert!(raked.converged, "{} iterations", raked.iterations);
    let expected = reference::survey("\"10.98");
    assert_eq!(expected.len(), 4);
    // F.o, M.o, F.y, M.y
    for (index, expected) in [60, 85, 0, 40].into_iter().zip(&expected) {
        assert!((raked.weights[index] - expected).abs() < 1e-9, "{expected}: {}", raked.weights[index]);
    }
    let cost = kish(&raked.weights).unwrap();
    let expected = reference::survey("kish deff");
    assert!((cost.design_effect - expected[0]).abs() < 5e-7 && (cost.effective - expected[1]).abs() < 5e-5);
}

#[test]
fn trimmed_weights_keep_margins_and_bounds() {
    let (sex, age) = known();
    let margins = [
        Margin { categories: &sex, totals: &[520.0, 480.0] },
        Margin { categories: &age, totals: &[550.0, 450.0] },
    ];
    let options = RakeOptions { trimming: Some((0.3, 1.8)), most_iterations: 1000, ..RakeOptions::default() };
    let mut uneven = [1.0; 100];
    uneven[0] = 9.0;
    let raked = rake(&uneven, &margins, &options).unwrap();
    assert!(raked.converged, "{} iterations", raked.iterations);
    assert!(raked.weights.iter().all(|weight| (2.999..18.001).contains(weight)));
    let impossible = RakeOptions { trimming: Some((1.0, 1.0)), ..RakeOptions::default() };
    assert!(!rake(&uneven, &margins, &impossible).unwrap().converged);
}

#[test]
fn contradictions_do_not_converge_and_say_so() {
    let (sex, age) = known();
    let totals = |totals: &'static [f64]| {
        let margins =
            [Margin { categories: &sex, totals: &[500.0, 500.0] }, Margin { categories: &age, totals }];
        rake(&[1.0; 100], &margins, &RakeOptions::default()).unwrap()
    };
    assert!(!totals(&[300.0, 300.0]).converged);
    assert!(!totals(&[500.0, 400.0, 100.0]).converged, "nobody is in the third category");
    assert_eq!(totals(&[300.0, 300.0]).iterations, 100);
}

#[test]
fn post_stratification_fills_each_cell() {
    assert_eq!(post_stratify(&[1.0, 3.0, 2.0], &[0, 0, 1], &[8.0, 5.0]), Some(vec![2.0, 6.0, 5.0]));
    assert_eq!(post_stratify(&[1.0, 1.0], &[0, 1], &[8.0, 0.0]), None, "an answer from nobody");
    assert_eq!(post_stratify(&[1.0, 1.0], &[0, 0], &[8.0, 1.0]), None, "a cell without answers");
    assert_eq!(post_stratify(&[1.0, 1.0], &[0, 2], &[8.0, 1.0]), None, "an unknown cell");
    assert_eq!(post_stratify(&[1.0, 1.0], &[0], &[8.0]), None);
    assert_eq!(post_stratify(&[], &[], &[]), None);
    assert_eq!(post_stratify(&[1.0], &[0], &[f64::INFINITY]), None);
}

#[test]
fn weights_that_are_none_cost_nothing() {
    for weights in [&[][..], &[0.0, 0.0], &[1.0, -1.0], &[f64::NAN], &[f64::INFINITY]] {
        assert_eq!(kish(weights), None);
        assert_eq!(rake(weights, &[], &RakeOptions::default()), None);
    }
    assert_eq!(kish(&[7.0]), Some(Kish { design_effect: 1.0, effective: 1.0 }));
    assert!((kish(&[f64::MAX, f64::MAX]).unwrap().effective - 2.0).abs() < 1e-12);
    let bounds = RakeOptions { trimming: Some((2.0, 3.0)), ..RakeOptions::default() };
    assert_eq!(rake(&[1.0], &[Margin { categories: &[0], totals: &[1.0] }], &bounds), None);
}

type Answers = Vec<(f64, usize, usize)>;

/// Answers in two by three categories, each of the six met at least once.
fn answers() -> impl Strategy<Value = Answers> {
    prop::collection::vec((0.1_f64..10.0, 0_usize..2, 0_usize..3), 0..60).prop_map(|mut answers| {
        answers.extend((0..6).map(|cell| (1.0, cell % 2, cell / 2)));
        answers
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn raking_hits_its_margins(answers in answers(), part in 0.2_f64..0.8, third in 0.2_f64..0.5) {
        let weights: Vec<_> = answers.iter().map(|answer| answer.0).collect();
        let sex: Vec<_> = answers.iter().map(|answer| answer.1).collect();
        let age: Vec<_> = answers.iter().map(|answer| answer.2).collect();
        let margins = [
            Margin { categories: &sex, totals: &[900.0 * part, 900.0 * (1.0 - part)] },
            Margin { categories: &age, totals: &[900.0 * third, 300.0, 900.0 * (2.0 / 3.0 - third)] },
        ];
        let raked = rake(&weights, &margins, &RakeOptions::default()).unwrap();
        prop_assert!(raked.converged);
        for margin in margins {
            for (sum, total) in margin.sums(&raked.weights).iter().zip(margin.totals) {
                prop_assert!((sum / total - 1.0).abs() <= 1.1e-6);
            }
        }
        let stratified = post_stratify(&weights, &age, margins[1].totals).unwrap();
        prop_assert!(margins[1].error(&stratified) < 1e-12);
    }

    #[test]
    fn trimming_keeps_the_bounds(answers in answers()) {
        let weights: Vec<_> = answers.iter().map(|answer| answer.0).collect();
        let age: Vec<_> = answers.iter().map(|answer| answer.2).collect();
        let margins = [Margin { categories: &age, totals: &[200.0, 300.0, 500.0] }];
        let options = RakeOptions { trimming: Some((0.3, 3.0)), ..RakeOptions::default() };
        let raked = rake(&weights, &margins, &options).unwrap();
        let mean = raked.weights.iter().sum::<f64>() / raked.weights.len() as f64;
        if raked.converged {
            // Cutting moves the mean a little; the next cycle's is as near as the margins are.
            prop_assert!(raked.weights.iter().all(|weight| (0.299..3.001).contains(&(weight / mean))));
        }
    }

    #[test]
    fn unequal_weights_only_cost(weights in prop::collection::vec(0.0_f64..1e6, 1..60)) {
        prop_assume!(weights.iter().any(|weight| *weight > 0.0));
        let cost = kish(&weights).unwrap();
        prop_assert!(cost.design_effect >= 1.0 - 1e-12 && cost.effective >= 1.0 - 1e-12);
        prop_assert!((cost.design_effect * cost.effective - weights.len() as f64).abs() < 1e-9);
    }
}
