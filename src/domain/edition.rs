//! Published figures that stand fixed under a number.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{EditionMark, Period, Report, Text};

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
            number: self.number,
            published_on: self.published_on,
            is_superseded: self.number < latest,
        }
    }
}

impl EditionChanges {
    /// What changed from the reports of one edition to those of the next; `is_topmost` tells the units that no other one
    /// counts. `None` where nothing did.
    pub fn between(
        before: &[Report],
        after: &[Report],
        is_topmost: impl Fn(&Report) -> bool,
    ) -> Option<Self> {
        let same_subject = |left: &Report, right: &Report| {
            left.unit.id == right.unit.id && left.boundaries == right.boundaries
        };
        let mut changes = Self::default();
        for report in after {
            let earlier = before.iter().find(|earlier| same_subject(earlier, report));
            if earlier != Some(report) {
                changes.units += 1;
            }
            if is_topmost(report) {
                changes.sheets.0 += earlier.map_or(0, |earlier| earlier.responses);
                changes.sheets.1 += report.responses;
                changes.headlines.extend(headline_changes(earlier, report));
            }
        }
        let gone = before.iter().filter(|earlier| !after.iter().any(|report| same_subject(earlier, report)));
        changes.units += gone.count();
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
