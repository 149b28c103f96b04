//! How many answers a survey should aim at.

/// The sample size of Yamane (1967, Statistics: An Introductory Analysis): N/(1 + N·e²), rounded up, for a
/// population of N and a margin of `error`, a share such as 0.05.
///
/// It is the textbook formula at 95 % with p = ½ and z rounded to 2. Never more than the population. `None` where
/// there is nobody to ask, or unless the error lies strictly between 0 and 1.
pub fn yamane(population: u64, error: f64) -> Option<u64> {
    if population == 0 || !(error > 0.0 && error < 1.0) {
        return None;
    }
    let all = population as f64;
    let size = all / (1.0 + all * error * error);
    // A size that is whole but for rounding must not be lifted to the next.
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

    #[test]
    fn worked_examples_come_out() {
        assert_eq!(yamane(16_000, 0.05), Some(391), "390.24");
        assert_eq!(yamane(115, 0.05), Some(90), "89.32");
        assert_eq!(yamane(400, 0.05), Some(200), "exactly 200");
        assert_eq!(yamane(100, 0.1), Some(50), "exactly 50");
        assert_eq!(yamane(1, 0.05), Some(1));
        assert_eq!(yamane(1_000_000_000, 0.05), Some(400));
    }

    #[test]
    fn nobody_and_no_error_have_no_size() {
        assert_eq!(yamane(0, 0.05), None);
        for error in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(yamane(100, error), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn it_grows_with_the_population_and_shrinks_with_the_error(all in 1_u64..10_000_000, error in 0.001_f64..0.5) {
            let size = yamane(all, error).unwrap();
            prop_assert!(size >= 1 && size <= all && size as f64 <= (1.0 / (error * error)).ceil());
            prop_assert!(yamane(all + 1, error).unwrap() >= size);
            prop_assert!(yamane(all, error * 1.1).unwrap() <= size);
        }
    }
}
