//! Builds the worlds that protect what is hidden, and says what may be shown.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::aggregates::{AGGREGATES, Aggregates, TOP_TWO};
use super::answers::{Node, Shown, YearOfAnswers};
use super::canonical_period::{CanonicalPeriod, PERIODS};
use super::course::{Course, Direction, Figure};
use super::grid::Grid;
use super::rules::PROTECTION_WIDTH;
use super::search::Search;
use super::totals::Totals;

/// Why something is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hidden {
    /// Too few people answered, or chose an option, to show it.
    BelowThreshold,
    /// It would give away a figure that is hidden.
    Complementary,
}

/// What may be shown of a node in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// Whether each of the five counts may.
    pub levels: [bool; 5],
    /// Whether the share of the two upper levels may.
    pub top_two: bool,
    /// Why something may not: [`Hidden::BelowThreshold`] where a figure is hidden for its own smallness, even if
    /// others are hidden beside it; `None` where all is shown.
    pub reason: Option<Hidden>,
}

impl Visibility {
    /// Nothing, for this reason.
    pub const fn nothing(reason: Hidden) -> Self {
        Self { levels: [false; 5], top_two: false, reason: Some(reason) }
    }

    /// Everything.
    pub const EVERYTHING: Self = Self { levels: [true; 5], top_two: true, reason: None };

    /// What may be shown in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut levels = self.levels;
        levels.iter_mut().zip(other.levels).for_each(|(shown, other)| *shown &= other);
        // The rules' own reason is the stronger one.
        let reason = self.reason.into_iter().chain(other.reason).min();
        Self { levels, top_two: self.top_two && other.top_two, reason }
    }

    /// Whether the mean may be shown, which takes all five counts.
    pub fn mean(&self) -> bool {
        self.levels.iter().all(|&shown| shown)
    }
}

/// What may be shown of every node in every canonical period of a year.
#[derive(Debug)]
pub struct Plan {
    totals: Totals,
    hidden: Grid<Aggregates>,
}

/// Decides what may be shown of one question in one year. The same answers and nodes give the same plan.
pub fn plan(answers: &YearOfAnswers, nodes: &[Node]) -> Plan {
    plan_beside(answers, nodes, &[])
}

/// The same beside what has been shown already.
pub fn plan_beside(answers: &YearOfAnswers, nodes: &[Node], shown: &[Shown]) -> Plan {
    let mut totals = Totals::new(answers, nodes);
    totals.note_shown(shown);
    let mut hidden = Grid::new(totals.members.len(), PERIODS);
    let mut protection = Protection::new(answers, &totals);
    protection.run();
    for (node, period) in totals.all() {
        hidden.update(node, period, |cell| *cell = protection.search.pattern.hidden(node, period));
    }
    Plan { totals, hidden }
}

impl Plan {
    /// What may be shown of a node (by its index as given) in a period; nothing of what does not exist.
    pub fn visibility(&self, node: usize, period: CanonicalPeriod) -> Visibility {
        let Some(&node) = self.totals.of_given.get(node) else {
            return Visibility::nothing(Hidden::BelowThreshold);
        };
        if period.index() >= PERIODS {
            return Visibility::nothing(Hidden::BelowThreshold);
        }
        let hidden = self.hidden.at(node, period.index());
        let by_rule = !self.totals.hidden_by_rule.at(node, period.index()).is_empty();
        let reason = if by_rule { Hidden::BelowThreshold } else { Hidden::Complementary };
        Visibility {
            levels: std::array::from_fn(|level| !hidden.has(level)),
            top_two: !hidden.has(TOP_TWO),
            reason: (!hidden.is_empty()).then_some(reason),
        }
    }

    /// How many people answered in a period, which may always be shown.
    pub fn answers(&self, node: usize, period: CanonicalPeriod) -> u32 {
        let node = self.totals.of_given.get(node);
        node.map(|&node| self.totals.answers.at(node, period.index())).unwrap_or_default()
    }
}

/// The worlds found so far, by how far they spread each figure, and the figures that need more.
struct Protection<'a> {
    totals: &'a Totals,
    search: Search<'a>,
    /// The largest loss and gain of each figure over the worlds.
    below: Grid<[i32; AGGREGATES]>,
    above: Grid<[i32; AGGREGATES]>,
    /// Totals of many answers come first: what protects them lies inside, and helps those below.
    open: BTreeSet<(Reverse<u32>, Figure)>,
}

impl<'a> Protection<'a> {
    fn new(answers: &'a YearOfAnswers, totals: &'a Totals) -> Self {
        let nodes = totals.members.len();
        let mut protection = Self {
            totals,
            search: Search::new(answers, totals),
            below: Grid::new(nodes, PERIODS),
            above: Grid::new(nodes, PERIODS),
            open: BTreeSet::new(),
        };
        for (node, period) in totals.all() {
            protection.demand(node, period, totals.hidden_by_rule.at(node, period));
        }
        protection
    }

    fn demand(&mut self, node: usize, period: usize, figures: Aggregates) {
        let answers = Reverse(self.totals.answers.at(node, period));
        self.open.extend(figures.iter().map(|aggregate| (answers, Figure { node, period, aggregate })));
    }

    fn run(&mut self) {
        while let Some((Reverse(answers), figure)) = self.open.pop_first() {
            let wanted = PROTECTION_WIDTH.min(answers) as usize;
            let (below, above) = (size_of(&self.below, figure), size_of(&self.above, figure));
            if below + above < wanted {
                self.protect(figure, wanted, below, above);
            }
        }
    }

    /// Adds a world in which the figure is higher, one in which it is lower, or both, so that it spreads as far as
    /// wanted; what worlds so far spread it is free.
    fn protect(&mut self, figure: Figure, wanted: usize, below: usize, above: usize) {
        let up = self.search.course(figure, Direction::Up, wanted - below, None);
        let down = self.search.course(figure, Direction::Down, wanted - above, up.cost_of(wanted - below));
        let cost = |course: &Course, free, moves| if moves <= free { Some(0) } else { course.cost_of(moves) };
        let choices = (0..=wanted).filter_map(|moves| {
            let rest = wanted - moves;
            Some((cost(&up, above, moves)? + cost(&down, below, rest)?, moves, rest))
        });
        // Inside a total of n answers every figure can be anything from 0 to n, so there is a choice.
        let Some((_, moves_up, moves_down)) = choices.min() else { return };
        if moves_up > above {
            self.add_world(&up, moves_up);
        }
        if moves_down > below {
            self.add_world(&down, moves_down);
        }
    }

    fn add_world(&mut self, course: &Course, moves: usize) {
        for (node, period, changes) in self.search.follow(course, moves) {
            self.below.update(node, period, |sizes| {
                sizes
                    .iter_mut()
                    .zip(changes)
                    .for_each(|(size, change)| *size = (*size).max((-change).max(0)));
            });
            self.above.update(node, period, |sizes| {
                sizes.iter_mut().zip(changes).for_each(|(size, change)| *size = (*size).max(change));
            });
            let new = self.search.pattern.hide(node, period, Aggregates::changed(changes));
            self.demand(node, period, new);
        }
    }
}

fn size_of(sizes: &Grid<[i32; AGGREGATES]>, figure: Figure) -> usize {
    let size = sizes.at(figure.node, figure.period).into_iter().nth(figure.aggregate);
    size.and_then(|size| usize::try_from(size).ok()).unwrap_or_default()
}

#[cfg(test)]
impl Plan {
    /// What only the rules would hide.
    pub(super) fn by_rules_alone(answers: &YearOfAnswers, nodes: &[Node]) -> Self {
        let totals = Totals::new(answers, nodes);
        let mut hidden = Grid::new(totals.members.len(), PERIODS);
        for (node, period) in totals.all() {
            hidden.update(node, period, |cell| *cell = totals.hidden_by_rule.at(node, period));
        }
        Self { totals, hidden }
    }

    /// Whether a figure (a level from 0, or 5 for the two upper ones) may be shown.
    pub(super) fn shows(&self, node: usize, period: usize, aggregate: usize) -> bool {
        !self.hidden.at(self.totals.of_given[node], period).has(aggregate)
    }
}
