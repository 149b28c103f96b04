//! The publication rules applied to a book: for every unit, period and question, what may be seen of it.
//!
//! What may be seen of one figure depends on all others of its year, so that a year is planned as a whole, when
//! somebody first asks about it.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::TallyBook;
use crate::domain::publication::{
    CanonicalPeriod, Hidden, HiddenUnit, Node, PUBLICATION_THRESHOLD, Place, Plan, SMALL_POPULATION, Shown,
    Visibility, YearOfAnswers, plan_beside, visibility_of_range, weighted_share_is_safe,
};
use crate::domain::{
    Boundaries, Mode, Period, PeriodKind, PublishedFigures, Territory, UnitId, UnitRegistry, WithheldQuestion,
};

/// Files round shares to four decimals.
const ROUNDING: f64 = 0.000_05;

/// Something of which figures are shown: a unit in one way to draw the boundaries, in all modes or in one.
type NodeKey = (UnitId, Boundaries, Option<Mode>);

/// What may be seen of the figures of a book.
#[derive(Debug)]
pub struct Publication {
    book: Arc<TallyBook>,
    registry: Arc<UnitRegistry>,
    published: Arc<Vec<PublishedFigures>>,
    years: Mutex<HashMap<i32, Arc<OnceLock<YearOfPlans>>>>,
    cost: AtomicU64,
}

/// The plans of one year: one a question, all with the same nodes.
#[derive(Debug)]
struct YearOfPlans {
    nodes: HashMap<NodeKey, usize>,
    plans: Vec<Plan>,
}

impl Publication {
    /// Of a book whose units are those of `registry`, beside what has been published of it in editions.
    pub fn of(
        book: Arc<TallyBook>,
        registry: Arc<UnitRegistry>,
        published: Arc<Vec<PublishedFigures>>,
    ) -> Self {
        Self { book, registry, published, years: Mutex::default(), cost: AtomicU64::new(0) }
    }

    /// How long it has taken so far to work it out.
    pub fn cost(&self) -> Duration {
        Duration::from_micros(self.cost.load(Ordering::Relaxed))
    }

    /// What may be seen of the question at this place of the survey; `modes` are those of which the report tells
    /// apart.
    pub fn seen(
        &self,
        unit: UnitId,
        boundaries: Boundaries,
        period: Period,
        question: usize,
        modes: &[Mode],
    ) -> WithheldQuestion {
        let territory = self.registry.territory_of(unit, boundaries);
        let by_mode = modes.iter().map(|&mode| {
            if tells_modes_apart(&self.registry, unit) {
                self.visibility(&territory, (boundaries, Some(mode)), period, question)
            } else {
                Visibility::nothing(Hidden::Complementary)
            }
        });
        let whole = self.visibility(&territory, (boundaries, None), period, question);
        let weighted = whole.top_two && self.may_weigh(&territory, period, question);
        WithheldQuestion { whole, weighted, by_mode: by_mode.collect() }
    }

    /// The shortest longer period in which the shares of all these questions may be seen.
    pub fn shortest_showing(
        &self,
        unit: UnitId,
        boundaries: Boundaries,
        period: Period,
        questions: &[usize],
    ) -> Option<Period> {
        let territory = self.registry.territory_of(unit, boundaries);
        period.longer().find(|&longer| {
            let shows = |&question| self.visibility(&territory, (boundaries, None), longer, question).top_two;
            questions.iter().all(shows)
        })
    }

    fn visibility(
        &self,
        territory: &Territory,
        (boundaries, mode): (Boundaries, Option<Mode>),
        period: Period,
        question: usize,
    ) -> Visibility {
        let years = self.years_of(period);
        let whole = visible(&years, (territory.unit, boundaries, mode), period, question);
        if territory.parts.is_empty() {
            return whole;
        }
        // Who sees a unit of which a known part is counted here could take that part off again; and how many there are
        // only the sum says. Single levels of such sums are not shown.
        let parts = territory
            .parts
            .keys()
            .map(|&unit| visible(&years, (unit, Boundaries::Historic, mode), period, question));
        let all = parts.fold(whole, Visibility::and);
        let answers = self.book.sums(territory, period).answers(question);
        if answers < PUBLICATION_THRESHOLD {
            return Visibility::nothing(Hidden::BelowThreshold);
        }
        Visibility {
            top_two: all.top_two,
            ..Visibility::nothing(all.reason.unwrap_or(Hidden::Complementary))
        }
    }

    /// Whether the share weighted by dossiers may be shown beside the plain one.
    fn may_weigh(&self, territory: &Territory, period: Period, question: usize) -> bool {
        let years = self.years_of(period);
        let is_hidden =
            |unit: UnitId| !visible(&years, (unit, Boundaries::Historic, None), period, question).top_two;
        let units = || territory.members.iter().chain(territory.parts.keys()).copied();
        if !units().any(is_hidden) {
            return true;
        }
        let strata = self.book.strata_of(territory, period, question);
        let population: u64 = strata.iter().map(|(_, stratum)| stratum.population).sum();
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let hidden = strata.iter().filter(|(unit, _)| is_hidden(*unit)).map(|(_, stratum)| HiddenUnit {
            answers: count(stratum.answers),
            satisfied: count(stratum.successes),
            weight: stratum.population as f64 / population.max(1) as f64,
        });
        weighted_share_is_safe(&hidden.collect::<Vec<_>>(), ROUNDING)
    }

    fn years_of(&self, period: Period) -> HashMap<i32, Arc<OnceLock<YearOfPlans>>> {
        // Years in which nobody answered have nothing to plan, however many somebody asks for.
        let answered = self.book.months().and_then(|months| months.intersection(period));
        let span = answered.map(|months| months.from().year()..=months.to().year());
        let years = span.into_iter().flatten().filter_map(Period::year);
        years.map(|year| (year.from().year(), self.plans_of(year))).collect()
    }

    fn plans_of(&self, year: Period) -> Arc<OnceLock<YearOfPlans>> {
        let plans = {
            let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(years.entry(year.from().year()).or_default())
        };
        plans.get_or_init(|| {
            let begun = Instant::now();
            let plans = YearOfPlans::of(&self.book, &self.registry, &self.published, year);
            let spent = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.cost.fetch_add(spent, Ordering::Relaxed);
            plans
        });
        plans
    }
}

fn visible(
    years: &HashMap<i32, Arc<OnceLock<YearOfPlans>>>,
    node: NodeKey,
    period: Period,
    question: usize,
) -> Visibility {
    visibility_of_range(period, |year| years.get(&year)?.get()?.find(node, question))
}

impl YearOfPlans {
    fn of(book: &TallyBook, registry: &UnitRegistry, published: &[PublishedFigures], period: Period) -> Self {
        let questions = 0..book.survey().revision.questions.len();
        let answers: Vec<YearOfAnswers> =
            questions.map(|question| answers_of(book, period, question)).collect();
        let places = answers.first().map(YearOfAnswers::places).unwrap_or_default();
        let mut keys = HashMap::new();
        let mut nodes = Vec::new();
        for (key, members) in node_members(registry, places) {
            keys.insert(key, nodes.len());
            let (unit, boundaries, mode) = key;
            let territory = registry.territory_of(unit, boundaries);
            let is_lowest = registry.unit(unit).is_none_or(|unit| unit.kind.is_lowest());
            nodes.push(Node {
                members,
                eligible: eligible(book, &territory, period, is_lowest),
                only_top_two: mode.is_some(),
            });
        }
        nodes.extend(own_sheets(book, registry, places, period));
        // Questions are planned apart, so that a second processor halves the wait.
        let plans = std::thread::scope(|scope| {
            let planning = answers.iter().enumerate().map(|(question, answers)| {
                let shown = shown_already(published, &keys, period, question);
                let nodes = &nodes;
                scope.spawn(move || plan_beside(answers, nodes, &shown))
            });
            let planning: Vec<_> = planning.collect();
            planning
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        Self { nodes: keys, plans }
    }

    fn find(&self, node: NodeKey, question: usize) -> Option<(&Plan, usize)> {
        let place = self.nodes.get(&node)?;
        Some((self.plans.get(question)?, *place))
    }
}

/// The answers to one question by unit, mode and month. Every place of the year is there, whether it has any or not, so
/// that all questions have the same places.
fn answers_of(book: &TallyBook, period: Period, question: usize) -> YearOfAnswers {
    let tallies = book.units().flat_map(|(unit, _)| {
        let counting = book.tallies_of(unit, period).iter().filter(|tally| !tally.quarantined);
        counting.map(move |tally| (unit, tally))
    });
    YearOfAnswers::new(tallies.map(|(unit, tally)| {
        let mut levels = [0_u32; 5];
        for (asked, [_, counts @ ..]) in book.answers(tally) {
            if asked.question == question {
                let counts = counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
                levels.iter_mut().zip(counts).for_each(|(sum, count)| *sum = sum.saturating_add(count));
            }
        }
        let month = u8::try_from(tally.month.number()).unwrap_or_default();
        (Place { unit, mode: tally.mode }, month, levels)
    }))
}

/// Every unit with answers in the year, in both ways to draw the boundaries: the places that count for it in all modes,
/// and above communes in each.
fn node_members(registry: &UnitRegistry, places: &[Place]) -> Vec<(NodeKey, Vec<usize>)> {
    let mut members: Vec<(NodeKey, Vec<usize>)> = Vec::new();
    let mut units: Vec<UnitId> = registry.units().map(|unit| unit.id).collect();
    units.sort_unstable();
    for unit in units {
        for boundaries in [Boundaries::Historic, Boundaries::Current] {
            let territory = registry.territory_of(unit, boundaries);
            let counted: Vec<(usize, Mode)> = (0..)
                .zip(places)
                .filter(|(_, place)| territory.members.contains(&place.unit))
                .map(|(index, place)| (index, place.mode))
                .collect();
            let modes: BTreeSet<Mode> = counted.iter().map(|&(_, mode)| mode).collect();
            if modes.is_empty() {
                continue;
            }
            members.push(((unit, boundaries, None), counted.iter().map(|&(index, _)| index).collect()));
            for mode in modes.into_iter().filter(|_| tells_modes_apart(registry, unit)) {
                let of_mode = counted.iter().filter(|&&(_, of)| of == mode).map(|&(index, _)| index);
                members.push(((unit, boundaries, Some(mode)), of_mode.collect()));
            }
        }
    }
    members
}

/// What editions have shown of a question in the months, quarters and the whole of a year. Other spans are sums of those.
fn shown_already(
    published: &[PublishedFigures],
    nodes: &HashMap<NodeKey, usize>,
    year: Period,
    question: usize,
) -> Vec<Shown> {
    let within = published.iter().filter(|figures| year.covers(figures.period));
    within
        .filter_map(|figures| {
            let node = *nodes.get(&(figures.unit, figures.boundaries, None))?;
            let &(levels, top_two) = figures.questions.get(question)?;
            Some(Shown { node, period: canonical(figures.period)?, levels, top_two })
        })
        .collect()
}

fn canonical(period: Period) -> Option<CanonicalPeriod> {
    let number = |number: u32| u8::try_from(number).ok();
    match period.kind() {
        PeriodKind::Month => Some(CanonicalPeriod::Month(number(period.from().number())?)),
        PeriodKind::Quarter => Some(CanonicalPeriod::Quarter(number(period.from().quarter())?)),
        PeriodKind::Year => Some(CanonicalPeriod::Year),
        PeriodKind::Range => None,
    }
}

/// What units with others below them got themselves: it is all of theirs less what lies below, though nobody shows it.
fn own_sheets(book: &TallyBook, registry: &UnitRegistry, places: &[Place], year: Period) -> Vec<Node> {
    let units: BTreeSet<UnitId> = places.iter().map(|place| place.unit).collect();
    let above = units.into_iter().filter(|&unit| registry.subtree(unit).len() > 1);
    above
        .map(|unit| {
            let own = Territory::of_itself(unit);
            let members = (0..).zip(places).filter(|(_, place)| place.unit == unit).map(|(index, _)| index);
            let eligible = eligible(book, &own, year, true);
            Node { members: members.collect(), eligible, only_top_two: false }
        })
        .collect()
}

/// Of a commune's few answers hardly any could be shown by mode, and each that is shown makes others hidden.
fn tells_modes_apart(registry: &UnitRegistry, unit: UnitId) -> bool {
    registry.unit(unit).is_some_and(|unit| unit.parent.is_none())
}

/// The dossiers of each month. A unit that reports none adds none. Where nobody reports any, a commune counts as small,
/// as nearly all are, and what lies above as large.
fn eligible(book: &TallyBook, territory: &Territory, year: Period, is_lowest: bool) -> [Option<u64>; 12] {
    let mut months: [Option<u64>; 12] = [None; 12];
    for (eligible, month) in months.iter_mut().zip(year.months()) {
        let reported = territory.members.iter().filter_map(|&unit| book.dossiers_of(unit, month));
        *eligible = reported.map(|dossiers| dossiers.received).reduce(|left, right| left + right);
    }
    if !is_lowest && months == [None; 12] {
        months = [Some(SMALL_POPULATION + 1); 12];
    }
    months
}
