//! The questions that each revision of a survey asked, and the positions of their counts in a row.

use std::collections::HashMap;
use std::ops::Range;

use crate::domain::{RevisionId, Survey, Text};

/// The questions that a revision asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedText {
    /// The revision.
    pub revision: RevisionId,
    /// The questions in order.
    pub questions: Vec<AskedQuestion>,
}

/// A question as a revision asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Its key.
    pub key: String,
    /// Its wording.
    pub wording: Text,
    /// How many numbers the question takes in a row of counts: one for no answer, and one for each option.
    pub places: usize,
}

impl AskedText {
    /// The questions in order, each with the positions of its numbers in a row of counts: no answer first,
    /// then each option.
    pub fn places(&self) -> impl Iterator<Item = (&AskedQuestion, Range<usize>)> {
        self.questions.iter().scan(0, |end, question| {
            let first = std::mem::replace(end, *end + question.places);
            Some((question, first..*end))
        })
    }
}

/// A question of a revision, and the position of its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AskedPlaces {
    /// Its position in the current revision of the survey.
    pub(super) question: usize,
    /// The number of other wordings that it had in earlier revisions.
    pub(super) wording: usize,
    /// The position of its first number in a row of counts.
    pub(super) first: usize,
}

/// All revisions of a survey.
#[derive(Clone, Debug, Default)]
pub(super) struct AskedTexts {
    revisions: HashMap<RevisionId, Vec<AskedPlaces>>,
}

impl AskedTexts {
    /// `texts` are the revisions from the first to the last. A question that is not asked any more is left
    /// out. Every change of a wording makes a new wording, even a changed comma, because code cannot judge
    /// whether it matters.
    pub(super) fn new(survey: &Survey, texts: &[AskedText]) -> Self {
        let mut wordings: HashMap<&str, Vec<&Text>> = HashMap::new();
        let mut revisions = HashMap::new();
        for text in texts {
            let mut asked = Vec::new();
            for (AskedQuestion { key, wording, .. }, places) in text.places() {
                let known = wordings.entry(key).or_default();
                if known.last() != Some(&wording) {
                    known.push(wording);
                }
                let position = survey.revision.questions.iter().position(|question| question.key == *key);
                let of = |question| AskedPlaces { question, wording: known.len() - 1, first: places.start };
                asked.extend(position.map(of));
            }
            revisions.insert(text.revision, asked);
        }
        Self { revisions }
    }

    /// The questions of a revision.
    pub(super) fn of(&self, revision: RevisionId) -> &[AskedPlaces] {
        self.revisions.get(&revision).map(Vec::as_slice).unwrap_or_default()
    }
}
