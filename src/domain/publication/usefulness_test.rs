//! What is left to show on data like the province's: 139 communes in 10 districts, 39 units today, some 30 answers a
//! month to each of which nearly all are satisfied.

use std::fmt;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::domain::{Mode, UnitId};

const COMMUNES: usize = 139;
const DISTRICTS: usize = 10;
const UNITS_TODAY: usize = 39;

/// Which share of the communes' months, quarters and years shows a figure.
#[derive(Default)]
struct Shares {
    shown: [f64; 3],
    all: [f64; 3],
}

impl Shares {
    fn count(&mut self, period: CanonicalPeriod, shown: bool) {
        let kind = match period {
            CanonicalPeriod::Month(_) => 0,
            CanonicalPeriod::Quarter(_) => 1,
            CanonicalPeriod::Year => 2,
        };
        self.shown[kind] += f64::from(u8::from(shown));
        self.all[kind] += 1.0;
    }

    fn all_kinds(&self) -> [f64; 3] {
        [0, 1, 2].map(|kind| self.shown[kind] / self.all[kind])
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [months, quarters, years] = self.all_kinds().map(|share| share * 100.0);
        write!(formatter, "months {months:.1} %, quarters {quarters:.1} %, years {years:.1} %")
    }
}

struct Province {
    answers: YearOfAnswers,
    nodes: Vec<Node>,
    /// What each node is: communes, districts, units of today, the province.
    kinds: Vec<&'static str>,
}

/// Some 30 answers a month from each commune, of which `satisfied` are in the two upper levels.
fn province(satisfied: f64) -> Province {
    let mut random = ChaCha8Rng::seed_from_u64(2024);
    let unhappy = 1.0 - satisfied;
    let shares = [unhappy * 0.1, unhappy * 0.25, unhappy * 0.65, satisfied * 0.4, satisfied * 0.6];
    let mut counts = Vec::new();
    for commune in 0..COMMUNES {
        for month in 1..=12 {
            let mut table = [0; 5];
            for _ in 0..random.random_range(20..=40) {
                let mut rest = random.random_range(0.0..1.0);
                let level = shares.iter().position(|share| {
                    rest -= share;
                    rest < 0.0
                });
                table[level.unwrap_or(4)] += 1;
            }
            let place = Place { unit: UnitId(i32::try_from(commune).unwrap()), mode: Mode::Open };
            counts.push((place, month, table));
        }
    }
    let answers = YearOfAnswers::new(counts);
    let (mut nodes, mut kinds) = (Vec::new(), Vec::new());
    let mut add = |kind, is_inside: &dyn Fn(usize) -> bool| {
        let communes = (0..COMMUNES).filter(|&commune| is_inside(commune)).count() as u64;
        let places = answers.places().iter().enumerate();
        let inside = places.filter(|(_, place)| is_inside(usize::try_from(place.unit.0).unwrap()));
        let members = inside.map(|(index, _)| index).collect();
        nodes.push(Node { members, eligible: [Some(communes * 115); 12], only_top_two: false });
        kinds.push(kind);
    };
    for one in 0..COMMUNES {
        add("commune", &|commune| commune == one);
    }
    for one in 0..DISTRICTS {
        add("district", &|commune| district_of(commune) == one);
    }
    for one in 0..UNITS_TODAY {
        add("today", &|commune| commune * UNITS_TODAY / COMMUNES == one);
    }
    add("province", &|_| true);
    Province { answers, nodes, kinds }
}

fn district_of(commune: usize) -> usize {
    commune * DISTRICTS / COMMUNES
}

impl Province {
    fn shares(&self, plan: &Plan, kind: &str, shown: impl Fn(Visibility) -> bool) -> Shares {
        let mut shares = Shares::default();
        let nodes = self.kinds.iter().enumerate().filter(|(_, of_node)| **of_node == kind);
        for (node, _) in nodes {
            for period in CanonicalPeriod::all() {
                shares.count(period, shown(plan.visibility(node, period)));
            }
        }
        shares
    }
}

/// What a province like ours shows of the share of the satisfied, and of all counts.
fn assert_useful(satisfied: f64, [months, quarters]: [f64; 2]) {
    let province = province(satisfied);
    let plan = plan(&province.answers, &province.nodes);
    let top_two = |kind| province.shares(&plan, kind, |visibility| visibility.top_two);
    let whole = province.shares(&plan, "province", |visibility| visibility.reason.is_none());
    assert!(whole.all_kinds().iter().all(|&share| share >= 1.0), "the province: {whole}");
    let districts = top_two("district");
    assert!(districts.all_kinds().iter().all(|&share| share >= 1.0), "districts: {districts}");
    let communes = top_two("commune");
    let [of_months, of_quarters, of_years] = communes.all_kinds();
    assert!(of_months >= months && of_quarters >= quarters && of_years >= 1.0, "communes: {communes}");
}

#[test]
fn where_nearly_all_are_satisfied_years_and_all_districts_are_shown() {
    // A commune with one or two who are not satisfied cannot show a month: everybody would know how many.
    assert_useful(0.97, [0.2, 0.15]);
}

#[test]
fn where_most_are_satisfied_most_months_and_quarters_are_shown_too() {
    assert_useful(0.85, [0.5, 0.95]);
}
