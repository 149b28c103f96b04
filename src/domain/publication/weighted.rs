//! Whether a weighted share gives a hidden one away.
//!
//! A share weighted by dossiers mixes the shares of its units in known proportions. Published beside the plain share it
//! is one more equation about those that are hidden.

use super::rules::PROTECTION_WIDTH;

/// A unit whose share is hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HiddenUnit {
    /// Its answers, which are public.
    pub answers: u32,
    /// Its answers at the two upper levels, which are not.
    pub satisfied: u32,
    /// Its dossiers by those of all units.
    pub weight: f64,
}

/// Whether every hidden unit could still have any of enough numbers of satisfied answers, for somebody who knows how
/// many of all hidden units were satisfied, and what they add to the weighted share to within `rounding`.
///
/// For each number t that a unit could have, the others share the rest: what they add to the weighted share lies between
/// filling up first those that weigh least an answer and first those that weigh most. The number is possible if the known
/// sum lies in between.
pub fn weighted_share_is_safe(units: &[HiddenUnit], rounding: f64) -> bool {
    let satisfied: u32 = units.iter().map(|unit| unit.satisfied).sum();
    let sum: f64 = units.iter().map(|unit| unit.worth() * f64::from(unit.satisfied)).sum();
    let mut by_worth: Vec<HiddenUnit> = units.iter().copied().filter(|unit| unit.answers > 0).collect();
    by_worth.sort_by(|left, right| left.worth().total_cmp(&right.worth()));
    (0..by_worth.len()).all(|index| {
        let mut others = by_worth.clone();
        let unit = others.remove(index);
        let is_possible = |number: &u32| {
            let Some(rest) = satisfied.checked_sub(*number) else { return false };
            let wanted = sum - unit.worth() * f64::from(*number);
            let least = fill(others.iter(), rest);
            let most = fill(others.iter().rev(), rest);
            least
                .zip(most)
                .is_some_and(|(least, most)| least - rounding <= wanted && wanted <= most + rounding)
        };
        let possible: Vec<u32> = (0..=unit.answers).filter(is_possible).collect();
        let width = possible.last().zip(possible.first()).map_or(0, |(last, first)| last - first);
        width >= unit.answers.min(PROTECTION_WIDTH)
    })
}

impl HiddenUnit {
    /// What one satisfied answer adds to the weighted share.
    fn worth(&self) -> f64 {
        self.weight / f64::from(self.answers.max(1))
    }
}

/// What so many satisfied answers add to the weighted share if the first units get as many as they can take; `None`
/// where all together cannot take them.
fn fill<'a>(units: impl Iterator<Item = &'a HiddenUnit>, mut rest: u32) -> Option<f64> {
    let mut sum = 0.0;
    for unit in units {
        let taken = unit.answers.min(rest);
        sum += unit.worth() * f64::from(taken);
        rest -= taken;
    }
    (rest == 0).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(answers: u32, satisfied: u32, weight: f64) -> HiddenUnit {
        HiddenUnit { answers, satisfied, weight }
    }

    #[test]
    fn a_unit_that_outweighs_the_others_is_given_away() {
        let mut units = vec![unit(9, 7, 0.8)];
        units.extend([unit(4, 3, 0.02); 7]);
        assert!(!weighted_share_is_safe(&units, 0.000_05));
    }

    #[test]
    fn many_like_units_hide_each_other() {
        let units: Vec<_> = (0..40).map(|number| unit(25 + number % 5, 24, 0.025)).collect();
        assert!(weighted_share_is_safe(&units, 0.000_05));
    }

    #[test]
    fn two_equations_give_two_units_away() {
        assert!(!weighted_share_is_safe(&[unit(30, 28, 0.7), unit(20, 19, 0.3)], 0.000_05));
        assert!(weighted_share_is_safe(&[], 0.000_05));
    }
}
