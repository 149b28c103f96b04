//! What those who did not answer could have said.

use super::Interval;

/// The bounds of the share in the whole population whatever the others think: from x/N, if none of them agrees, to
/// (x + N − n)/N, if all do (Manski 1995, Identification Problems in the Social Sciences, ch. 2).
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_worked_example_comes_out() {
        assert_eq!(worst_case(90, 100, 400), Some(Interval { low: 0.225, high: 0.975 }));
        assert_eq!(worst_case(9, 10, 10), Some(Interval { low: 0.9, high: 0.9 }));
        assert_eq!(worst_case(0, 0, 10), Some(Interval { low: 0.0, high: 1.0 }));
    }

    #[test]
    fn counts_that_cannot_be_have_no_bounds() {
        assert_eq!(worst_case(0, 0, 0), None);
        assert_eq!(worst_case(1, 5, 4), None);
        assert_eq!(worst_case(6, 5, 10), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn they_are_as_far_apart_as_people_are_silent(x in 0_u64..500, no in 0_u64..500, silent in 0_u64..5000) {
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
}
