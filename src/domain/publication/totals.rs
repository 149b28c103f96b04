//! All totals of a year: what each node sums up to in each canonical period.

use std::collections::BTreeMap;

use super::aggregates::{Aggregates, LEVELS, TOP_TWO};
use super::answers::{Node, Shown, YearOfAnswers};
use super::canonical_period::{PERIODS, months_of};
use super::grid::Grid;
use super::rules;

/// Nodes with the same places are one here: their figures are the same.
#[derive(Debug)]
pub(super) struct Totals {
    /// The places of each node, in order.
    pub(super) members: Vec<Vec<usize>>,
    /// The node here of each node given.
    pub(super) of_given: Vec<usize>,
    /// The nodes of each place, in order.
    nodes_of: Vec<Vec<usize>>,
    /// The counts by node and period.
    pub(super) counts: Grid<[u32; 5]>,
    /// The answers by node and period.
    pub(super) answers: Grid<u32>,
    /// The figures of each node that are published at all, but for what is hidden.
    pub(super) offered: Vec<Aggregates>,
    /// What has been shown already by node and period.
    pub(super) shown: Grid<Aggregates>,
    /// What the rules hide by node and period.
    pub(super) hidden_by_rule: Grid<Aggregates>,
}

impl Totals {
    pub(super) fn new(answers: &YearOfAnswers, nodes: &[Node]) -> Self {
        let places = answers.places().len();
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut members = Vec::new();
        let mut offered: Vec<Aggregates> = Vec::new();
        let mut of_given = Vec::with_capacity(nodes.len());
        for node in nodes {
            let mut inside: Vec<usize> = node.members.iter().copied().filter(|&at| at < places).collect();
            inside.sort_unstable();
            inside.dedup();
            let here = *known.entry(inside).or_insert_with_key(|inside| {
                members.push(inside.clone());
                offered.push(Aggregates::NONE);
                members.len() - 1
            });
            offered.get_mut(here).into_iter().for_each(|all| *all = all.and(offered_of(node)));
            of_given.push(here);
        }
        let mut nodes_of = vec![Vec::new(); places];
        for (node, inside) in members.iter().enumerate() {
            for &place in inside {
                nodes_of.get_mut(place).into_iter().for_each(|nodes: &mut Vec<usize>| nodes.push(node));
            }
        }
        let mut totals = Self {
            counts: Grid::new(members.len(), PERIODS),
            answers: Grid::new(members.len(), PERIODS),
            shown: Grid::new(members.len(), PERIODS),
            hidden_by_rule: Grid::new(members.len(), PERIODS),
            members,
            of_given,
            offered,
            nodes_of,
        };
        totals.add_up(answers);
        totals.apply_rules(nodes);
        totals
    }

    /// Every node with every period.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let nodes = 0..self.members.len();
        nodes.flat_map(|node| (0..PERIODS).map(move |period| (node, period)))
    }

    fn add_up(&mut self, answers: &YearOfAnswers) {
        for (node, inside) in self.members.iter().enumerate() {
            for period in 0..PERIODS {
                let mut sum = [0; 5];
                for (&place, month) in
                    inside.iter().flat_map(|place| months_of(period).map(move |at| (place, at)))
                {
                    let table = answers.table(place, month).into_iter().flatten();
                    sum.iter_mut().zip(table).for_each(|(sum, count)| *sum += count);
                }
                self.counts.update(node, period, |cell| *cell = sum);
                self.answers.update(node, period, |cell| *cell = sum.iter().sum());
            }
        }
    }

    /// Given nodes with the same places need not have the same dossiers: what is hidden of one is hidden of all.
    fn apply_rules(&mut self, nodes: &[Node]) {
        for (node, &here) in nodes.iter().zip(&self.of_given) {
            for period in 0..PERIODS {
                let eligible = node.eligible.iter().copied().skip(months_of(period).start);
                let small = rules::is_small(eligible.take(months_of(period).len()));
                let hidden =
                    rules::hidden_by_rule(self.counts.at(here, period), small).within(offered_of(node));
                self.hidden_by_rule.update(here, period, |all| *all = all.and(hidden));
            }
        }
    }

    pub(super) fn note_shown(&mut self, shown: &[Shown]) {
        for figures in shown {
            let Some(&here) = self.of_given.get(figures.node) else { continue };
            let levels = LEVELS.zip(figures.levels).filter(|(_, is_shown)| *is_shown).map(|(level, _)| level);
            let all = levels.chain(figures.top_two.then_some(TOP_TWO)).map(Aggregates::one);
            let all = all.fold(Aggregates::NONE, Aggregates::and);
            self.shown.update(here, figures.period.index(), |cell| *cell = cell.and(all));
        }
    }

    /// The figures that are not published of a node, whatever they are.
    pub(super) fn not_offered(&self, node: usize) -> Aggregates {
        self.offered.get(node).map_or(Aggregates::NONE, |&offered| Aggregates::ALL.without(offered))
    }

    /// The nodes that count a place.
    pub(super) fn nodes(&self, place: usize) -> &[usize] {
        self.nodes_of.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// The nodes that count one of the places but not the other; all of `place` where there is no other.
    pub(super) fn nodes_between(&self, place: usize, other: Option<usize>) -> Vec<usize> {
        let (here, there) = (self.nodes(place), other.map(|place| self.nodes(place)).unwrap_or_default());
        let mut between = Vec::with_capacity(here.len() + there.len());
        between.extend(here.iter().filter(|node| !there.contains(node)));
        between.extend(there.iter().filter(|node| !here.contains(node)));
        between
    }

    /// Whether a node counts a place.
    pub(super) fn counts_place(&self, node: usize, place: usize) -> bool {
        self.nodes(place).binary_search(&node).is_ok()
    }
}

fn offered_of(node: &Node) -> Aggregates {
    if node.only_top_two { Aggregates::one(TOP_TWO) } else { Aggregates::ALL }
}
