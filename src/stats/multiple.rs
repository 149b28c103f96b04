//! Many tests at once: how many of the findings chance alone would make.

/// Which of the hypotheses the procedure of Benjamini and Hochberg (1995, JRSS B 57:289) rejects, in the order of
/// `p`: of those rejected, a share of at most `q` is expected to be chance.
///
/// A p-value that is no number counts as 1.
pub fn benjamini_hochberg(p: &[f64], q: f64) -> Vec<bool> {
    let count = p.len() as f64;
    let bound = |(rank, index)| {
        let p = p_value(p, index);
        (p <= rank * q / count).then_some(p)
    };
    // Everything up to the largest p-value that keeps to its bound is rejected.
    let largest = ranked(p).into_iter().filter_map(bound).fold(None, |_, p| Some(p));
    (0..p.len()).map(|index| largest.is_some_and(|largest| p_value(p, index) <= largest)).collect()
}

/// The p-values adjusted after Benjamini and Hochberg, in the order of `p`: the smallest `q` at which each would be
/// rejected.
///
/// A p-value that is no number counts as 1.
pub fn adjusted_p_values(p: &[f64]) -> Vec<f64> {
    let count = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, index) in ranked(p).into_iter().rev() {
        least = least.min(p_value(p, index) * (count / rank));
        put(&mut adjusted, index, least);
    }
    adjusted
}

/// The p-values adjusted after Holm (1979, Scandinavian Journal of Statistics 6:65), in the order of `p`: rejecting
/// those of at most α, even a single false rejection is rarer than α.
///
/// A p-value that is no number counts as 1.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let count = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut most = 0.0_f64;
    for (rank, index) in ranked(p) {
        most = most.max(p_value(p, index) * (count - rank + 1.0)).min(1.0);
        put(&mut adjusted, index, most);
    }
    adjusted
}

/// The ranks from 1, least p-value first, each with its place in `p`.
fn ranked(p: &[f64]) -> Vec<(f64, usize)> {
    let mut places: Vec<_> = (0..p.len()).collect();
    places.sort_by(|&left, &right| p_value(p, left).total_cmp(&p_value(p, right)));
    (1_u32..).map(f64::from).zip(places).collect()
}

fn p_value(p: &[f64], index: usize) -> f64 {
    p.get(index).filter(|p| !p.is_nan()).map_or(1.0, |p| p.clamp(0.0, 1.0))
}

fn put(values: &mut [f64], index: usize, value: f64) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::reference;

    fn near(left: &[f64], right: &[f64]) -> bool {
        left.len() == right.len() && left.iter().zip(right).all(|(left, right)| (left - right).abs() < 1e-12)
    }

    #[test]
    fn adjusted_values_agree_with_statsmodels() {
        let [given, bh, holm_values] = ["p_values", "bh", "holm"].map(reference::scipy);
        assert_eq!(given.len(), 4);
        for (index, p) in given.iter().enumerate() {
            assert!(near(&adjusted_p_values(p), &bh[index]), "{p:?}");
            assert!(near(&holm(p), &holm_values[index]), "{p:?}");
        }
    }

    #[test]
    fn rejections_agree_with_statsmodels() {
        let [given, rejected] = ["p_values", "bh_reject"].map(reference::scipy);
        for (p, rejected) in given.iter().zip(rejected) {
            let rejected: Vec<_> = rejected.iter().map(|value| *value > 0.5).collect();
            assert_eq!(benjamini_hochberg(p, 0.05), rejected, "{p:?}");
        }
    }

    #[test]
    fn adjusted_values_agree_with_r() {
        let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
        let close = |left: &[f64], right: &[f64]| left.iter().zip(right).all(|(l, r)| (l - r).abs() < 5e-9);
        assert!(close(&adjusted_p_values(&p), &reference::survey("BH")));
        assert!(close(&holm(&p), &reference::survey("Holm")));
    }

    #[test]
    fn nothing_and_nonsense_are_borne() {
        assert!(benjamini_hochberg(&[], 0.05).is_empty() && holm(&[]).is_empty());
        assert!(adjusted_p_values(&[]).is_empty());
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.01], 0.05), [false, true]);
        assert_eq!(adjusted_p_values(&[f64::NAN, 7.0]), [1.0, 1.0]);
        assert_eq!(holm(&[f64::NAN, -1.0]), [1.0, 0.0]);
        assert_eq!(benjamini_hochberg(&[0.0, 0.5], f64::NAN), [false, false]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn holm_rejects_no_more_than_benjamini_and_hochberg(
            p in prop::collection::vec(0.0_f64..0.3, 0..40),
            level in 0.01_f64..0.2,
        ) {
            let (bh, strict) = (adjusted_p_values(&p), holm(&p));
            let rejected = benjamini_hochberg(&p, level);
            for index in 0..p.len() {
                prop_assert!(p[index] <= bh[index] && bh[index] <= strict[index] + 1e-12 && strict[index] <= 1.0);
                prop_assert!(rejected[index] || strict[index] > level);
                // At the bound itself the two ways to compute it may round apart.
                prop_assert!(rejected[index] == (bh[index] <= level) || (bh[index] - level).abs() < 1e-12);
            }
        }

        #[test]
        fn the_order_of_p_values_is_kept(p in prop::collection::vec(0.0_f64..1.0, 2..40)) {
            for adjusted in [adjusted_p_values(&p), holm(&p)] {
                for (left, right) in [(0, 1), (1, 0)] {
                    prop_assert!(p[left] > p[right] || adjusted[left] <= adjusted[right]);
                }
            }
        }
    }
}
