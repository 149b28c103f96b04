//! Divides counts in proportion, in whole people, by Webster's method (Sainte-Laguë): if the total grows, no
//! portion loses a person. Source: Balinski and Young, *Fair Representation* (2nd edition, 2001).

use crate::domain::Part;

/// Divides `total` people in proportion to `counts`. The sum of `counts` must not be zero unless `total` is
/// zero.
///
/// The results sum to `total`. With a larger `total`, none of them is smaller. If `total` is the sum of
/// `counts`, they are `counts`.
fn in_proportion<const N: usize>(counts: [u64; N], total: u64) -> [u64; N] {
    let sum: u64 = counts.iter().sum();
    if sum == 0 {
        return [0; N];
    }
    let (whole, half) = (u128::from(sum), u128::from(sum / 2));
    let rounded = |count: u64| {
        let share = (u128::from(count) * u128::from(total) + half) / whole;
        u64::try_from(share).unwrap_or(u64::MAX)
    };
    let mut shares = counts.map(rounded);
    while let Some(place) = misplaced(&counts, &shares, total) {
        let too_few = shares.iter().sum::<u64>() < total;
        #[expect(clippy::indexing_slicing, reason = "a place among the shares")]
        let share = &mut shares[place];
        *share = if too_few { *share + 1 } else { *share - 1 };
    }
    shares
}

/// The index of the share that is next to get a person, or to give one back; `None` if the sum is `total`.
fn misplaced(counts: &[u64], shares: &[u64], total: u64) -> Option<usize> {
    let sum: u64 = shares.iter().sum();
    let places = counts.iter().zip(shares).enumerate().filter(|(_, (count, _))| **count > 0);
    // Fractions count / (2 share ± 1) are compared by cross-multiplication, so that nothing is rounded.
    let next = |a: &(usize, (&u64, &u64)), b: &(usize, (&u64, &u64)), step: i128| {
        let priority = |&(_, (&count, &share)): &(usize, (&u64, &u64))| {
            (i128::from(count), 2 * i128::from(share) + step)
        };
        let ((a_count, a_divisor), (b_count, b_divisor)) = (priority(a), priority(b));
        (a_count * b_divisor).cmp(&(b_count * a_divisor))
    };
    let found = match sum.cmp(&total) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => places.rev().max_by(|a, b| next(a, b, 1)),
        std::cmp::Ordering::Greater => {
            // Ties: the first of equals gets a person, the last of equals gives one back, so that a larger
            // total reduces no share.
            places.rev().filter(|(_, (_, share))| **share > 0).min_by(|a, b| next(a, b, -1))
        }
    };
    found.map(|(place, _)| place)
}

/// The portion of `counts` that belongs to a part of a unit. The portions of the parts that divide a unit sum
/// to `counts`, and the numbers in the portion of one part sum to its portion of all people.
pub(super) fn divide<const N: usize>(part: &Part, counts: [u64; N]) -> [u64; N] {
    let total: u64 = counts.iter().sum();
    let mut portion = [0; N];
    for (low, high) in part.cuts(total) {
        let (below, above) = (in_proportion(counts, low), in_proportion(counts, high));
        for ((sum, below), above) in portion.iter_mut().zip(below).zip(above) {
            *sum += above.saturating_sub(below);
        }
    }
    portion
}

/// The portion of `counts` that belongs to a part of a unit, where `counts` splits the people in the first of
/// `groups` and sums to it. The result sums to the first number of [`divide`]`(part, groups)`. It is computed
/// from `counts` and numbers of people alone.
pub(super) fn divide_first<const M: usize, const N: usize>(
    part: &Part,
    groups: [u64; M],
    counts: [u64; N],
) -> [u64; N] {
    let first = |people: u64| in_proportion(groups, people).first().copied().unwrap_or_default();
    let mut portion = [0; N];
    for (low, high) in part.cuts(groups.iter().sum()) {
        let (below, above) = (in_proportion(counts, first(low)), in_proportion(counts, first(high)));
        for ((sum, below), above) in portion.iter_mut().zip(below).zip(above) {
            *sum += above.saturating_sub(below);
        }
    }
    portion
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts() -> impl Strategy<Value = [u64; 5]> {
        prop_oneof![
            prop::array::uniform5(0..12_u64),
            prop::array::uniform5(0..5_000_u64),
            prop::array::uniform5(0..(1_u64 << 40)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn parts_add_up_to_the_whole_level_by_level(counts in counts(), cut in 0..=Part::LENGTH) {
            let parts = [Part::between(0, cut), Part::between(cut, Part::LENGTH)];
            let divided = parts.map(|part| divide(&part, counts));
            for level in 0..5 {
                prop_assert_eq!(divided[0][level] + divided[1][level], counts[level]);
            }
            let total: u64 = counts.iter().sum();
            for (part, divided) in [Part::between(0, cut), Part::between(cut, Part::LENGTH)].iter().zip(divided) {
                prop_assert_eq!(divided.iter().sum::<u64>(), part.portion(total));
            }
        }

        #[test]
        fn no_share_shrinks_if_the_total_grows(counts in prop::array::uniform5(0..50_u64), thousandths in 0..1_000_u64) {
            let sum: u64 = counts.iter().sum();
            let total = sum * thousandths / 1_000;
            prop_assume!(total < sum);
            let (fewer, more) = (in_proportion(counts, total), in_proportion(counts, total + 1));
            prop_assert!(fewer.iter().zip(more).all(|(fewer, more)| *fewer <= more), "{:?} {:?}", fewer, more);
            prop_assert_eq!(in_proportion(counts, sum), counts);
        }
    }

    proptest! {
        #[test]
        fn the_levels_of_a_part_add_up_to_its_answers(counts in counts(), others in prop::array::uniform2(0..400_u64), cut in 0..=Part::LENGTH) {
            let groups = [counts.iter().sum(), others[0], others[1]];
            let mut levels = [0; 5];
            for part in [Part::between(0, cut), Part::between(cut, Part::LENGTH)] {
                let divided = divide_first(&part, groups, counts);
                prop_assert_eq!(divided.iter().sum::<u64>(), divide(&part, groups)[0]);
                levels.iter_mut().zip(divided).for_each(|(sum, count)| *sum += count);
            }
            prop_assert_eq!(levels, counts);
        }
    }

    #[test]
    fn a_part_keeps_the_share_of_the_whole() {
        // 97 % of 356 answers, of which two thirds went to one successor.
        let part = Part::between(0, Part::LENGTH / 3 * 2);
        let divided = divide(&part, [2, 3, 6, 150, 195]);
        assert_eq!(divided.iter().sum::<u64>(), 237);
        assert_eq!(divided, [1, 2, 4, 100, 130]);
    }
}
