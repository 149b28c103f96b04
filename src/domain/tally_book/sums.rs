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
    /// Whether every unit with sheets reported them for each of its months.
    pub are_dossiers_complete: bool,
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

/// What one unit got in a period, before a part of it is cut off.
#[derive(Clone, Debug, Default)]
struct UnitSums {
    sheets: BTreeMap<Mode, u64>,
    quarantined: u64,
    /// By question and mode the numbers of a tally.
    counts: Vec<BTreeMap<Mode, [u64; PLACES]>>,
}

impl TallyBook {
    /// The sums of a territory over a period.
    ///
    /// A part is cut off the sum of the period: of many small counts, each cut for itself, the larger part would get
    /// nearly all.
    pub fn sums(&self, territory: &Territory, period: Period) -> Sums {
        let questions = self.survey.revision.questions.len();
        let mut sums = Sums {
            questions: vec![QuestionSums::default(); questions],
            are_dossiers_complete: true,
            ..Sums::default()
        };
        let mut by_unit: Vec<BTreeMap<UnitId, UnitAnswers>> = vec![BTreeMap::new(); questions];
        for (unit, part) in parts(territory) {
            let counted = self.unit_sums(unit, period, &mut sums);
            let portion = |count: u64| part.map_or(count, |part| part.portion(count));
            sums.quarantined += portion(counted.quarantined);
            for (mode, sheets) in counted.sheets {
                *sums.modes.entry(mode).or_default() += portion(sheets);
            }
            for ((question, modes), units) in sums.questions.iter_mut().zip(counted.counts).zip(&mut by_unit)
            {
                for (mode, counts) in modes {
                    let counts = counts.map(portion);
                    question.add(mode, counts);
                    let [_, answers @ ..] = counts;
                    units.entry(unit).or_default().add(mode, answers);
                }
            }
        }
        weigh(&mut sums, &by_unit, &self.dossiers_by_unit(territory, period));
        sums
    }

    /// The units with answers to a question as strata; none where one of them has no dossiers.
    pub(super) fn strata_of(
        &self,
        territory: &Territory,
        period: Period,
        question: usize,
    ) -> Vec<(UnitId, Stratum)> {
        let mut sums = Sums { questions: vec![QuestionSums::default(); question + 1], ..Sums::default() };
        let mut answers = BTreeMap::new();
        for (unit, part) in parts(territory) {
            let counted = self.unit_sums(unit, period, &mut sums);
            for (mode, counts) in counted.counts.into_iter().nth(question).into_iter().flatten() {
                let [_, levels @ ..] = counts.map(|count| part.map_or(count, |part| part.portion(count)));
                answers.entry(unit).or_insert_with(UnitAnswers::default).add(mode, levels);
            }
        }
        strata(&answers, &self.dossiers_by_unit(territory, period)).unwrap_or_default()
    }

    /// What one unit got; which wordings were asked, and whether its dossiers are known, is noted in `sums`.
    fn unit_sums(&self, unit: UnitId, period: Period, sums: &mut Sums) -> UnitSums {
        let mut counted =
            UnitSums { counts: vec![BTreeMap::new(); sums.questions.len()], ..UnitSums::default() };
        for tally in self.tallies_of(unit, period) {
            if tally.quarantined {
                counted.quarantined += tally.sheets;
                continue;
            }
            *counted.sheets.entry(tally.mode).or_default() += tally.sheets;
            sums.are_dossiers_complete &= self.dossiers_of(unit, tally.month).is_some();
            for (asked, counts) in self.answers(tally) {
                if let Some(modes) = counted.counts.get_mut(asked.question) {
                    let places = modes.entry(tally.mode).or_default();
                    places.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                }
                let [_, levels @ ..] = counts;
                let question = sums.questions.get_mut(asked.question).filter(|_| levels != [0; 5]);
                if let Some(question) = question {
                    question.note_wording(asked.wording, tally.month);
                }
            }
        }
        counted
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

/// What the dossiers say of the answers.
fn weigh(sums: &mut Sums, by_unit: &[BTreeMap<UnitId, UnitAnswers>], dossiers: &BTreeMap<UnitId, Dossiers>) {
    sums.dossiers = dossiers.values().copied().reduce(|left, right| left + right);
    // The dossiers of some are no denominator for the answers of all.
    let population = sums.dossiers.filter(|_| sums.are_dossiers_complete).map(|dossiers| dossiers.received);
    for (question, units) in sums.questions.iter_mut().zip(by_unit) {
        let strata = strata(units, dossiers).unwrap_or_default();
        question.counts.strata = strata.into_iter().map(|(_, stratum)| stratum).collect();
        question.counts.dossiers = population;
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

fn add_up(sums: &mut [u64; 5], counts: [u64; 5]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

impl Sums {
    /// Answers to a question.
    pub(super) fn answers(&self, question: usize) -> u64 {
        self.questions.get(question).map_or(0, |question| question.counts.levels.iter().sum())
    }
}

impl QuestionSums {
    fn add(&mut self, mode: Mode, [no_opinion, levels @ ..]: [u64; PLACES]) {
        self.counts.no_opinion += no_opinion;
        add_up(&mut self.counts.levels, levels);
        match self.counts.by_mode.iter_mut().find(|(known, _)| *known == mode) {
            Some((_, sums)) => add_up(sums, levels),
            None => self.counts.by_mode.push((mode, levels)),
        }
        self.counts.by_mode.sort_by_key(|(mode, _)| *mode);
    }

    fn note_wording(&mut self, wording: usize, month: Month) {
        let first = self.wordings.entry(wording).or_insert(month);
        *first = month.min(*first);
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
) -> Option<Vec<(UnitId, Stratum)>> {
    let answered = units.iter().filter(|(_, unit)| unit.answers > 0);
    answered
        .map(|(unit, &UnitAnswers { answers, satisfied, invited })| {
            let population = dossiers.get(unit)?.received;
            let stratum = Stratum { population, answers, successes: satisfied, invited };
            (population > 0).then_some((*unit, stratum))
        })
        .collect()
}
