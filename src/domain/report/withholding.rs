//! Taking out of a report what may not be published.

use super::question::{QuestionReport, Suppression};
use crate::domain::publication::{Hidden, PUBLICATION_THRESHOLD, Visibility};

/// What may be seen of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct WithheldQuestion {
    /// Of all answers.
    pub whole: Visibility,
    /// Whether the weighted share may be seen.
    pub weighted: bool,
    /// Of the answers by mode, in the order of the report.
    pub by_mode: Vec<Visibility>,
}

impl QuestionReport {
    /// The same without what may not be seen.
    #[must_use]
    pub fn withhold(mut self, seen: &WithheldQuestion) -> Self {
        let Visibility { levels, top_two, reason } = seen.whole;
        for (count, is_seen) in self.counts.iter_mut().zip(levels) {
            *count = count.filter(|_| is_seen);
        }
        // The mean of all levels gives away the only one that is missing.
        if !seen.whole.mean() {
            self.mean = None;
        }
        if !top_two {
            self.satisfied = None;
            self.top_two = None;
            self.worst_case = None;
        }
        if !top_two || !seen.weighted {
            self.top_two_weighted = None;
        }
        for (place, mode) in self.by_mode.iter_mut().enumerate() {
            // Of what nothing is said nothing is seen.
            let is_seen = seen.by_mode.get(place).is_some_and(|visibility| visibility.top_two);
            mode.top_two = mode.top_two.filter(|_| is_seen);
        }
        // One reason for all that enough people answered: which rule hid a count would tell how large it is.
        self.suppressed = reason.map(|_| {
            if self.n < PUBLICATION_THRESHOLD {
                Suppression::BelowThreshold
            } else {
                Suppression::Complementary
            }
        });
        self
    }
}

impl super::Report {
    /// The report of a unit of which an edition says nothing: beside figures that stand fixed none may stand that do not.
    #[must_use]
    pub fn beside(self, edition: super::EditionMark) -> Self {
        let nothing = Visibility::nothing(Hidden::Complementary);
        let seen = WithheldQuestion { whole: nothing, weighted: false, by_mode: Vec::new() };
        let withheld =
            |question: QuestionReport| QuestionReport { comparisons: Vec::new(), ..question }.withhold(&seen);
        let questions = self.questions.into_iter().map(withheld).collect();
        Self { questions, shown_instead: None, edition: Some(edition), ..self }
    }
}

#[cfg(test)]
impl super::Report {
    /// Without the questions that too few people answered, for the tests of renderings.
    pub(crate) fn for_publication(mut self) -> Self {
        let few = |question: &QuestionReport| question.n < PUBLICATION_THRESHOLD;
        let nothing = Visibility::nothing(Hidden::BelowThreshold);
        let seen = WithheldQuestion { whole: nothing, weighted: false, by_mode: Vec::new() };
        self.questions = self
            .questions
            .into_iter()
            .map(
                |question| if few(&question) && question.n > 0 { question.withhold(&seen) } else { question },
            )
            .collect();
        self
    }
}
