//! How sure a rank is.

use std::collections::BTreeMap;

use super::draws::Draws;
use crate::stats::Confidence;

/// The ranks that a unit may well have; rank 1 is the highest share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// The best.
    pub low: usize,
    /// The worst.
    pub high: usize,
}

/// How many gamma variates a call may draw: some 20 ms for 139 units, whose ranks are then drawn 2,000 times.
const MOST_VARIATES: usize = 560_000;
const MOST_PAIRS: usize = 1000;
/// Fewer would not show the tails; only above 1,400 units does the work grow with their number.
const LEAST_PAIRS: usize = 100;

/// The ranks of units, each given as successes and trials, between which each lies with the `confidence` (Goldstein &
/// Spiegelhalter 1996, JRSS A 159:385).
///
/// Every unit's share is drawn, by itself, from its posterior under the prior of Jeffreys, Beta(x + ½, n − x + ½); all
/// are ranked; and again, with seeds that are always the same. Units with the same counts get the same interval. Units
/// without trials take part, and may have nearly any rank; so do units with more successes than trials, of which
/// nothing can be known. Counting failures in place of successes turns the ranks around exactly.
///
/// One interval for each unit, each within 1 and their number.
pub fn rank_intervals(units: &[(u64, u64)], confidence: Confidence) -> Vec<RankInterval> {
    let pairs = MOST_VARIATES / 4 / units.len().max(1);
    intervals(units, confidence, pairs.clamp(LEAST_PAIRS, MOST_PAIRS))
}

/// The intervals from `pairs` pairs of draws.
pub(super) fn intervals(units: &[(u64, u64)], confidence: Confidence, pairs: usize) -> Vec<RankInterval> {
    let mut drawn = vec![Vec::with_capacity(2 * pairs); units.len()];
    for pair in 0..pairs {
        for turned in [false, true] {
            for (rank, index) in (1..).zip(order(units, pair, turned)) {
                if let Some(ranks) = drawn.get_mut(index) {
                    ranks.push(rank);
                }
            }
        }
    }
    let mut by_counts: BTreeMap<(u64, u64), Vec<usize>> = BTreeMap::new();
    for (unit, ranks) in units.iter().zip(drawn) {
        by_counts.entry(*unit).or_default().extend(ranks);
    }
    for ranks in by_counts.values_mut() {
        ranks.sort_unstable();
    }
    let interval = |unit: &(u64, u64)| {
        let drawn = by_counts.get(unit).map(Vec::as_slice).unwrap_or_default();
        let tail = confidence.lower_tail() * drawn.len() as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than half the draws"
        )]
        let tail = tail as usize;
        let low = drawn.get(tail).copied().unwrap_or(1);
        let high = drawn.iter().rev().nth(tail).copied().unwrap_or(units.len());
        RankInterval { low, high }
    };
    units.iter().map(interval).collect()
}

/// The units by one draw of their shares, highest first.
///
/// A share's odds are one gamma variate over another. Every pair of draws gives the two variates' streams once to
/// successes and failures and once `turned`, so that what is drawn for failures mirrors what is drawn for successes.
fn order(units: &[(u64, u64)], pair: usize, turned: bool) -> impl Iterator<Item = usize> {
    let odds = |index: usize, (successes, trials): (u64, u64)| {
        let (yes, no) = trials.checked_sub(successes).map_or((0, 0), |failures| (successes, failures));
        let number = ((pair * units.len() + index) * 2) as u64;
        let (mut first, mut second) = (Draws::stream(number), Draws::stream(number + 1));
        if turned {
            std::mem::swap(&mut first, &mut second);
        }
        first.gamma(yes as f64 + 0.5) / second.gamma(no as f64 + 0.5)
    };
    let mut drawn: Vec<_> =
        units.iter().enumerate().map(|(index, unit)| (odds(index, *unit), index)).collect();
    drawn.sort_unstable_by(|left, right| right.0.total_cmp(&left.0));
    drawn.into_iter().map(|(_, index)| index)
}
