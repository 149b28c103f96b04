//! The smallest change from one possible world to another.

use std::ops::ControlFlow;

use super::aggregates::{Aggregates, with_top_two};
use super::canonical_period::{YEAR, months_of, quarter_of};
use super::totals::Totals;

/// One answer of an atom goes from one level to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    pub(super) place: usize,
    pub(super) month: usize,
    pub(super) gains: usize,
    pub(super) loses: usize,
}

/// One answer of an atom goes from one level to another. In another place, if there is one, an answer goes the
/// other way, so that what counts both places stays; and in another month, if there is one, the same happens
/// with opposite signs, so that what counts both months stays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) place: usize,
    pub(super) month: usize,
    pub(super) other_place: Option<usize>,
    pub(super) other_month: Option<usize>,
    /// Here and now, there and now, here and then, there and then.
    pub(super) shifts: [Option<Shift>; 4],
}

impl Step {
    /// Its shifts, one an atom.
    pub(super) fn shifts(&self) -> impl Iterator<Item = &Shift> {
        self.shifts.iter().flatten()
    }

    /// Tells `visit` which figures of which totals it changes, until it says that this is enough.
    pub(super) fn visit_changes(
        &self,
        totals: &Totals,
        mut visit: impl FnMut(usize, usize, Aggregates) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (here, there) = (totals.nodes(self.place), self.other_place.map(|place| totals.nodes(place)));
        let there = there.unwrap_or_default();
        let new = there.iter().filter(|node| !here.contains(node));
        for &node in here.iter().chain(new) {
            let in_first = here.contains(&node);
            let in_second = there.contains(&node);
            let counts = |shift: &&Shift| if shift.place == self.place { in_first } else { in_second };
            for period in periods_between(self.month, self.other_month) {
                let months = months_of(period);
                let mut net = [0; 5];
                for shift in self.shifts().filter(counts).filter(|shift| months.contains(&shift.month)) {
                    net.get_mut(shift.gains).into_iter().for_each(|count| *count += 1);
                    net.get_mut(shift.loses).into_iter().for_each(|count| *count -= 1);
                }
                let changed = Aggregates::changed(with_top_two(net));
                if !changed.is_empty() {
                    visit(node, period, changed)?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// The periods that count one of the months or both.
fn periods_between(month: usize, other: Option<usize>) -> impl Iterator<Item = usize> {
    let other_quarter = other.map(quarter_of).filter(|&quarter| quarter != quarter_of(month));
    [Some(month), other, Some(quarter_of(month)), other_quarter, Some(YEAR)].into_iter().flatten()
}
