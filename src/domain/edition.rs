//! Published figures that stand fixed under a number.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Boundaries, EditionMark, Period, Report, Text, UnitId};

/// An edition of the figures of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The months.
    pub period: Period,
    /// Counts up from 1 within survey and period.
    pub number: u32,
    /// When it was published.
    pub published_on: NaiveDate,
    /// What changed since the edition before; `None` in the first one.
    pub changes: Option<EditionChanges>,
}

/// Which figures of a report have been published: nobody can take them back.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedFigures {
    /// What the report is about.
    pub unit: UnitId,
    /// How boundaries are drawn in it.
    pub boundaries: Boundaries,
    /// Its months.
    pub period: Period,
    /// For each question in order the levels from 1 to 5, and the two upper ones together.
    pub questions: Vec<([bool; 5], bool)>,
}

/// What changed from one edition to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EditionChanges {
    /// Units of which any figure changed.
    pub units: usize,
    /// Sheets of the topmost units before and after.
    pub sheets: (u64, u64),
    /// The headline shares of the topmost units that changed.
    pub headlines: Vec<HeadlineChange>,
}

/// A headline share before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineChange {
    /// The unit's name.
    pub unit: String,
    /// The question in a few words.
    pub label: Text,
    /// The share in the edition before; `None` where it was not published.
    pub before: Option<f64>,
    /// The share in this one.
    pub after: Option<f64>,
}

impl Edition {
    /// The mark of a report in it; `latest` is the number of the last edition.
    pub fn mark(&self, latest: u32) -> EditionMark {
        EditionMark {
            period: self.period,
            number: self.number,
            published_on: self.published_on,
            is_superseded: self.number < latest,
        }
    }
}

/// What a new edition says: of what counts the same, what the last one said.
pub fn next_edition(before: &[Report], now: Vec<Report>) -> Vec<Report> {
    let keep = |report: Report| {
        let earlier = before.iter().find(|earlier| earlier.is_about_the_same(&report));
        earlier.filter(|earlier| earlier.counts_the_same(&report)).cloned().unwrap_or(report)
    };
    now.into_iter().map(keep).collect()
}

impl EditionChanges {
    /// What changed from the reports of one edition to those of the next; `is_topmost` tells the units that no other one
    /// counts. `None` where nothing did.
    pub fn between(
        before: &[Report],
        after: &[Report],
        is_topmost: impl Fn(&Report) -> bool,
    ) -> Option<Self> {
        let mut changes = Self::default();
        let mut units = BTreeSet::new();
        for report in after {
            let earlier = before.iter().find(|earlier| earlier.is_about_the_same(report));
            if !earlier.is_some_and(|earlier| earlier.counts_the_same(report)) {
                units.insert(report.unit.id);
            }
            if is_topmost(report) {
                changes.sheets.0 += earlier.map_or(0, |earlier| earlier.responses);
                changes.sheets.1 += report.responses;
                changes.headlines.extend(headline_changes(earlier, report));
            }
        }
        let gone =
            before.iter().filter(|earlier| !after.iter().any(|report| earlier.is_about_the_same(report)));
        units.extend(gone.map(|report| report.unit.id));
        changes.units = units.len();
        (changes.units > 0).then_some(changes)
    }
}

fn headline_changes(before: Option<&Report>, after: &Report) -> Vec<HeadlineChange> {
    let share_before = |key: &str| {
        let question = before?.questions.iter().find(|question| question.key == key)?;
        question.top_two.map(|top_two| top_two.share)
    };
    let changes = after.headlines().map(|question| HeadlineChange {
        unit: after.unit.name.clone(),
        label: question.label.clone(),
        before: share_before(&question.key),
        after: question.top_two.map(|top_two| top_two.share),
    });
    changes.filter(|change| change.before != change.after).collect()
}
