//! Adding up the counts of a territory and a period.

use std::collections::{BTreeMap, BTreeSet};

use super::{PLACES, TallyBook};
use crate::domain::{Dossiers, Mode, Month, Part, Period, QuestionCounts, Territory, UnitId};
use crate::stats::Stratum;

/// Everything that a report sums up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// Sheets that count, by mode.
    pub modes: BTreeMap<Mode, u64>,
    /// Sheets kept apart.
    pub quarantined: u64,
    /// The dossiers; `None` where nobody reported any.
    pub dossiers: Option<Dossiers>,
    /// One entry for each question, in the survey's order.
    pub questions: Vec<QuestionSums>,
}

/// The answers to one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionSums {
    /// The counts.
    pub counts: QuestionCounts,
    /// The wordings that were asked, by their numbers, with the first month of each.
    pub wordings: BTreeMap<usize, Month>,
}

/// The answers of one unit to one question.
#[derive(Clone, Copy, Default)]
struct UnitAnswers {
    answers: u64,
    satisfied: u64,
    invited: u64,
}

impl TallyBook {
    /// The sums of a territory over a period.
    pub fn sums(&self, territory: &Territory, period: Period) -> Sums {
        let questions = self.survey.revision.questions.len();
        let mut sums = Sums { questions: vec![QuestionSums::default(); questions], ..Sums::default() };
        let mut levels: Vec<BTreeMap<Mode, [u64; 5]>> = vec![BTreeMap::new(); questions];
        let mut by_unit: Vec<BTreeMap<UnitId, UnitAnswers>> = vec![BTreeMap::new(); questions];
        for (unit, part) in parts(territory) {
            for tally in self.tallies_of(unit, period) {
                let portion = |count: u64| part.map_or(count, |part| part.portion(count));
                if tally.quarantined {
                    sums.quarantined += portion(tally.sheets);
                    continue;
                }
                *sums.modes.entry(tally.mode).or_default() += portion(tally.sheets);
                for (asked, counts) in self.answers(tally) {
                    let counts = counts.map(portion);
                    add(&mut sums.questions, asked.question, |question| {
                        question.add(tally.month, asked.wording, counts);
                    });
                    let [_, answers @ ..] = counts;
                    add(&mut levels, asked.question, |modes| {
                        add_up(modes.entry(tally.mode).or_default(), answers);
                    });
                    add(&mut by_unit, asked.question, |units| {
                        units.entry(unit).or_default().add(tally.mode, answers);
                    });
                }
            }
        }
        let dossiers = self.dossiers_by_unit(territory, period);
        sums.dossiers = dossiers.values().copied().reduce(|left, right| left + right);
        for ((question, modes), units) in sums.questions.iter_mut().zip(levels).zip(by_unit) {
            question.counts.by_mode = modes.into_iter().collect();
            question.counts.strata = strata(&units, &dossiers).unwrap_or_default();
            question.counts.dossiers = sums.dossiers.map(|dossiers| dossiers.received);
        }
        sums
    }

    /// The dossiers of each unit that reported any.
    fn dossiers_by_unit(&self, territory: &Territory, period: Period) -> BTreeMap<UnitId, Dossiers> {
        let reported = parts(territory).filter_map(|(unit, part)| {
            let months = self.dossiers.get(&unit)?.range(period.from()..=period.to());
            let months =
                months.map(|(_, &dossiers)| part.map_or(dossiers, |part| portion_of(part, dossiers)));
            Some((unit, months.reduce(|left, right| left + right)?))
        });
        reported.collect()
    }
}

/// The units of a territory; of those that are counted in part, which part.
fn parts(territory: &Territory) -> impl Iterator<Item = (UnitId, Option<&Part>)> {
    let whole = territory.members.iter().map(|&unit| (unit, None));
    whole.chain(territory.parts.iter().map(|(&unit, part)| (unit, Some(part))))
}

fn portion_of(part: &Part, dossiers: Dossiers) -> Dossiers {
    Dossiers {
        received: part.portion(dossiers.received),
        early: part.portion(dossiers.early),
        on_time: part.portion(dossiers.on_time),
        late: part.portion(dossiers.late),
    }
}

/// Questions are numbered by the survey, so that the place is always there.
fn add<T>(places: &mut [T], place: usize, work: impl FnOnce(&mut T)) {
    if let Some(place) = places.get_mut(place) {
        work(place);
    }
}

fn add_up(sums: &mut [u64; 5], counts: [u64; 5]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

impl QuestionSums {
    fn add(&mut self, month: Month, wording: usize, [no_opinion, levels @ ..]: [u64; PLACES]) {
        self.counts.no_opinion += no_opinion;
        add_up(&mut self.counts.levels, levels);
        if levels != [0; 5] {
            let first = self.wordings.entry(wording).or_insert(month);
            *first = month.min(*first);
        }
    }

    /// The numbers of the wordings that were asked.
    pub fn wording_numbers(&self) -> BTreeSet<usize> {
        self.wordings.keys().copied().collect()
    }
}

impl UnitAnswers {
    fn add(&mut self, mode: Mode, levels: [u64; 5]) {
        let answers: u64 = levels.iter().sum();
        let [.., satisfied, very_satisfied] = levels;
        self.answers += answers;
        self.satisfied += satisfied + very_satisfied;
        if mode == Mode::Invited {
            self.invited += answers;
        }
    }
}

/// The units as strata; `None` where a unit with answers has no dossiers, so that its weight is not known.
fn strata(
    units: &BTreeMap<UnitId, UnitAnswers>,
    dossiers: &BTreeMap<UnitId, Dossiers>,
) -> Option<Vec<Stratum>> {
    let answered = units.iter().filter(|(_, unit)| unit.answers > 0);
    answered
        .map(|(unit, &UnitAnswers { answers, satisfied, invited })| {
            let population = dossiers.get(unit)?.received;
            (population > 0).then_some(Stratum { population, answers, successes: satisfied, invited })
        })
        .collect()
}
