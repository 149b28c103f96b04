//! Where a figure goes: which figure, which way, and by which moves.

use super::aggregates::{LEVELS, TOP_TWO, is_upper};
use super::step::Step;

/// A figure of a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Figure {
    pub(super) node: usize,
    pub(super) period: usize,
    pub(super) aggregate: usize,
}

/// Which way a figure is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// What moves a figure by one: a step, or two that meet in one atom.
pub(super) type Move = [Option<Step>; 2];

/// Moves of a figure by one each, and what all up to each of them cost together.
#[derive(Default)]
pub(super) struct Course {
    moves: Vec<Move>,
    costs: Vec<u64>,
}

impl Course {
    pub(super) fn len(&self) -> usize {
        self.moves.len()
    }

    /// What all moves cost together.
    pub(super) fn cost(&self) -> u64 {
        self.costs.last().copied().unwrap_or_default()
    }

    /// Adds a move that costs so much more.
    pub(super) fn go_on(&mut self, steps: &Move, cost: u64) {
        self.costs.push(self.cost() + cost);
        self.moves.push(*steps);
    }

    /// The steps of the first moves.
    pub(super) fn steps(&self, moves: usize) -> impl Iterator<Item = &Step> {
        self.moves.iter().take(moves).flatten().flatten()
    }

    /// What the first moves cost together; `None` where there are fewer.
    pub(super) fn cost_of(&self, moves: usize) -> Option<u64> {
        match moves.checked_sub(1) {
            None => Some(0),
            Some(last) => self.costs.get(last).copied(),
        }
    }
}

/// From which level to which an answer can go so that a figure moves by one; first what keeps the two upper
/// levels' sum.
pub(super) fn moves(aggregate: usize, direction: Direction) -> Vec<(usize, usize)> {
    let inside = |level: usize| if aggregate == TOP_TWO { is_upper(level) } else { level == aggregate };
    let pairs = LEVELS.flat_map(|inner| LEVELS.map(move |outer| (inner, outer)));
    let mut moves: Vec<_> = pairs.filter(|&(inner, outer)| inside(inner) && !inside(outer)).collect();
    moves.sort_by_key(|&(inner, outer)| is_upper(inner) != is_upper(outer));
    if direction == Direction::Down {
        moves = moves.into_iter().map(|(inner, outer)| (outer, inner)).collect();
    }
    moves
}
