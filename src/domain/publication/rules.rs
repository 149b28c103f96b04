//! What is hidden for its own smallness: the rules of the English GP Patient Survey.
//!
//! Source: GP Patient Survey, Technical Annex (NHS England and Ipsos): results on fewer than 10 answers are
//! suppressed; where 1,000 people or fewer are eligible counts below 5, other than 0, are suppressed, and where
//! that is one option only, the next lowest too.

use super::aggregates::{Aggregates, LEVELS};

/// Fewer answers than this are not published.
pub const PUBLICATION_THRESHOLD: u64 = 10;
/// A population of so many, or fewer, is small: its members may know each other.
pub const SMALL_POPULATION: u64 = 1_000;
/// In a small population counts below this, other than 0, are hidden.
pub const SMALLEST_SHOWN_COUNT: u32 = 5;
/// A hidden figure may not be bounded to an interval narrower than this from what is published.
pub const PROTECTION_WIDTH: u32 = 3;

/// Whether there are answers, but too few to show anything of them.
pub(super) fn is_below_threshold(answers: u32) -> bool {
    answers > 0 && u64::from(answers) < PUBLICATION_THRESHOLD
}

/// Whether the population counts as small. A month of unknown dossiers adds none to those that are known to be
/// eligible, so that a unit of which nothing is known is small.
pub(super) fn is_small(eligible: impl Iterator<Item = Option<u64>>) -> bool {
    eligible.flatten().fold(0, u64::saturating_add) <= SMALL_POPULATION
}

/// The figures of a total that are hidden for their own smallness.
pub(super) fn hidden_by_rule(counts: [u32; 5], small: bool) -> Aggregates {
    if is_below_threshold(counts.iter().sum()) {
        return Aggregates::ALL;
    }
    if !small {
        return Aggregates::NONE;
    }
    let low = LEVELS.zip(counts).filter(|(_, count)| (1..SMALLEST_SHOWN_COUNT).contains(count));
    let hidden = low.fold(Aggregates::NONE, |hidden, (level, _)| hidden.and(Aggregates::one(level)));
    if hidden.levels() != 1 {
        return hidden;
    }
    // The others and the number of answers would give the only hidden one away.
    let others = LEVELS.zip(counts).filter(|&(level, count)| count > 0 && !hidden.has(level));
    let next = others.min_by_key(|&(_, count)| count);
    next.map_or(hidden, |(level, _)| hidden.and(Aggregates::one(level)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(counts: [u32; 5], small: bool) -> Vec<usize> {
        hidden_by_rule(counts, small).iter().collect()
    }

    #[test]
    fn nothing_is_shown_of_fewer_than_ten_answers() {
        assert_eq!(hidden([0, 0, 0, 4, 5], false), [0, 1, 2, 3, 4, 5]);
        assert!(hidden([0, 0, 0, 5, 5], true).is_empty());
    }

    #[test]
    fn nobody_who_answered_is_hidden_where_nobody_answered() {
        assert!(hidden([0; 5], true).is_empty());
    }

    #[test]
    fn small_counts_are_hidden_in_small_populations_and_zeros_are_not() {
        assert_eq!(hidden([1, 0, 4, 15, 22], true), [0, 2]);
        assert!(hidden([1, 0, 4, 15, 22], false).is_empty());
    }

    #[test]
    fn where_one_is_hidden_the_next_lowest_is_too() {
        assert_eq!(hidden([0, 0, 1, 15, 22], true), [2, 3]);
        assert_eq!(hidden([6, 0, 3, 5, 5], true), [2, 3]);
        assert!(hidden([0, 5, 0, 5, 0], true).is_empty());
    }

    #[test]
    fn a_population_is_small_up_to_a_thousand_and_where_it_is_unknown() {
        assert!(is_small([Some(400), Some(600), Some(0)].into_iter()));
        assert!(!is_small([Some(400), None, Some(601)].into_iter()));
        assert!(is_small([None, None].into_iter()));
    }
}
