//! Disclosure control: which answers may be counted in a published figure.
//!
//! Both rules look only at numbers of respondents, never at what they answered:
//!
//! 1. **Threshold rule.** A figure is shown if it rests on at least [`PUBLICATION_THRESHOLD`] answers. The
//!    selection of figures therefore does not depend on their content.
//! 2. **Groups.** Every published total is a sum of *groups*. For one question, the answers of one unit and
//!    month that an edition counts first form a group if there are at least ten of them. Smaller sets wait.
//!    When the quarter is closed (see [`closed_periods`]), all waiting answers of the quarter become one
//!    group if there are at least ten in total. Answers that still wait when the year is closed become one
//!    group of the year if there are at least ten. A total over a period counts the groups that lie wholly
//!    inside the period and states how many answers wait.
//!
//! **Proof against differencing.** Each answer belongs to at most one group. A group never changes, never
//! spans two units, and is counted whole or not at all. Every published count is therefore a sum of whole
//! groups, and so is every number that is computed from published counts by adding and subtracting, across
//! units, months, boundaries or editions. A combination that equals the answers of some people therefore
//! equals the answers of whole groups, which are at least ten people. The part of a divided unit is computed
//! from the counts of whole groups alone and adds no information.
//!
//! **Modes.** A split by mode cuts through groups. It is published for whole provinces only: see
//! [`ModeSplit`].
//!
//! The number of respondents is public everywhere and is not protected.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Mode, Month, Period, UnitId};

/// The minimum number of answers behind a published figure. Fewer answers support no conclusion and do not
/// keep respondents anonymous.
pub const PUBLICATION_THRESHOLD: u64 = 10;

/// The shortest kind of period that counts a group of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupSpan {
    /// In no group yet.
    Waiting,
    /// The month of the answers.
    Month,
    /// The quarter of the answers' month.
    Quarter,
    /// The year of the answers' month.
    Year,
}

impl GroupSpan {
    /// The months that a period must contain to count answers of `month`; `None` for [`Self::Waiting`].
    pub fn around(self, month: Month) -> Option<Period> {
        match self {
            Self::Waiting => None,
            Self::Month => Some(Period::month(month)),
            Self::Quarter => Some(Period::quarter_of(month)),
            Self::Year => Some(Period::year_of(month)),
        }
    }
}

/// Answers of one unit to one question, counted for the first time by one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewAnswers {
    /// The reporting month of the answers.
    pub month: Month,
    /// The position of the edition among all editions in the order of publication.
    pub edition: usize,
    /// The shortest kind of period that includes these answers at all: the month, if the edition is one of
    /// that month; for late answers, the quarter or year that the edition closes.
    pub least_span: GroupSpan,
    /// The number of answers.
    pub answers: u64,
}

/// The periods that each edition closes; `editions` are their months and moments of publication, in order. Editions of
/// one publication have the same moment, and the last of them closes what all of them close.
///
/// A quarter or year is closed when its last month is published, or a later month if nobody answered in that.
/// Further editions of its months close it again.
pub fn closed_periods(editions: &[(Month, DateTime<Utc>)]) -> Vec<Vec<(GroupSpan, Period)>> {
    let mut published = BTreeSet::new();
    let mut closed = Vec::with_capacity(editions.len());
    for publication in editions.chunk_by(|(_, one), (_, other)| one == other) {
        let newest_before: Option<Month> = published.last().copied();
        published.extend(publication.iter().map(|&(month, _)| month));
        let newest = published.last().copied();
        let is_closed_now = |&(_, period): &(GroupSpan, Period)| {
            let is_closed = |newest: Option<Month>| newest.is_some_and(|newest| newest >= period.to());
            let has_new = publication.iter().any(|&(month, _)| period.contains(month));
            is_closed(newest) && (has_new || !is_closed(newest_before))
        };
        let periods = [GroupSpan::Quarter, GroupSpan::Year].into_iter().flat_map(|span| {
            let periods: BTreeSet<Period> =
                published.iter().filter_map(|&month| span.around(month)).collect();
            periods.into_iter().map(move |period| (span, period))
        });
        closed.resize(closed.len() + publication.len() - 1, Vec::new());
        closed.push(periods.filter(is_closed_now).collect());
    }
    closed
}

/// The group span of each entry of `answers`, which belong to one unit and one question and are in the order
/// of publication. `closed` comes from [`closed_periods`]; `threshold` is [`PUBLICATION_THRESHOLD`] outside
/// of tests.
pub fn group_spans(
    answers: &[NewAnswers],
    closed: &[Vec<(GroupSpan, Period)>],
    threshold: u64,
) -> Vec<GroupSpan> {
    let mut spans = vec![GroupSpan::Waiting; answers.len()];
    let mut counted = 0;
    for (edition, periods) in closed.iter().enumerate() {
        let first = counted;
        counted += answers.iter().skip(first).take_while(|new| new.edition == edition).count();
        for (span, new) in spans.iter_mut().zip(answers).take(counted).skip(first) {
            if new.least_span == GroupSpan::Month && new.answers >= threshold {
                *span = GroupSpan::Month;
            }
        }
        for &(closing, period) in periods {
            // A group is included whole or not at all, so the period must cover the least period of all its answers.
            let waits = |span: GroupSpan, new: &NewAnswers| {
                let least = new.least_span.around(new.month);
                span == GroupSpan::Waiting && least.is_some_and(|least| period.covers(least))
            };
            let pairs = || spans.iter().copied().zip(answers).take(counted);
            let waiting: u64 =
                pairs().filter(|&(span, new)| waits(span, new)).map(|(_, new)| new.answers).sum();
            if waiting >= threshold {
                for (span, new) in spans.iter_mut().zip(answers).take(counted) {
                    if waits(*span, new) {
                        *span = closing;
                    }
                }
            }
        }
    }
    spans
}

/// Answers at each level from 1 to 5, by mode.
pub type LevelsByMode = BTreeMap<Mode, [u64; 5]>;

/// The answers of a province's units to one question in one edition, split by mode.
///
/// Units that received answers in the same set of several modes form a class. A unit whose answers all
/// have one mode is always counted, because its split equals its total. A class of several modes is counted if it has at least two units
/// and if, however its modes are divided into two sides, the smaller sides of its units have at least ten
/// answers in total. The split is shown if every mode has no answers or at least ten.
///
/// **Proof against differencing.** Published are the sum of each mode over the counted units, and the total of
/// each unit. A combination of them weights the answers of unit u in mode m with a(m) + b(u). For a unit, b(u)
/// can cancel the modes of one weight a(m) only, so the answers in all other modes remain. What remains is
/// least if the modes have two different weights and each unit keeps its smaller side: with both weights
/// equal nothing is learnt that the totals do not say, and a third weight leaves more. A combination that
/// says more than the totals therefore involves at least ten people, and a class adds none or at least ten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModeSplit {
    /// The units of each class by its modes; for each unit, its answers by mode.
    classes: BTreeMap<Vec<Mode>, Vec<(UnitId, LevelsByMode)>>,
}

impl ModeSplit {
    /// Adds the group of one unit.
    pub fn add(&mut self, unit: UnitId, group: &LevelsByMode) {
        let answered = group.iter().filter(|(_, levels)| **levels != [0; 5]);
        let answered: LevelsByMode = answered.map(|(&mode, &levels)| (mode, levels)).collect();
        if answered.is_empty() {
            return;
        }
        self.classes.entry(answered.keys().copied().collect()).or_default().push((unit, answered));
    }

    /// The units that are counted, each with its answers.
    fn counted(&self, threshold: u64) -> impl Iterator<Item = &(UnitId, LevelsByMode)> {
        let is_counted = move |(modes, units): &(&Vec<Mode>, &Vec<(UnitId, LevelsByMode)>)| {
            let is_mixed_enough = |side: u32| smaller_sides(modes, side, units) >= threshold;
            // One of both sides has the last mode, so that no division is tried twice.
            let divisions = 1..1_u32 << modes.len().saturating_sub(1);
            modes.len() == 1 || (units.len() >= 2 && divisions.into_iter().all(is_mixed_enough))
        };
        self.classes.iter().filter(is_counted).flat_map(|(_, units)| units)
    }

    /// The counts by mode; `None` if they must not be shown.
    pub fn shown(&self, threshold: u64) -> Option<LevelsByMode> {
        let mut split = LevelsByMode::new();
        self.counted(threshold).for_each(|(_, levels)| add_levels(&mut split, levels));
        split.values().all(|levels| *levels == [0; 5] || is_large(levels, threshold)).then_some(split)
    }

    /// The units that are counted in the split; `None` if it may not be shown.
    pub(super) fn shown_units(&self, threshold: u64) -> Option<Vec<UnitId>> {
        self.shown(threshold)?;
        Some(self.counted(threshold).map(|(unit, _)| *unit).collect())
    }
}

/// The sum over `units` of the answers on the smaller side, if the modes whose bit is set in `side` are on one
/// side and the others on the other.
fn smaller_sides(modes: &[Mode], side: u32, units: &[(UnitId, LevelsByMode)]) -> u64 {
    let smaller = |(_, answers): &(UnitId, LevelsByMode)| {
        let counts = modes.iter().enumerate().map(|(bit, mode)| {
            let count: u64 = answers.get(mode).into_iter().flatten().sum();
            if side >> bit & 1 == 1 { (count, 0) } else { (0, count) }
        });
        let (one, other) = counts.fold((0, 0), |sums, count| (sums.0 + count.0, sums.1 + count.1));
        one.min(other)
    };
    units.iter().map(smaller).sum()
}

fn is_large(levels: &[u64; 5], threshold: u64) -> bool {
    levels.iter().sum::<u64>() >= threshold
}

/// Adds counts by mode to others.
pub fn add_levels(sums: &mut LevelsByMode, more: &LevelsByMode) {
    for (&mode, levels) in more {
        let sum = sums.entry(mode).or_default();
        sum.iter_mut().zip(levels).for_each(|(sum, count)| *sum += count);
    }
}
