//! Another possible world: tables that differ from the true ones but have as many answers in every atom.

use super::aggregates::{AGGREGATES, with_top_two};
use super::answers::YearOfAnswers;
use super::canonical_period::periods_of;
use super::grid::Grid;
use super::step::{Shift, Step};
use super::totals::Totals;

/// The true tables and what the steps taken so far have changed of them.
pub(super) struct World<'a> {
    answers: &'a YearOfAnswers,
    changed: Grid<[i32; 5]>,
    touched: Vec<(usize, usize)>,
}

impl<'a> World<'a> {
    /// The true world.
    pub(super) fn new(answers: &'a YearOfAnswers) -> Self {
        Self { answers, changed: Grid::new(answers.places().len(), 12), touched: Vec::new() }
    }

    /// How many chose a level in an atom, as it is in this world.
    pub(super) fn count(&self, place: usize, month: usize, level: usize) -> i64 {
        let truth = self.answers.table(place, month).and_then(|table| table.get(level));
        let change = self.changed.get(place, month).and_then(|changes| changes.get(level));
        truth.map_or(0, |&count| i64::from(count)) + change.map_or(0, |&change| i64::from(change))
    }

    /// Whether anybody chose a level in an atom.
    pub(super) fn has_any(&self, place: usize, month: usize, level: usize) -> bool {
        self.count(place, month, level) > 0
    }

    /// Takes a step whose losing counts are not zero.
    pub(super) fn take(&mut self, step: &Step) {
        for shift in step.shifts() {
            self.touched.push((shift.place, shift.month));
            self.shift(shift, 1);
        }
    }

    /// Takes back the last step.
    pub(super) fn take_back(&mut self, step: &Step) {
        for shift in step.shifts() {
            self.touched.pop();
            self.shift(shift, -1);
        }
    }

    fn shift(&mut self, shift: &Shift, answers: i32) {
        self.changed.update(shift.place, shift.month, |levels| {
            levels.get_mut(shift.loses).into_iter().for_each(|count| *count -= answers);
            levels.get_mut(shift.gains).into_iter().for_each(|count| *count += answers);
        });
    }

    /// Makes it the true world again and says how much each total's figures had changed.
    pub(super) fn leave(&mut self, totals: &Totals, effect: &mut Effect) {
        for (place, month) in std::mem::take(&mut self.touched) {
            let mut levels = [0; 5];
            self.changed.update(place, month, |changed| levels = std::mem::take(changed));
            for &node in totals.nodes(place) {
                for period in periods_of(month) {
                    effect.add(node, period, with_top_two(levels));
                }
            }
        }
    }

    /// Makes it the true world again.
    pub(super) fn forget(&mut self) {
        for (place, month) in std::mem::take(&mut self.touched) {
            self.changed.update(place, month, |changed| *changed = [0; 5]);
        }
    }
}

/// How much a world changes the totals' figures.
pub(super) struct Effect {
    sums: Grid<[i32; AGGREGATES]>,
    touched: Vec<(usize, usize)>,
}

impl Effect {
    pub(super) fn new(nodes: usize, periods: usize) -> Self {
        Self { sums: Grid::new(nodes, periods), touched: Vec::new() }
    }

    fn add(&mut self, node: usize, period: usize, levels: [i32; AGGREGATES]) {
        self.touched.push((node, period));
        self.sums.update(node, period, |sums| {
            sums.iter_mut().zip(levels).for_each(|(sum, change)| *sum += change);
        });
    }

    /// Hands over every change of a total by node and period, and starts again from nothing.
    pub(super) fn drain(&mut self) -> Vec<(usize, usize, [i32; AGGREGATES])> {
        let mut changes = Vec::new();
        for (node, period) in std::mem::take(&mut self.touched) {
            let mut figures = [0; AGGREGATES];
            self.sums.update(node, period, |sums| figures = std::mem::take(sums));
            if figures != [0; AGGREGATES] {
                changes.push((node, period, figures));
            }
        }
        changes
    }
}
