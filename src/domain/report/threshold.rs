//! Taking figures on too few answers out of a report.

use super::question::{QuestionReport, Suppression};
use crate::domain::PUBLICATION_THRESHOLD;

impl QuestionReport {
    /// The question without figures if they rest on fewer than [`PUBLICATION_THRESHOLD`] answers.
    #[must_use]
    pub fn apply_threshold(self) -> Self {
        if self.n >= PUBLICATION_THRESHOLD {
            return self;
        }
        Self {
            counts: [None; 5],
            satisfied: None,
            top_two: None,
            top_two_weighted: None,
            worst_case: None,
            mean: None,
            by_mode: Vec::new(),
            suppressed: Some(Suppression::BelowThreshold),
            ..self
        }
    }
}

#[cfg(test)]
impl super::Report {
    /// Without figures on too few answers, for the tests of renderings.
    pub(crate) fn for_publication(mut self) -> Self {
        self.questions = self.questions.into_iter().map(QuestionReport::apply_threshold).collect();
        self
    }
}
