//! Tests of disclosure control on random countries with reforms, late responses and many editions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration};
use hailong::domain::disclosure::{LevelsByMode, ModeSplit};
use hailong::domain::{
    AskedQuestion, AskedText, Boundaries, CountRow, CountsView, Edition, Mode, Month, PUBLICATION_THRESHOLD,
    Period, PublishedCounts, Question, Revision, RevisionId, Survey, SurveyId, Text, UnitId, UnitKind,
    UnitRegistry,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::isolation::isolates;
use crate::random_country::{Country, Dice};

const MODES: [Mode; 3] = [Mode::Open, Mode::Verified, Mode::Paper];
/// The first reform of a random country is in July 2010.
const FIRST: &str = "2010-01";
const MONTHS: i32 = 24;

/// Respondents whom no published number distinguishes: they answered for one unit, in one month and mode, and
/// were first counted by one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cell {
    unit: UnitId,
    month: Month,
    edition: i32,
    mode: Mode,
}

/// For each published number the cells that it counts.
#[derive(Default)]
struct Published {
    totals: BTreeSet<BTreeSet<Cell>>,
    /// Splits by mode, a number for each mode.
    splits: BTreeSet<BTreeSet<Cell>>,
}

/// A country with the counts of all its editions.
struct CountryWithEditions {
    registry: UnitRegistry,
    editions: Vec<Edition>,
    /// How many answered and how many left the question out.
    cells: BTreeMap<Cell, (u32, u32)>,
}

fn survey() -> Survey {
    let text = || Text { vi: "Hỏi".to_owned(), en: "Question".to_owned() };
    let question = Question {
        key: "settlement".to_owned(),
        headline: true,
        required: false,
        wording: text(),
        label: text(),
        finding: text(),
    };
    let revision = Revision { id: RevisionId(1), number: 1, questions: vec![question] };
    Survey { id: SurveyId(1), slug: "mot-cua".to_owned(), title: text(), revision }
}

fn months() -> Period {
    let first: Month = FIRST.parse().unwrap();
    Period::new(first, first.shifted(MONTHS - 1)).unwrap()
}

impl CountryWithEditions {
    /// `bytes` determine the country, `seed` everything else.
    fn new(bytes: &[u8], seed: u64) -> Self {
        let country = Country::random(&mut Dice::new(bytes));
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let editions = editions(&mut random);
        let mut cells = BTreeMap::new();
        for unit in country.units.iter().filter(|unit| unit.kind == UnitKind::Commune) {
            let size = [3, 8, 14, 30][random.random_range(0..4)];
            let modes = &MODES[..random.random_range(1..=MODES.len())];
            for month in months().months() {
                // Reforms are imported late, and some people still use the old code.
                if !unit.is_valid_within(month.first_day(), month.last_day()) && random.random_bool(0.9) {
                    continue;
                }
                for edition in possible_editions(&editions, month) {
                    let is_first = edition.month == month && edition.number == 1;
                    // Most units get few late responses, and few of the editions get any.
                    if !is_first && random.random_bool(0.7) {
                        continue;
                    }
                    for &mode in modes {
                        let answers = random.random_range(0..=if is_first { size } else { size / 2 });
                        let cell = Cell { unit: unit.id, month, edition: edition.id, mode };
                        if answers > 0 {
                            cells.insert(cell, (answers, random.random_range(0..3)));
                        }
                    }
                }
            }
        }
        Self { registry: country.registry(), editions, cells }
    }

    /// The published counts if the person with a number in a cell answers `level` of the two.
    fn published(&self, threshold: u64, level: impl Fn(Cell, u32) -> usize) -> PublishedCounts {
        let survey = survey();
        let question = &survey.revision.questions[0];
        let (key, wording) = (question.key.clone(), question.wording.clone());
        let asked =
            AskedText { revision: RevisionId(1), questions: vec![AskedQuestion { key, wording, places: 6 }] };
        let texts = [asked];
        let mut counts = PublishedCounts::with_threshold(survey, &texts, self.editions.clone(), threshold);
        let mut units: BTreeMap<UnitId, Vec<(i32, CountRow)>> = BTreeMap::new();
        for (&cell, &(answers, silent)) in &self.cells {
            let mut numbers = vec![silent, 0, 0, 0, 0, 0];
            for person in 0..answers {
                numbers[level(cell, person)] += 1;
            }
            let row = CountRow {
                unit: cell.unit,
                month: cell.month,
                revision: RevisionId(1),
                mode: cell.mode,
                quarantined: false,
                responses: answers + silent,
                counts: numbers,
            };
            units.entry(cell.unit).or_default().push((cell.edition, row));
        }
        for (unit, rows) in units {
            counts.add_unit(unit, rows);
        }
        counts
    }

    /// For each published number the cells that it counts.
    fn everything_published(&self, threshold: u64, seed: u64) -> Published {
        let counts = self.published(threshold, |_, _| 5);
        let view = CountsView::public(&counts, &self.registry);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut published = Published::default();
        for period in periods(&mut random) {
            self.add_published(view, period, threshold, &mut published);
        }
        for edition in &self.editions {
            let then = view.as_of_edition(edition.id);
            self.add_published(then, Period::month(edition.month), threshold, &mut published);
        }
        published
    }

    fn add_published(&self, view: CountsView<'_>, period: Period, threshold: u64, published: &mut Published) {
        for unit in self.registry.units() {
            for boundaries in [Boundaries::Historic, Boundaries::Current] {
                let territory = self.registry.territory_of(unit.id, boundaries);
                let members: BTreeSet<Cell> =
                    territory.members.iter().flat_map(|&member| self.counted(view, member, period)).collect();
                if territory.parts.is_empty() && period.len().is_multiple_of(3) {
                    let answers = view.totals(&territory, period).questions[0].answers();
                    assert_eq!(answers, self.people(&members), "the total counts just these");
                }
                published.totals.insert(members);
                // A part of a divided unit is computed from these whole counts and reveals nothing more.
                let parts = territory.parts.keys();
                published.totals.extend(parts.map(|&part| self.counted(view, part, period).collect()));
            }
            if unit.parent.is_none() {
                self.add_split(view, unit.id, period, threshold, published);
            }
        }
    }

    /// The cells of a unit that are counted in a period.
    fn counted<'a>(
        &'a self,
        view: CountsView<'a>,
        unit: UnitId,
        period: Period,
    ) -> impl Iterator<Item = Cell> + 'a {
        view.counted_answers(unit, period, RevisionId(1), 0).flat_map(move |(edition, month)| {
            let cells = MODES.map(|mode| Cell { unit, month, edition: edition.id, mode });
            cells.into_iter().filter(|cell| self.cells.contains_key(cell))
        })
    }

    /// A province's split by mode: a number for each mode.
    fn add_split(
        &self,
        view: CountsView<'_>,
        province: UnitId,
        period: Period,
        threshold: u64,
        published: &mut Published,
    ) {
        let territory = self.registry.territory_of(province, Boundaries::Historic);
        for (edition, units) in view.split_units(&territory, period, 0, threshold) {
            for mode in MODES {
                let cells =
                    units.iter().map(|&unit| Cell { unit, month: edition.month, edition: edition.id, mode });
                published.splits.insert(cells.filter(|cell| self.cells.contains_key(cell)).collect());
            }
        }
    }
}

/// Each month with answers has one to three editions, the later ones at any time after the first. In some months
/// nobody answered, some are published late, and some editions are made in one publication with others.
fn editions(random: &mut ChaCha8Rng) -> Vec<Edition> {
    let mut published: Vec<(i64, Month, u32)> = Vec::new();
    for (place, month) in (0..).zip(months().months()) {
        if random.random_bool(0.1) {
            continue;
        }
        let delay = if random.random_bool(0.1) { random.random_range(0..15) } else { 0 };
        let mut when = place + delay;
        published.push((when, month, 1));
        for number in 2..=random.random_range(1..=3) {
            when += random.random_range(1..12);
            published.push((when, month, number));
        }
    }
    published.sort_unstable();
    let begin = DateTime::UNIX_EPOCH;
    let edition = |(id, (when, month, number)): (i32, (i64, Month, u32))| Edition {
        id,
        month,
        number,
        published_on: month.next().first_day(),
        published_at: begin + Duration::days(when),
    };
    (1..).zip(published).map(edition).collect()
}

/// The editions that may be the first to count a response of a month: its own, and later ones of its quarter
/// and year once these are closed.
fn possible_editions(editions: &[Edition], month: Month) -> Vec<&Edition> {
    let Some(first) = editions.iter().position(|edition| edition.month == month) else { return Vec::new() };
    let may_count = |edition: &Edition| {
        let until = editions.iter().take_while(|other| other.published_at <= edition.published_at);
        let newest = until.map(|edition| edition.month).max();
        let spans = [Period::quarter_of(month), Period::year_of(month)];
        let is_closed = |span: &Period| newest.is_some_and(|newest| newest >= span.to());
        edition.month == month || spans.iter().any(|span| span.contains(edition.month) && is_closed(span))
    };
    editions.iter().skip(first).filter(|edition| may_count(edition)).collect()
}

fn periods(random: &mut ChaCha8Rng) -> Vec<Period> {
    let all = months();
    let mut periods: Vec<Period> = all.months().map(Period::month).collect();
    periods.extend(all.months().map(Period::quarter_of));
    periods.extend(all.months().map(Period::year_of));
    periods.dedup();
    let month = |random: &mut ChaCha8Rng| all.from().shifted(random.random_range(0..MONTHS));
    for _ in 0..30 {
        let (one, other) = (month(random), month(random));
        periods.push(Period::new(one.min(other), one.max(other)).unwrap());
    }
    periods
}

/// The sets of cells that no published total distinguishes: every number that is computed from totals counts
/// each set whole or not at all.
fn groups(published: &Published) -> Vec<BTreeSet<Cell>> {
    let mut totals_of: HashMap<Cell, Vec<usize>> = HashMap::new();
    for (number, cells) in published.totals.iter().enumerate() {
        for &cell in cells {
            totals_of.entry(cell).or_default().push(number);
        }
    }
    let mut groups: HashMap<Vec<usize>, BTreeSet<Cell>> = HashMap::new();
    for (cell, totals) in totals_of {
        groups.entry(totals).or_default().insert(cell);
    }
    groups.into_values().collect()
}

impl CountryWithEditions {
    fn people(&self, cells: &BTreeSet<Cell>) -> u64 {
        cells.iter().map(|cell| u64::from(self.cells[cell].0)).sum()
    }

    /// The fewest people behind a difference of splits and groups: the answers of some modes of an edition less
    /// the groups of which they are the larger part. `None` if all differences are empty.
    fn fewest_behind_splits(
        &self,
        groups: &[BTreeSet<Cell>],
        splits: &BTreeSet<BTreeSet<Cell>>,
    ) -> Option<u64> {
        let mut modes: BTreeMap<i32, Vec<&BTreeSet<Cell>>> = BTreeMap::new();
        for split in splits {
            if let Some(cell) = split.first() {
                modes.entry(cell.edition).or_default().push(split);
            }
        }
        let sides = modes.values().flat_map(|modes| {
            (1..1_u32 << modes.len()).map(move |side| {
                let chosen = modes.iter().enumerate().filter(move |(bit, _)| side >> bit & 1 == 1);
                chosen.flat_map(|(_, split)| split.iter().copied()).collect::<BTreeSet<Cell>>()
            })
        });
        let people_left = |side: BTreeSet<Cell>| -> u64 {
            let of_group = |group: &BTreeSet<Cell>| {
                let inside = self.people(&group.intersection(&side).copied().collect());
                inside.min(self.people(group) - inside)
            };
            groups.iter().map(of_group).sum()
        };
        sides.map(people_left).filter(|&people| people > 0).min()
    }

    /// Whether a combination of single groups and of splits by mode equals the answers of one to nine people.
    /// That is more than is published, because totals are sums of groups.
    fn splits_isolate_people(&self, groups: &[BTreeSet<Cell>], splits: &BTreeSet<BTreeSet<Cell>>) -> bool {
        let mut left: BTreeSet<&BTreeSet<Cell>> = splits.iter().filter(|split| !split.is_empty()).collect();
        while let Some(first) = left.pop_first() {
            // All cells that are connected by a split or a group are solved together.
            let mut cells = first.clone();
            let mut rows = vec![first.clone()];
            loop {
                let before = cells.len();
                for group in groups {
                    if !group.is_disjoint(&cells) {
                        cells.extend(group);
                    }
                }
                let (connected, others): (BTreeSet<_>, BTreeSet<_>) =
                    left.into_iter().partition(|split| !split.is_disjoint(&cells));
                left = others;
                for &split in &connected {
                    cells.extend(split);
                    rows.push(split.clone());
                }
                if cells.len() == before && connected.is_empty() {
                    break;
                }
            }
            rows.extend(groups.iter().filter(|group| !group.is_disjoint(&cells)).cloned());
            let columns: Vec<Cell> = cells.into_iter().collect();
            let sizes: Vec<u64> = columns.iter().map(|cell| u64::from(self.cells[cell].0)).collect();
            let rows =
                rows.iter().map(|row| columns.iter().map(|cell| i64::from(row.contains(cell))).collect());
            if isolates(rows.collect(), &sizes) {
                return true;
            }
        }
        false
    }
}

/// Counted answers, those that wait, and the split by mode.
type ShownNumbers = (u64, u64, Vec<(Mode, u64)>);

/// The shown numbers of answers for every unit and month.
fn shown(country: &CountryWithEditions, counts: &PublishedCounts) -> Vec<ShownNumbers> {
    let view = CountsView::public(counts, &country.registry);
    let units = country.registry.units().flat_map(|unit| {
        let territory = country.registry.territory_of(unit.id, Boundaries::Current);
        let spans = months().months().flat_map(|month| [Period::month(month), Period::quarter_of(month)]);
        spans.map(move |period| (territory.clone(), period)).collect::<Vec<_>>()
    });
    units
        .map(|(territory, period)| {
            let totals = view.totals(&territory, period);
            let split = view.split_by_mode(&territory, period).remove(0);
            let split = split.into_iter().map(|(mode, levels)| (mode, levels.iter().sum())).collect();
            (totals.questions[0].answers(), totals.questions[0].counts.waiting, split)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_shown_does_not_depend_on_what_people_answered(
        bytes in prop::collection::vec(any::<u8>(), 0..80),
        seed in any::<u64>(),
    ) {
        let country = CountryWithEditions::new(&bytes, seed);
        let satisfied = country.published(PUBLICATION_THRESHOLD, |_, _| 5);
        let mixed = country.published(PUBLICATION_THRESHOLD, |cell, person| {
            1 + (usize::try_from(cell.unit.0).unwrap() + person as usize * 7 + cell.month.number() as usize) % 5
        });
        prop_assert!(shown(&country, &satisfied) == shown(&country, &mixed));
    }

    #[test]
    fn nothing_that_is_published_isolates_fewer_than_ten_people(
        bytes in prop::collection::vec(any::<u8>(), 0..80),
        seed in any::<u64>(),
    ) {
        let country = CountryWithEditions::new(&bytes, seed);
        let published = country.everything_published(PUBLICATION_THRESHOLD, seed);
        let groups = groups(&published);
        let smallest = groups.iter().map(|group| country.people(group)).min();
        prop_assert!(smallest.is_none_or(|people| people >= PUBLICATION_THRESHOLD), "{:?} people", smallest);
        prop_assert!(!country.splits_isolate_people(&groups, &published.splits));
        let fewest = country.fewest_behind_splits(&groups, &published.splits);
        prop_assert!(fewest.is_none_or(|people| people >= PUBLICATION_THRESHOLD), "{:?} people", fewest);
    }
}

/// With a threshold of 1, every month is counted at once.
#[test]
fn counting_small_months_at_once_would_isolate_people() {
    let bytes: Vec<u8> = (0..60_u8).map(|byte| byte.wrapping_mul(37)).collect();
    for seed in 0..20 {
        let country = CountryWithEditions::new(&bytes, seed);
        let published = country.everything_published(1, seed);
        let small =
            groups(&published).into_iter().filter(|group| country.people(group) < PUBLICATION_THRESHOLD);
        let isolated = small.filter(|group| published.totals.contains(group)).count();
        assert!(isolated > 0, "the test would not notice");
    }
}

/// Each unit has one person of the other mode. Verified answers of both less the total of the second one would be
/// one person's answer less the other's.
#[test]
fn a_split_of_units_with_hardly_any_answers_of_the_other_mode_is_not_counted() {
    let unit = |open: u64, verified: u64| -> LevelsByMode {
        BTreeMap::from([(Mode::Open, [open, 0, 0, 0, 0]), (Mode::Verified, [verified, 0, 0, 0, 0])])
    };
    let shown = |units: &[(u64, u64)]| {
        let mut split = ModeSplit::default();
        for (id, &(open, verified)) in (1..).zip(units) {
            split.add(UnitId(id), &unit(open, verified));
        }
        split.shown(PUBLICATION_THRESHOLD).filter(|shown| !shown.is_empty())
    };
    assert_eq!(shown(&[(30, 1), (1, 12)]), None);
    assert_eq!(shown(&[(30, 5), (4, 12)]), None);
    assert_eq!(shown(&[(30, 6), (4, 12)]), Some(unit(34, 18)));
}

/// If a class had a single unit, its split by mode would isolate its four verified respondents.
#[test]
fn a_split_of_a_single_unit_would_isolate_people() {
    // Open and verified answers of two units: their sums by unit, and by mode over both.
    let both = vec![vec![1, 1, 0, 0], vec![0, 0, 1, 1], vec![1, 0, 1, 0], vec![0, 1, 0, 1]];
    assert!(!isolates(both, &[20, 4, 30, 6]));
    assert!(isolates(vec![vec![1, 1], vec![1, 0], vec![0, 1]], &[20, 4]));
}
