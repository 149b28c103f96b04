//! What each revision of a survey asked, and where its counts stand.

use std::collections::HashMap;
use std::ops::Range;

use crate::domain::{RevisionId, Survey, Text};

/// What a revision asked.
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
    /// How many numbers it takes in a row of counts: one for no answer, and one for each option.
    pub places: usize,
}

impl AskedText {
    /// The questions, each with the places of its numbers in a row of counts: no answer first, then each option.
    pub fn places(&self) -> impl Iterator<Item = (&AskedQuestion, Range<usize>)> {
        self.questions.iter().scan(0, |end, question| {
            let first = std::mem::replace(end, *end + question.places);
            Some((question, first..*end))
        })
    }
}

/// A question of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AskedPlaces {
    /// Its position in the survey as it is asked now.
    pub(super) question: usize,
    /// How many other wordings it had in earlier revisions.
    pub(super) wording: usize,
    /// Where its numbers begin in a row of counts.
    pub(super) first: usize,
}

/// All revisions of a survey.
#[derive(Clone, Debug, Default)]
pub(super) struct AskedTexts {
    revisions: HashMap<RevisionId, Vec<AskedPlaces>>,
}

impl AskedTexts {
    /// `texts` are the revisions from the first to the last. A question that is not asked any more is left out. Any change
    /// of a wording is a new wording, even a comma: whether it matters is the reader's judgement.
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
