//! All counts of a survey by unit, month, wording and mode, with the dossiers beside them: what reports are made of.
//! It is small, because it grows with offices and months and not with answers.

mod publication;
mod reporter;
mod series;
mod sums;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use publication::Publication;
pub use reporter::Reporter;
pub use series::{Series, SeriesPoint};
pub use sums::{QuestionSums, Sums};

use super::{
    Dossiers, Mode, Month, PUBLICATION_THRESHOLD, Period, RevisionId, Survey, Territory, Text, UnitId,
};

/// Numbers for each question in a tally: no opinion, then the levels from 1 to 5.
pub const PLACES: usize = 6;

/// The sheets of one unit and month that were asked the same text and came in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthTally {
    /// The month.
    pub month: Month,
    /// The text that was asked.
    pub revision: RevisionId,
    /// How they came in.
    pub mode: Mode,
    /// Whether they are kept out of the figures.
    pub quarantined: bool,
    /// How many.
    pub sheets: u64,
    /// [`PLACES`] numbers for each question of the revision in order; zeros at the end may be missing.
    pub counts: Box<[u32]>,
}

/// What a revision asked: keys and wordings in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedText {
    /// The revision.
    pub revision: RevisionId,
    /// The key and the wording of each question.
    pub questions: Vec<(String, Text)>,
}

/// A question of a revision: its place in the survey as it is asked now, and how many wordings it had before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    question: usize,
    wording: usize,
}

/// All counts of a survey.
#[derive(Clone, Debug)]
pub struct TallyBook {
    survey: Survey,
    asked: HashMap<RevisionId, Vec<Option<Asked>>>,
    tallies: BTreeMap<UnitId, Vec<MonthTally>>,
    dossiers: HashMap<UnitId, BTreeMap<Month, Dossiers>>,
}

impl TallyBook {
    /// The book of `survey`; `texts` are its revisions from the first to the last.
    pub fn new(
        survey: Survey,
        texts: &[AskedText],
        tallies: impl IntoIterator<Item = (UnitId, MonthTally)>,
        dossiers: impl IntoIterator<Item = (UnitId, Month, Dossiers)>,
    ) -> Self {
        let asked = asked(&survey, texts);
        let mut book = Self { survey, asked, tallies: BTreeMap::new(), dossiers: HashMap::new() };
        for (unit, tally) in tallies {
            book.tallies.entry(unit).or_default().push(tally);
        }
        for tallies in book.tallies.values_mut() {
            tallies.sort_by_key(|tally| tally.month);
        }
        for (unit, month, count) in dossiers {
            book.dossiers.entry(unit).or_default().insert(month, count);
        }
        book
    }

    /// The same book with other counts in these months.
    #[must_use]
    pub fn with_months(
        &self,
        months: &BTreeSet<Month>,
        tallies: impl IntoIterator<Item = (UnitId, MonthTally)>,
    ) -> Self {
        let mut book = self.clone();
        for tallies in book.tallies.values_mut() {
            tallies.retain(|tally| !months.contains(&tally.month));
        }
        for (unit, tally) in tallies {
            book.tallies.entry(unit).or_default().push(tally);
        }
        for tallies in book.tallies.values_mut() {
            tallies.sort_by_key(|tally| tally.month);
        }
        book.tallies.retain(|_, tallies| !tallies.is_empty());
        book
    }

    /// What a new edition of `months` counts, where `published` is what stood so far and `fixed` are the months in which
    /// that stands in an edition. Of a unit with a few late sheets it counts what the last edition did: the difference of
    /// two editions is a figure too, and would show what single people said.
    pub fn to_publish(
        &self,
        months: &BTreeSet<Month>,
        published: &Self,
        fixed: &BTreeSet<Month>,
    ) -> Vec<(UnitId, MonthTally)> {
        let units: BTreeSet<UnitId> = self.tallies.keys().chain(published.tallies.keys()).copied().collect();
        let of_month = |unit: UnitId, month: Month| {
            let (now, before) = (
                self.tallies_of(unit, Period::month(month)),
                published.tallies_of(unit, Period::month(month)),
            );
            let sheets = |tallies: &[MonthTally]| tallies.iter().map(|tally| tally.sheets).sum::<u64>();
            let late = sheets(now).abs_diff(sheets(before));
            let waits = fixed.contains(&month) && (1..PUBLICATION_THRESHOLD).contains(&late);
            (if waits { before } else { now }).to_vec()
        };
        let all = units.into_iter().flat_map(|unit| months.iter().map(move |&month| (unit, month)));
        all.flat_map(|(unit, month)| of_month(unit, month).into_iter().map(move |tally| (unit, tally)))
            .collect()
    }

    /// The survey.
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// Every unit with sheets, and its tallies by month.
    pub fn units(&self) -> impl Iterator<Item = (UnitId, &[MonthTally])> {
        self.tallies.iter().map(|(&unit, tallies)| (unit, tallies.as_slice()))
    }

    /// The tallies of a unit within a period.
    pub fn tallies_of(&self, unit: UnitId, period: Period) -> &[MonthTally] {
        let tallies = self.tallies.get(&unit).map(Vec::as_slice).unwrap_or_default();
        let first = tallies.partition_point(|tally| tally.month < period.from());
        let end = tallies.partition_point(|tally| tally.month <= period.to());
        tallies.get(first..end).unwrap_or_default()
    }

    /// The dossiers of a unit in a month; `None` where nobody reported any.
    pub fn dossiers_of(&self, unit: UnitId, month: Month) -> Option<Dossiers> {
        self.dossiers.get(&unit)?.get(&month).copied()
    }

    /// The first and the last month in which anybody got a sheet.
    pub fn months(&self) -> Option<Period> {
        span(self.tallies.values().flatten().map(|tally| tally.month))
    }

    /// The first and the last month in which any unit of `territory` got a sheet, as far as `last`.
    pub fn months_with_sheets(&self, territory: &Territory, last: Option<Month>) -> Option<Period> {
        let units = territory.members.iter().chain(territory.parts.keys());
        let tallies = units.filter_map(|unit| self.tallies.get(unit)).flatten();
        let months = tallies
            .filter(|tally| tally.sheets > 0 && last.is_none_or(|last| tally.month <= last))
            .map(|tally| tally.month);
        span(months)
    }

    /// The place of each answer of a tally in the survey as it is asked now, with its counts.
    fn answers<'a>(&'a self, tally: &'a MonthTally) -> impl Iterator<Item = (Asked, [u64; PLACES])> + 'a {
        let asked = self.asked.get(&tally.revision).map(Vec::as_slice).unwrap_or_default();
        asked.iter().enumerate().filter_map(|(position, asked)| {
            let counts = tally.counts.iter().skip(position * PLACES).take(PLACES);
            let mut places = [0; PLACES];
            places.iter_mut().zip(counts).for_each(|(place, &count)| *place = u64::from(count));
            Some(((*asked)?, places))
        })
    }
}

fn span(months: impl Iterator<Item = Month>) -> Option<Period> {
    let ends = months.fold(None, |ends: Option<(Month, Month)>, month| {
        Some(ends.map_or((month, month), |(first, last)| (first.min(month), last.max(month))))
    });
    let (first, last) = ends?;
    Period::new(first, last).ok()
}

/// Numbers the wordings of each question from the first. Who repairs a comma has changed the wording: a reader may
/// judge whether it matters, we may not.
fn asked(survey: &Survey, texts: &[AskedText]) -> HashMap<RevisionId, Vec<Option<Asked>>> {
    let keys: Vec<&str> = survey.revision.questions.iter().map(|question| question.key.as_str()).collect();
    let mut wordings: HashMap<&str, Vec<&Text>> = HashMap::new();
    let mut asked = HashMap::new();
    for text in texts {
        let questions = text.questions.iter().map(|(key, wording)| {
            let known = wordings.entry(key).or_default();
            if known.last() != Some(&wording) {
                known.push(wording);
            }
            let question = keys.iter().position(|known| known == key)?;
            Some(Asked { question, wording: known.len() - 1 })
        });
        asked.insert(text.revision, questions.collect());
    }
    asked
}
