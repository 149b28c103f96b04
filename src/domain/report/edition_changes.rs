//! What a further edition of a month changed of a unit.

use super::Report;
use crate::domain::Text;

/// What changed from the edition before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EditionChanges {
    /// Responses that it is the first to count.
    pub new_responses: u64,
    /// The headline shares that changed.
    pub headlines: Vec<HeadlineChange>,
}

/// A headline share before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadlineChange {
    /// The question in a few words.
    pub label: Text,
    /// The share in the edition before; `None` where it was not published.
    pub before: Option<f64>,
    /// The share in this one.
    pub after: Option<f64>,
}

impl EditionChanges {
    /// From the report on a unit in one edition to that in the next.
    pub fn between(before: &Report, after: &Report) -> Self {
        let questions = before.headlines().zip(after.headlines());
        let changes = questions.map(|(before, after)| HeadlineChange {
            label: after.label.clone(),
            before: before.top_two.map(|top_two| top_two.share),
            after: after.top_two.map(|top_two| top_two.share),
        });
        Self {
            new_responses: after.responses.saturating_sub(before.responses),
            headlines: changes.filter(|change| change.before != change.after).collect(),
        }
    }
}
