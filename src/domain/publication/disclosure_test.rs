//! The promise, tried by a reader who knows all that is published and can solve linear programs.
//!
//! Every table, count by count, is unknown; how many answers each holds, and every figure shown, are equations.
//! The least and the largest value that a hidden figure can have are then bounds that nothing published can tighten
//! without counting in whole people, which is left to the worlds' proof.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::aggregates::{AGGREGATES, TOP_TWO, with_top_two};
use super::canonical_period::{PERIODS, months_of};
use super::*;
use crate::domain::{Mode, Period, UnitId};

/// At this level a table has what its other levels leave of its answers.
const REST: usize = 3;

/// A year with its nodes, small enough for a linear program.
#[derive(Debug)]
struct Case {
    answers: YearOfAnswers,
    nodes: Vec<Node>,
}

/// What a case looks like; the rest follows from the seed.
#[derive(Clone, Debug)]
struct Shape {
    units: usize,
    districts: usize,
    today: usize,
    modes: usize,
    months: usize,
    /// From this month on the units of today answer for their predecessors.
    merged_from: usize,
    habit: usize,
    seed: u64,
}

fn shapes(modes: usize) -> impl Strategy<Value = Shape> {
    let months = prop_oneof![12 => 3..=4_usize, 2 => 5..=6_usize, 1 => 7..=12_usize];
    (2..=6_usize, 1..=2_usize, 1..=3_usize, months, 1..=24_usize, 0..6_usize, any::<u64>()).prop_map(
        move |(units, districts, today, months, merged_from, habit, seed)| Shape {
            units,
            districts,
            today,
            modes,
            months,
            merged_from,
            habit,
            seed,
        },
    )
}

/// Counts as they come in: nearly all satisfied, most, few answers, none to some at every level, all alike, mixed.
fn table(habit: usize, random: &mut ChaCha8Rng) -> [u32; 5] {
    let satisfied = match habit {
        0 => 0.97,
        1 => 0.85,
        2 => return std::array::from_fn(|_| random.random_range(0..=1)),
        3 => return std::array::from_fn(|_| random.random_range(0..=6)),
        4 => return [0, 0, random.random_range(0..=1), random.random_range(4..=12), 0],
        _ => {
            let other = random.random_range(0..=4);
            return table(other, random);
        }
    };
    let mut counts = [0; 5];
    for _ in 0..random.random_range(4..=40) {
        let level = if random.random_bool(satisfied) {
            3 + random.random_range(0..=1)
        } else {
            random.random_range(0..3)
        };
        counts[level] += 1;
    }
    counts
}

impl Case {
    fn new(shape: &Shape) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(shape.seed);
        let district: Vec<usize> =
            (0..shape.units).map(|_| random.random_range(0..shape.districts)).collect();
        let heir: Vec<usize> = (0..shape.units).map(|_| random.random_range(0..shape.today)).collect();
        let mut counts = Vec::new();
        for month in 1..=shape.months {
            let merged = month >= shape.merged_from;
            let units = if merged { 100..100 + shape.today } else { 0..shape.units };
            for unit in units {
                for mode in [Mode::Open, Mode::Paper].into_iter().take(shape.modes) {
                    let place = Place { unit: UnitId(i32::try_from(unit).unwrap()), mode };
                    counts.push((place, u8::try_from(month).unwrap(), table(shape.habit, &mut random)));
                }
            }
        }
        let answers = YearOfAnswers::new(counts);
        let mut nodes = Vec::new();
        let mut add = |is_inside: &dyn Fn(usize) -> bool| {
            for only in [None, Some(Mode::Open), Some(Mode::Paper)].into_iter().take(1 + shape.modes) {
                let places = answers.places().iter().enumerate();
                let inside = places.filter(|(_, place)| {
                    is_inside(usize::try_from(place.unit.0).unwrap())
                        && only.is_none_or(|mode| place.mode == mode)
                });
                let members = inside.map(|(index, _)| index).collect();
                let known = random.random_range(0..4);
                let eligible = std::array::from_fn(|_| match known {
                    0 => None,
                    1 => Some(random.random_range(0..200)),
                    _ => Some(random.random_range(200..3_000)),
                });
                // Of modes apart often only the two upper levels together are published.
                let only_top_two = only.is_some() && random.random_range(0..2) == 0;
                nodes.push(Node { members, eligible, only_top_two });
            }
        };
        add(&|_| true);
        (0..shape.districts).for_each(|one| add(&|unit| district.get(unit) == Some(&one)));
        (0..shape.units).for_each(|one| add(&|unit| unit == one));
        for one in 0..shape.today {
            add(&|unit| unit == 100 + one);
            add(&|unit| unit == 100 + one || heir.get(unit) == Some(&one));
        }
        Self { answers, nodes }
    }

    /// The tables that a total sums, as (place, month).
    fn atoms(&self, node: usize, period: usize) -> Vec<(usize, usize)> {
        let members: BTreeSet<usize> = self.nodes[node].members.iter().copied().collect();
        let atoms = members.into_iter().flat_map(|place| months_of(period).map(move |month| (place, month)));
        atoms.filter(|&atom| self.answers_of(atom) > 0).collect()
    }

    fn all_atoms(&self) -> impl Iterator<Item = (usize, usize)> {
        let atoms =
            (0..self.answers.places().len()).flat_map(|place| (0..12).map(move |month| (place, month)));
        atoms.filter(|&atom| self.answers_of(atom) > 0)
    }

    fn answers_of(&self, (place, month): (usize, usize)) -> u32 {
        self.answers.table(place, month).into_iter().flatten().sum()
    }

    fn value(&self, atoms: &[(usize, usize)], aggregate: usize) -> f64 {
        let tables = atoms.iter().map(|&(place, month)| self.answers.table(place, month).unwrap());
        tables.map(|table| f64::from(with_top_two(table.map(u32::cast_signed))[aggregate])).sum()
    }

    fn hidden(&self, plan: &Plan) -> Vec<Cell> {
        let mut cells = Vec::new();
        for node in 0..self.nodes.len() {
            for period in 0..PERIODS {
                let offered = if self.nodes[node].only_top_two { TOP_TWO..AGGREGATES } else { 0..AGGREGATES };
                let hidden = offered.filter(|&aggregate| !plan.shows(node, period, aggregate));
                cells.extend(hidden.map(|aggregate| Cell { node, period, aggregate }));
            }
        }
        cells
    }

    fn needed(&self, cell: Cell) -> f64 {
        let atoms = self.atoms(cell.node, cell.period).into_iter();
        let answers: u32 = atoms.map(|atom| self.answers_of(atom)).sum();
        f64::from(answers.min(PROTECTION_WIDTH))
    }
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    node: usize,
    period: usize,
    aggregate: usize,
}

/// Somebody who knows all that is published and wants to know one figure more.
struct Reader<'a> {
    case: &'a Case,
    /// Sums of tables with a figure of them, each once.
    known: BTreeMap<(Vec<(usize, usize)>, usize), f64>,
}

impl<'a> Reader<'a> {
    fn new(case: &'a Case, plan: &Plan) -> Self {
        let mut known = BTreeMap::new();
        for node in 0..case.nodes.len() {
            for period in 0..PERIODS {
                let atoms = case.atoms(node, period);
                let shown = (0..AGGREGATES).filter(|&aggregate| plan.shows(node, period, aggregate));
                for aggregate in shown.filter(|_| !atoms.is_empty()) {
                    known.insert((atoms.clone(), aggregate), case.value(&atoms, aggregate));
                }
            }
        }
        Self { case, known }
    }

    /// How wide the interval is to which the reader can bound a figure; not less than `enough` if it is that wide.
    fn width(&self, cell: Cell, enough: f64) -> f64 {
        let atoms = self.case.atoms(cell.node, cell.period);
        let truth = self.case.value(&atoms, cell.aggregate);
        let above = self.bound(OptimizationDirection::Maximize, &atoms, cell.aggregate) - truth;
        if above >= enough {
            return above;
        }
        above + truth - self.bound(OptimizationDirection::Minimize, &atoms, cell.aggregate)
    }

    fn bound(&self, direction: OptimizationDirection, wanted: &[(usize, usize)], aggregate: usize) -> f64 {
        let mut problem = Problem::new(direction);
        // By place and month the counts at the levels but `REST`.
        let mut unknown = BTreeMap::new();
        for atom in self.case.all_atoms() {
            let answers = f64::from(self.case.answers_of(atom));
            let is_wanted = if wanted.contains(&atom) { 1.0 } else { 0.0 };
            let variables =
                weights(aggregate).map(|weight| problem.add_var(weight * is_wanted, (0.0, answers)));
            let terms: Vec<_> = variables.iter().map(|&variable| (variable, 1.0)).collect();
            problem.add_constraint(terms, ComparisonOp::Le, answers);
            unknown.insert(atom, variables);
        }
        for ((atoms, aggregate), value) in &self.known {
            let counts = atoms.iter().flat_map(|atom| unknown[atom].into_iter().zip(weights(*aggregate)));
            let terms: Vec<_> = counts.filter(|&(_, weight)| weight != 0.0).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, value - self.constant(atoms, *aggregate));
        }
        let solution = problem.solve().unwrap().into_solution().unwrap();
        solution.objective() + self.constant(wanted, aggregate)
    }

    /// What a figure has beside the weighted counts: the answers, where it is what other levels leave of them.
    fn constant(&self, atoms: &[(usize, usize)], aggregate: usize) -> f64 {
        let answers: u32 = atoms.iter().map(|&atom| self.case.answers_of(atom)).sum();
        if matches!(aggregate, REST | TOP_TWO) { f64::from(answers) } else { 0.0 }
    }
}

/// A figure by the counts at the levels 0, 1, 2 and 4 of a table.
fn weights(aggregate: usize) -> [f64; 4] {
    match aggregate {
        REST => [-1.0; 4],
        TOP_TWO => [-1.0, -1.0, -1.0, 0.0],
        _ => [0, 1, 2, 4].map(|level| if level == aggregate { 1.0 } else { 0.0 }),
    }
}

/// All of them where they are few, else some from anywhere among them.
fn sample(cells: Vec<Cell>, seed: u64) -> Vec<Cell> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    if cells.len() <= 30 {
        return cells;
    }
    (0..4).map(|_| cells[random.random_range(0..cells.len())]).collect()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn bound_hidden_figures(shape: &Shape) -> Result<(), TestCaseError> {
    let case = Case::new(shape);
    let plan = plan(&case.answers, &case.nodes);
    let reader = Reader::new(&case, &plan);
    for cell in sample(case.hidden(&plan), shape.seed) {
        let width = reader.width(cell, case.needed(cell));
        prop_assert!(width >= case.needed(cell) - 1e-6, "{cell:?} is known to within {width}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn nothing_published_of_one_mode_bounds_a_hidden_figure_tightly(shape in shapes(1)) {
        bound_hidden_figures(&shape)?;
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn nothing_published_of_two_modes_bounds_a_hidden_figure_tightly(shape in shapes(2)) {
        bound_hidden_figures(&shape)?;
    }
}

proptest! {
    #![proptest_config(config(50))]

    #[test]
    fn a_range_that_is_a_canonical_period_shows_what_that_shows(shape in shapes(2)) {
        let case = Case::new(&shape);
        let plan = plan(&case.answers, &case.nodes);
        for node in 0..case.nodes.len() {
            for period in CanonicalPeriod::all() {
                let months = months_of(period.index());
                let month = |index: usize| format!("2024-{:02}", index + 1).parse().unwrap();
                let range = Period::new(month(months.start), month(months.end - 1)).unwrap();
                let of_range = visibility_of_range(range, |year| (year == 2024).then_some((&plan, node)));
                prop_assert_eq!(of_range, plan.visibility(node, period));
            }
        }
    }

    #[test]
    fn the_same_answers_give_the_same_plan(shape in shapes(2)) {
        let case = Case::new(&shape);
        let (one, other) = (plan(&case.answers, &case.nodes), plan(&case.answers, &case.nodes));
        for node in 0..case.nodes.len() {
            for period in CanonicalPeriod::all() {
                prop_assert_eq!(one.visibility(node, period), other.visibility(node, period));
            }
        }
    }
}

#[test]
fn the_rules_alone_let_hidden_figures_be_computed() {
    let shape =
        Shape { units: 4, districts: 2, today: 2, modes: 1, months: 3, merged_from: 24, habit: 0, seed: 7 };
    let case = Case::new(&shape);
    let bare = Plan::by_rules_alone(&case.answers, &case.nodes);
    let reader = Reader::new(&case, &bare);
    let is_known = |cell: &Cell| reader.width(*cell, case.needed(*cell)) < case.needed(*cell) - 1e-6;
    assert!(case.hidden(&bare).iter().any(is_known));
}
