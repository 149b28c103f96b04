//! What is hidden so far, and what it would cost to hide more.

use super::aggregates::{AGGREGATES, Aggregates, TOP_TWO, with_top_two};
use super::canonical_period::PERIODS;
use super::grid::Grid;
use super::totals::Totals;

/// How much dearer the share of the satisfied is than one count: it is the figure that people look for, and
/// charts, comparisons and intervals rest on it. Tried from 10 to 300 on data like the province's: from 300 on no
/// district loses a month.
const WORTH_OF_TOP_TWO: u64 = 300;

/// How much dearer a count is of so many answers that charts and means are made of them: without one level there is no
/// mean and no bar. Tried from 1 to 100: from 10 on districts begin to lose months for it.
const WORTH_OF_A_LARGE_COUNT: u64 = 6;

/// More than all figures of a year together: what has been shown already is known for ever.
const BEYOND_PRICE: u64 = 1 << 50;

/// Which figures of which totals are hidden.
pub(super) struct Pattern {
    hidden: Grid<Aggregates>,
    worths: Grid<[u64; AGGREGATES]>,
    /// What was hidden before things were hidden on trial.
    before: Vec<(usize, usize, Aggregates)>,
}

impl Pattern {
    /// What the rules hide.
    pub(super) fn new(totals: &Totals) -> Self {
        let nodes = totals.members.len();
        let mut pattern =
            Self { hidden: Grid::new(nodes, PERIODS), worths: Grid::new(nodes, PERIODS), before: Vec::new() };
        for (node, period) in totals.all() {
            let worths = worths(totals.counts.at(node, period), totals.shown.at(node, period));
            pattern.worths.update(node, period, |cell| *cell = worths);
            pattern.hide(node, period, totals.hidden_by_rule.at(node, period));
            pattern.hide(node, period, totals.not_offered(node));
        }
        pattern
    }

    /// What is hidden of a total.
    pub(super) fn hidden(&self, node: usize, period: usize) -> Aggregates {
        self.hidden.at(node, period)
    }

    /// What it would cost to hide these figures of a total, where they are not hidden yet.
    pub(super) fn price(&self, node: usize, period: usize, figures: Aggregates) -> u64 {
        let lost = figures.without(self.hidden.at(node, period));
        if lost.is_empty() {
            return 0;
        }
        let mut price = 0;
        for (aggregate, worth) in self.worths.get(node, period).into_iter().flatten().enumerate() {
            if lost.has(aggregate) {
                price += worth;
            }
        }
        price
    }

    /// What it would cost to hide these figures of all these nodes.
    pub(super) fn price_of_all(&self, nodes: &[usize], period: usize, figures: Aggregates) -> u64 {
        nodes.iter().map(|&node| self.price(node, period, figures)).sum()
    }

    /// Hides figures and says which of them were not hidden before.
    pub(super) fn hide(&mut self, node: usize, period: usize, figures: Aggregates) -> Aggregates {
        let new = figures.without(self.hidden.at(node, period));
        if !new.is_empty() {
            self.hidden.update(node, period, |hidden| *hidden = hidden.and(new));
        }
        new
    }

    /// Hides figures until the trial is taken back.
    pub(super) fn hide_on_trial(&mut self, node: usize, period: usize, figures: Aggregates) {
        let before = self.hidden.at(node, period);
        if !self.hide(node, period, figures).is_empty() {
            self.before.push((node, period, before));
        }
    }

    /// How much has been hidden on trial, to go back to.
    pub(super) fn trials(&self) -> usize {
        self.before.len()
    }

    /// Shows again what was hidden on trial since then.
    pub(super) fn take_back(&mut self, since: usize) {
        while self.before.len() > since {
            let Some((node, period, before)) = self.before.pop() else { return };
            self.hidden.update(node, period, |hidden| *hidden = before);
        }
    }
}

/// What the figures of a total are worth: the more the more people they speak for, and more than in proportion,
/// for where a commune is missing its district can stand for it, and the quarter for the month.
///
/// A figure next to nothing, or next to all, is dearer than it is worth to readers: once hidden it needs protection
/// itself, which takes others of the same rare level with it.
fn worths(counts: [u32; 5], shown: Aggregates) -> [u64; AGGREGATES] {
    let answers: u32 = counts.iter().sum();
    let answers_by_their_root = (u64::from(answers).pow(3)).isqrt();
    let figures = with_top_two(counts.map(u32::cast_signed)).map(i32::unsigned_abs);
    let mut aggregate = 0..;
    figures.map(|count| {
        let here = aggregate.next().unwrap_or_default();
        if shown.has(here) {
            return BEYOND_PRICE;
        }
        let rest = count.min(answers.saturating_sub(count));
        let worth = match (here, rest) {
            (TOP_TWO, 0) => WORTH_OF_TOP_TWO * 2,
            (TOP_TWO, _) => WORTH_OF_TOP_TWO,
            (_, 0) => 10,
            (_, 1) => 5,
            (_, 2) => 3,
            _ => 1,
        };
        let worth =
            if aggregate_carries_charts(answers, rest) { worth * WORTH_OF_A_LARGE_COUNT } else { worth };
        answers_by_their_root * worth
    })
}

fn aggregate_carries_charts(answers: u32, rest: u32) -> bool {
    answers >= 1_000 && rest >= 5
}
