//! Tests against the published formulas computed with scipy, and properties for any counts.

use proptest::prelude::*;

use super::*;
use crate::stats::reference_values;

#[test]
fn shrunk_shares_agree_with_scipy() {
    let rows = reference_values::scipy("shrinkage");
    assert_eq!(rows.len(), 3);
    for (index, row) in rows.iter().enumerate() {
        let found = empirical_bayes(&reference_values::pairs(&row[2..]), Confidence::PUBLISHED).unwrap();
        assert!((found.mean - row[0]).abs() < 1e-12);
        assert!((found.strength.unwrap_or(0.0) - row[1]).abs() < 1e-9, "{row:?}: {found:?}");
        let column = |name: &str| reference_values::scipy(name).swap_remove(index);
        let [share, low, high] = ["shrinkage_share", "shrinkage_low", "shrinkage_high"].map(column);
        for (place, unit) in found.units.iter().enumerate() {
            assert!((unit.share - share[place]).abs() < 1e-10, "{unit:?}");
            assert!((unit.interval.low - low[place]).abs() < 1e-9, "{unit:?}");
            assert!((unit.interval.high - high[place]).abs() < 1e-9, "{unit:?}");
        }
    }
}

#[test]
fn units_with_successes_or_failures_only_are_shrunk_by_one_answer() {
    let found = empirical_bayes(&[(5, 5), (0, 5)], Confidence::PUBLISHED).unwrap();
    assert_eq!(found.strength, Some(1.0));
    assert!((found.units[0].share - 5.5 / 6.0).abs() < 1e-12);
}

#[test]
fn alike_units_are_pooled() {
    for units in
        [&[(5, 5), (7, 7)][..], &[(0, 3), (0, 1)], &[(1, 1)], &[(3, 4)], &[(9, 10), (18, 20), (0, 0)]]
    {
        let found = empirical_bayes(units, Confidence::PUBLISHED).unwrap();
        assert_eq!(found.strength, None, "{units:?}");
        assert!(found.units.iter().all(|unit| (unit.share - found.mean).abs() < 1e-12));
    }
}

#[test]
fn empty_and_invalid_counts_are_not_shrunk() {
    assert_eq!(empirical_bayes(&[], Confidence::PUBLISHED), None);
    assert_eq!(empirical_bayes(&[(0, 0), (0, 0)], Confidence::PUBLISHED), None);
    assert_eq!(empirical_bayes(&[(1, 2), (3, 2)], Confidence::PUBLISHED), None);
    assert!(rank_intervals(&[], Confidence::PUBLISHED).is_empty());
    assert_eq!(rank_intervals(&[(0, 0)], Confidence::PUBLISHED), [RankInterval { low: 1, high: 1 }]);
}

#[test]
fn ranks_of_units_far_apart_are_exact() {
    let ranks = rank_intervals(&[(100, 1000), (990, 1000), (500, 1000)], Confidence::PUBLISHED);
    assert_eq!(ranks.iter().map(|rank| (rank.low, rank.high)).collect::<Vec<_>>(), [(3, 3), (1, 1), (2, 2)]);
}

#[test]
fn ten_satisfied_of_ten_may_have_any_rank() {
    let ranks = rank_intervals(&[(10, 10), (378, 390), (97, 100), (29, 30)], Confidence::PUBLISHED);
    assert_eq!((ranks[0].low, ranks[0].high), (1, 4));
    assert!(ranks[1].high - ranks[1].low <= 3);
}

#[test]
fn ranks_agree_with_the_chance_of_one_beta_above_another() {
    // P(Beta(18.5, 2.5) > Beta(15.5, 5.5)) is 0.8946 by scipy's quad, so that the second unit ranks first in
    // 10.5 % of draws.
    let first = |level: f64| rank_intervals(&[(18, 20), (15, 20)], Confidence::new(level).unwrap())[1].low;
    assert_eq!((first(0.75), first(0.82)), (2, 1));
}

#[test]
fn ranks_agree_with_numpy() {
    let [given, low, high] = ["ranks", "ranks_low", "ranks_high"].map(reference_values::scipy);
    assert_eq!(given.len(), 3);
    for (index, row) in given.iter().enumerate() {
        let ranks = rank_intervals(&reference_values::pairs(row), Confidence::PUBLISHED);
        for (place, rank) in ranks.iter().enumerate() {
            // Both results are random and may differ by one rank; among 40 units by two.
            let near = |drawn: usize, expected: f64| {
                (drawn as f64 - expected).abs() <= 1.0 + row.len() as f64 / 80.0
            };
            assert!(
                near(rank.low, low[index][place]) && near(rank.high, high[index][place]),
                "{index} {place}: {rank:?}"
            );
        }
    }
}

#[test]
fn equal_counts_get_equal_ranks() {
    let ranks = rank_intervals(&[(9, 10), (5, 10), (9, 10), (5, 10)], Confidence::PUBLISHED);
    assert_eq!((ranks[0], ranks[1]), (ranks[2], ranks[3]));
}

#[test]
fn the_generator_gives_the_published_values() {
    // The check values in use for the seed 1234567 of Vigna's splitmix64.c.
    let mut draws = Draws(1_234_567);
    assert_eq!(draws.next(), 6_457_827_717_110_365_317);
    assert_eq!(draws.next(), 3_203_168_211_198_807_973);
}

#[test]
fn gamma_draws_have_their_mean_and_variance() {
    for shape in [0.5, 1.0, 3.5, 378.5] {
        let count = 40_000;
        let draws: Vec<_> = (0..count).map(|number| Draws::stream(number).gamma(shape)).collect();
        let mean = draws.iter().sum::<f64>() / count as f64;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / count as f64;
        let error = (shape / count as f64).sqrt();
        assert!((mean - shape).abs() < 4.0 * error, "{shape}: {mean}");
        assert!((variance / shape - 1.0).abs() < 0.1, "{shape}: {variance}");
    }
}

fn units() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0_u64..150).prop_flat_map(|n| (0..=n, Just(n))), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn shrunk_shares_lie_between_their_own_and_the_mean(units in units()) {
        let Some(found) = empirical_bayes(&units, Confidence::PUBLISHED) else { return Ok(()) };
        prop_assert!(found.strength.is_none_or(|strength| strength.is_finite() && strength >= 1.0));
        for (unit, (x, n)) in found.units.iter().zip(&units) {
            let own = if *n > 0 { *x as f64 / *n as f64 } else { found.mean };
            prop_assert!(own.min(found.mean) - 1e-12 <= unit.share && unit.share <= own.max(found.mean) + 1e-12);
            prop_assert!(0.0 <= unit.interval.low && unit.interval.low <= unit.share);
            prop_assert!(unit.share <= unit.interval.high && unit.interval.high <= 1.0);
        }
    }

    #[test]
    fn ranks_stay_in_range_and_reverse_for_failures(units in units(), level in 0.5_f64..0.99) {
        let confidence = Confidence::new(level).unwrap();
        let turned: Vec<_> = units.iter().map(|&(x, n)| (n - x, n)).collect();
        let there = intervals(&units, confidence, 20);
        let back = intervals(&turned, confidence, 20);
        for (there, back) in there.iter().zip(back) {
            prop_assert!(1 <= there.low && there.low <= there.high && there.high <= units.len());
            prop_assert_eq!((there.low, there.high), (units.len() + 1 - back.high, units.len() + 1 - back.low));
        }
    }
}
