//! Finds the cheapest way into a world in which a hidden figure is higher, or lower, than in truth.
//!
//! It goes step by step: one answer more or less a step, each time where least is lost that is not hidden yet. A
//! step that stays inside one atom is always among the choices; a place and a month that pay it back keep
//! the sums above: the district, the quarter, the year.

use std::ops::ControlFlow;

use super::aggregates::{Aggregates, LEVELS, TOP_TWO, is_upper};
use super::answers::YearOfAnswers;
use super::canonical_period::{PERIODS, YEAR, months_of, quarter_of};
use super::course::{Course, Direction, Figure, Move, moves};
use super::pattern::Pattern;
use super::step::{Shift, Step};
use super::totals::Totals;
use super::world::{Effect, World};

/// Where a search goes no further, so that it stays quick: atoms of the figure that may change…
const MOST_OPENINGS: usize = 3;
/// …and places that may pay the change back, from the nearest.
const MOST_PARTNERS: usize = 12;

/// A step that costs less than this is taken without looking for two that cost less.
const WORTH_OF_A_SECOND_STEP: u64 = 10_000;

/// The cheapest step found so far that costs less than `limit`.
struct Best {
    limit: Option<u64>,
    step: Option<Step>,
}

impl Best {
    fn beats(&self, cost: u64) -> bool {
        self.limit.is_some_and(|limit| limit <= cost)
    }

    fn found(&self) -> Option<(u64, Step)> {
        self.limit.zip(self.step)
    }
}

/// The search with all that it looks at.
pub(super) struct Search<'a> {
    totals: &'a Totals,
    world: World<'a>,
    pub(super) pattern: Pattern,
    /// Every other place from the one that shares most with a place, by the answers of what they do not share.
    neighbours: Vec<Vec<usize>>,
    effect: Effect,
}

impl<'a> Search<'a> {
    pub(super) fn new(answers: &'a YearOfAnswers, totals: &'a Totals) -> Self {
        let places = 0..answers.places().len();
        let distance = |place, other| -> u64 {
            let apart = totals.nodes_between(place, Some(other));
            apart.into_iter().map(|node| u64::from(totals.answers.at(node, YEAR))).sum()
        };
        let neighbours = places.clone().map(|place| {
            let mut others: Vec<usize> = places.clone().filter(|&other| other != place).collect();
            others.sort_by_cached_key(|&other| (distance(place, other), other));
            others
        });
        Self {
            totals,
            world: World::new(answers),
            pattern: Pattern::new(totals),
            neighbours: neighbours.collect(),
            effect: Effect::new(totals.members.len(), PERIODS),
        }
    }

    /// Up to `wanted` moves of the figure by one; fewer where it can go no further, or not for less than `budget`.
    pub(super) fn course(
        &mut self,
        figure: Figure,
        direction: Direction,
        wanted: usize,
        budget: Option<u64>,
    ) -> Course {
        let mut course = Course::default();
        while course.len() < wanted {
            let left = budget.map(|budget| budget - course.cost());
            let Some((cost, steps)) = self.cheapest_move(figure, direction, left) else { break };
            course.go_on(&steps, cost);
            steps.iter().flatten().for_each(|step| self.try_step(step));
        }
        self.world.forget();
        self.pattern.take_back(0);
        course
    }

    /// How the world at the end of these many moves of a course differs from the true one.
    pub(super) fn follow(&mut self, course: &Course, moves: usize) -> Vec<(usize, usize, [i32; 6])> {
        course.steps(moves).for_each(|step| self.world.take(step));
        self.world.leave(self.totals, &mut self.effect);
        self.effect.drain()
    }

    fn try_step(&mut self, step: &Step) {
        self.world.take(step);
        let pattern = &mut self.pattern;
        let _ = step.visit_changes(self.totals, |node, period, figures| {
            pattern.hide_on_trial(node, period, figures);
            ControlFlow::Continue(())
        });
    }

    /// The price of a step if it is less than `limit`.
    fn price(&self, step: &Step, limit: Option<u64>) -> Option<u64> {
        let mut price = 0;
        let visited = step.visit_changes(self.totals, |node, period, figures| {
            price += self.pattern.price(node, period, figures);
            if limit.is_some_and(|limit| limit <= price) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        visited.is_continue().then_some(price)
    }

    /// The cheapest move of a figure by one that costs less than `budget`.
    fn cheapest_move(
        &mut self,
        figure: Figure,
        direction: Direction,
        budget: Option<u64>,
    ) -> Option<(u64, Move)> {
        let mut best: Option<(u64, Move)> = None;
        for two_steps in [false, true] {
            for (gains, loses) in moves(figure.aggregate, direction) {
                for (place, month) in self.openings(figure, gains, loses) {
                    let limit = best.map(|(cost, _)| cost).or(budget);
                    if limit == Some(0) {
                        return best;
                    }
                    let shift = Shift { place, month, gains, loses };
                    let found = if two_steps {
                        self.in_two_steps(figure, shift, limit)
                    } else {
                        self.in_one_step(figure, shift, limit)
                    };
                    best = found.or(best);
                }
            }
        }
        best
    }

    fn in_one_step(&self, figure: Figure, shift: Shift, limit: Option<u64>) -> Option<(u64, Move)> {
        let mut best = Best { limit, step: None };
        self.pay_back(figure, shift, &mut best);
        best.found().map(|(cost, step)| (cost, [Some(step), None]))
    }

    /// A count can go up or down across the border of the two upper levels by way of another level on its own side:
    /// one step moves the border's sum, the other the count. Each is then paid back where that is cheapest, the sum
    /// in the same district by whatever level, the rare level wherever there is one.
    fn in_two_steps(&mut self, figure: Figure, shift: Shift, limit: Option<u64>) -> Option<(u64, Move)> {
        if figure.aggregate == TOP_TWO
            || !crosses(shift)
            || limit.is_some_and(|limit| limit < WORTH_OF_A_SECOND_STEP)
        {
            return None;
        }
        let mut best: Option<(u64, Move)> = None;
        for via in side_of(figure.aggregate).filter(|&via| via != figure.aggregate) {
            let (first, second) = (Shift { gains: via, ..shift }, Shift { loses: via, ..shift });
            let limit = best.map(|(cost, _)| cost).or(limit);
            if let Some(found) = self.one_after_the_other(figure, first, second, limit) {
                best = Some(found);
            }
        }
        best
    }

    fn one_after_the_other(
        &mut self,
        figure: Figure,
        first: Shift,
        second: Shift,
        limit: Option<u64>,
    ) -> Option<(u64, Move)> {
        let (cost, steps) = self.in_one_step(figure, first, limit)?;
        let before = self.pattern.trials();
        steps.iter().flatten().for_each(|step| self.try_step(step));
        let rest = self.in_one_step(figure, second, limit.map(|limit| limit - cost));
        self.pattern.take_back(before);
        steps.iter().flatten().for_each(|step| self.world.take_back(step));
        let (more, after) = rest?;
        let ([one, _], [other, _]) = (steps, after);
        Some((cost + more, [one, other]))
    }

    /// The atoms of a figure that have an answer to move, the cheapest first.
    fn openings(&self, figure: Figure, gains: usize, loses: usize) -> Vec<(usize, usize)> {
        let figures = Aggregates::of_move(gains, loses);
        let mut openings = Vec::new();
        for &place in self.totals.members.get(figure.node).into_iter().flatten() {
            for month in months_of(figure.period) {
                if self.world.has_any(place, month, loses) {
                    let nodes = self.totals.nodes(place);
                    openings.push((self.pattern.price_of_all(nodes, month, figures), place, month));
                }
            }
        }
        openings.sort_unstable();
        openings.into_iter().take(MOST_OPENINGS).map(|(_, place, month)| (place, month)).collect()
    }

    /// Offers a shift with every other place and month that could pay it back, and without.
    fn pay_back(&self, figure: Figure, shift: Shift, best: &mut Best) {
        let neighbours = self.neighbours.get(shift.place).into_iter().flatten().copied();
        let partners = neighbours
            .filter(|&other| !self.totals.counts_place(figure.node, other))
            .filter(|&other| self.can_return(other, shift.month, shift));
        for other in partners.take(MOST_PARTNERS).map(Some).chain([None]) {
            self.pay_back_in_time(figure, shift, other, best);
            if best.beats(0) {
                return;
            }
        }
    }

    fn pay_back_in_time(&self, figure: Figure, shift: Shift, other: Option<usize>, best: &mut Best) {
        let figures = Aggregates::of_move(shift.gains, shift.loses);
        let nodes = self.totals.nodes_between(shift.place, other);
        let price = |period| self.pattern.price_of_all(&nodes, period, figures);
        let here = price(shift.month);
        if best.beats(here) {
            return;
        }
        let quarter = quarter_of(shift.month);
        let price_of_quarter = price(quarter);
        self.offer(here + price_of_quarter + price(YEAR), shift, other, None, best);
        let near = months_of(quarter);
        let far = (0..12).filter(|month| !months_of(quarter).contains(month));
        for month in near.chain(far).filter(|month| !months_of(figure.period).contains(month)) {
            let back = Shift { gains: shift.loses, loses: shift.gains, ..shift };
            let possible = month != shift.month
                && self.can_return(shift.place, month, shift)
                && other.is_none_or(|other| self.can_return(other, month, back));
            if possible {
                let months = here + price(month);
                let quarters = if quarter_of(month) == quarter || best.beats(months) {
                    0
                } else {
                    price_of_quarter + price(quarter_of(month))
                };
                self.offer(months + quarters, shift, other, Some(month), best);
            }
        }
    }

    /// Offers a step. `estimate` is its price if all its atoms shift between the same two levels.
    fn offer(
        &self,
        estimate: u64,
        shift: Shift,
        other: Option<usize>,
        other_month: Option<usize>,
        best: &mut Best,
    ) {
        if best.beats(estimate) {
            return;
        }
        let step = self.step(shift, other, other_month);
        let is_uniform = step.shifts().all(|one| {
            let levels = [one.gains, one.loses];
            levels.contains(&shift.gains) && levels.contains(&shift.loses)
        });
        let price = if is_uniform { Some(estimate) } else { self.price(&step, best.limit) };
        if price.is_some() {
            *best = Best { limit: price, step: Some(step) };
        }
    }

    /// Whether an atom has an answer that can go the opposite way. Where the two upper levels' sum changes, any
    /// level on the same side of it will do: the sum is what must be kept above.
    fn can_return(&self, place: usize, month: usize, shift: Shift) -> bool {
        if crosses(shift) {
            side_of(shift.gains).any(|level| self.world.has_any(place, month, level))
        } else {
            self.world.has_any(place, month, shift.gains)
        }
    }

    /// The level that an atom can best lose: `wanted` itself or, if it has none and `crosses`, the cheapest on the
    /// same side of the two upper levels' border.
    fn level_to_lose(&self, place: usize, month: usize, wanted: usize) -> usize {
        if self.world.has_any(place, month, wanted) {
            return wanted;
        }
        let nodes = self.totals.nodes(place);
        let price = |level: &usize| self.pattern.price_of_all(nodes, month, Aggregates::one(*level));
        let others = side_of(wanted).filter(|&level| self.world.has_any(place, month, level));
        others.min_by_key(price).unwrap_or(wanted)
    }

    fn step(&self, here: Shift, other_place: Option<usize>, other_month: Option<usize>) -> Step {
        let Shift { place, month, gains, loses } = here;
        let back = |place, month| {
            let lost = if crosses(here) { self.level_to_lose(place, month, gains) } else { gains };
            Shift { place, month, gains: loses, loses: lost }
        };
        let there = other_place.map(|place| back(place, month));
        let later = other_month.map(|month| back(place, month));
        let there_later = other_place.zip(other_month).map(|(place, month)| {
            let gained = later.map_or(gains, |later| later.loses);
            let lost = if crosses(here) { self.level_to_lose(place, month, loses) } else { loses };
            Shift { place, month, gains: gained, loses: lost }
        });
        Step { place, month, other_place, other_month, shifts: [Some(here), there, later, there_later] }
    }
}

/// The levels on the same side of the two upper levels' border.
fn side_of(level: usize) -> impl Iterator<Item = usize> {
    LEVELS.filter(move |&other| is_upper(other) == is_upper(level))
}

fn crosses(shift: Shift) -> bool {
    is_upper(shift.gains) != is_upper(shift.loses)
}
