//! Adds up the counts of a territory and a period.

use std::collections::{BTreeMap, BTreeSet};

use super::CountsView;
use super::apportionment::{divide, divide_first};
use crate::domain::{
    AnswerCount, Dossiers, Mode, Month, Part, Period, QuestionCounts, Territory, UnitId, top_two,
};
use crate::stats::Stratum;

/// The sums that a report needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Counted responses by mode.
    pub modes: BTreeMap<Mode, u64>,
    /// Quarantined responses.
    pub quarantined: u64,
    /// The dossiers; `None` if none were reported.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with responses reported dossiers for each of its months.
    pub are_dossiers_complete: bool,
    /// One entry for each question, in the survey's order.
    pub questions: Vec<QuestionTotals>,
}

/// The answers to one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionTotals {
    /// The counts.
    pub counts: QuestionCounts,
    /// The wordings that were asked, by number, each with its first month.
    pub wordings: BTreeMap<usize, Month>,
    /// The units with counted answers, in ascending order.
    by_unit: Vec<UnitAnswers>,
}

/// The counted answers of one unit to one question.
#[derive(Clone, Copy, Debug, PartialEq)]
struct UnitAnswers {
    unit: UnitId,
    answers: u64,
    satisfied: u64,
    invited: u64,
    /// The dossiers that the unit received; `None` if it reported none.
    received: Option<u64>,
}

/// The sums of one unit in a period, before a part of the unit is apportioned.
#[derive(Debug)]
struct UnitTotals {
    modes: [u64; Mode::ALL.len()],
    quarantined: u64,
    questions: Vec<UnitQuestion>,
}

#[derive(Clone, Debug, Default)]
struct UnitQuestion {
    levels: [u64; 5],
    no_opinion: u64,
    waiting: u64,
    invited: u64,
}

impl CountsView<'_> {
    /// The totals of a territory over a period.
    pub fn totals(&self, territory: &Territory, period: Period) -> Totals {
        let questions = self.published.survey.revision.questions.len();
        let mut totals = Totals {
            questions: vec![QuestionTotals::default(); questions],
            are_dossiers_complete: true,
            ..Totals::default()
        };
        let months: Vec<_> =
            self.months(period).into_iter().map(|month| (month, self.edition_position(month))).collect();
        for (unit, part) in parts(territory) {
            let counted = self.unit_totals(unit, period, &mut totals);
            let counted = if let Some(part) = part { counted.portion(part) } else { counted };
            let dossiers =
                months.iter().filter_map(|&(month, edition)| self.dossiers_in(unit, month, edition));
            let dossiers = dossiers.map(|dossiers| part.map_or(dossiers, |part| portion_of(part, dossiers)));
            totals.add(unit, &counted, dossiers.reduce(|left, right| left + right));
        }
        totals.weigh();
        totals
    }

    /// The sums of one unit. Records in `totals` which wordings were asked and whether the dossiers are
    /// complete.
    fn unit_totals(&self, unit: UnitId, period: Period, totals: &mut Totals) -> UnitTotals {
        let mut counted = UnitTotals {
            modes: [0; Mode::ALL.len()],
            quarantined: 0,
            questions: vec![UnitQuestion::default(); totals.questions.len()],
        };
        for block in self.blocks(unit, period) {
            let mut has_responses = false;
            for row in block.counts.rows(block.block) {
                if row.quarantined {
                    counted.quarantined += u64::from(row.responses);
                    continue;
                }
                has_responses = true;
                #[expect(clippy::indexing_slicing, reason = "a place for each mode")]
                let responses = &mut counted.modes[row.mode as usize];
                *responses += u64::from(row.responses);
                for asked in self.published.texts.of(row.revision) {
                    let [no_opinion, levels @ ..] = block.counts.numbers(row, asked);
                    let Some(question) = counted.questions.get_mut(asked.question) else { continue };
                    question.no_opinion += no_opinion;
                    let answers: u64 = levels.iter().sum();
                    if block.is_counted(asked) {
                        question.levels.iter_mut().zip(levels).for_each(|(sum, count)| *sum += count);
                        question.invited += if row.mode == Mode::Invited { answers } else { 0 };
                    } else {
                        question.waiting += answers;
                    }
                    if answers > 0 {
                        totals.note_wording(asked.question, asked.wording, block.block.month);
                    }
                }
            }
            if has_responses && totals.are_dossiers_complete {
                totals.are_dossiers_complete = self.dossiers(unit, block.block.month).is_some();
            }
        }
        counted
    }
}

/// The units of a territory in ascending order, with the part of each unit that is not counted whole.
fn parts(territory: &Territory) -> Vec<(UnitId, Option<&Part>)> {
    let whole = territory.members.iter().map(|&unit| (unit, None));
    let parts = territory.parts.iter().map(|(&unit, part)| (unit, Some(part)));
    let mut units: Vec<_> = whole.chain(parts).collect();
    units.sort_by_key(|(unit, _)| *unit);
    units
}

fn portion_of(part: &Part, dossiers: Dossiers) -> Dossiers {
    Dossiers {
        received: part.portion(dossiers.received),
        early: part.portion(dossiers.early),
        on_time: part.portion(dossiers.on_time),
        late: part.portion(dossiers.late),
    }
}

impl UnitTotals {
    /// The portion that belongs to a part of the unit. People are divided first, then their answers, so that
    /// the answers add up to the people. The levels are divided from the levels of whole groups alone.
    fn portion(&self, part: &Part) -> Self {
        let questions = self.questions.iter().map(|question| {
            let answers: u64 = question.levels.iter().sum();
            let groups = [answers, question.no_opinion, question.waiting];
            let [_, no_opinion, waiting] = divide(part, groups);
            let [invited, _] = divide_first(part, groups, [question.invited, answers - question.invited]);
            UnitQuestion { levels: divide_first(part, groups, question.levels), no_opinion, waiting, invited }
        });
        Self {
            modes: divide(part, self.modes),
            quarantined: part.portion(self.quarantined),
            questions: questions.collect(),
        }
    }
}

impl Totals {
    fn add(&mut self, unit: UnitId, counted: &UnitTotals, dossiers: Option<Dossiers>) {
        self.quarantined += counted.quarantined;
        self.dossiers = self.dossiers.into_iter().chain(dossiers).reduce(|left, right| left + right);
        for (mode, responses) in
            Mode::ALL.into_iter().zip(counted.modes).filter(|(_, responses)| *responses > 0)
        {
            *self.modes.entry(mode).or_default() += responses;
        }
        for (sums, question) in self.questions.iter_mut().zip(&counted.questions) {
            let counts = &mut sums.counts;
            counts.levels.iter_mut().zip(question.levels).for_each(|(sum, count)| *sum += count);
            counts.no_opinion += question.no_opinion;
            counts.waiting += question.waiting;
            let answers = question.levels.iter().sum();
            if answers > 0 {
                sums.by_unit.push(UnitAnswers {
                    unit,
                    answers,
                    satisfied: top_two(question.levels),
                    invited: question.invited,
                    received: dossiers.map(|dossiers| dossiers.received),
                });
            }
        }
    }

    /// Sets the strata and the population, and whether the answers are a random sample.
    fn weigh(&mut self) {
        // The dossiers of some units are not a denominator for the answers of all.
        let population =
            self.dossiers.filter(|_| self.are_dossiers_complete).map(|dossiers| dossiers.received);
        let drawn = self.modes.iter().all(|(&mode, &responses)| mode == Mode::Invited || responses == 0);
        for question in &mut self.questions {
            question.counts.strata = strata(&question.by_unit).unwrap_or_default();
            question.counts.dossiers = population;
            question.counts.is_random_sample = drawn && question.counts.levels != [0; 5];
        }
    }

    fn note_wording(&mut self, question: usize, wording: usize, month: Month) {
        if let Some(question) = self.questions.get_mut(question) {
            let first = question.wordings.entry(wording).or_insert(month);
            *first = month.min(*first);
        }
    }

    /// The number of counted responses.
    pub fn responses(&self) -> u64 {
        self.modes.values().sum()
    }
}

/// The answers to a question by unit.
pub(super) type AnswersByUnit = BTreeMap<UnitId, AnswerCount>;

impl QuestionTotals {
    /// Counted answers on the scale.
    pub fn answers(&self) -> u64 {
        self.counts.levels.iter().sum()
    }

    /// The counted answers by the successor of each unit.
    pub(super) fn answers_by_unit(&self, successor: impl Fn(UnitId) -> UnitId) -> AnswersByUnit {
        let mut sums = AnswersByUnit::new();
        for counted in &self.by_unit {
            let sum = sums.entry(successor(counted.unit)).or_default();
            sum.satisfied += counted.satisfied;
            sum.answers += counted.answers;
        }
        sums
    }

    /// The numbers of the wordings that were asked.
    pub fn wording_numbers(&self) -> BTreeSet<usize> {
        self.wordings.keys().copied().collect()
    }
}

/// The units as strata; `None` if a unit with answers has no dossiers, so that its weight is not known.
fn strata(units: &[UnitAnswers]) -> Option<Vec<Stratum>> {
    let stratum = |&UnitAnswers { answers, satisfied, invited, received, .. }: &UnitAnswers| {
        let population = received.filter(|&received| received > 0)?;
        Some(Stratum { population, answers, successes: satisfied, invited })
    };
    units.iter().map(stratum).collect()
}
