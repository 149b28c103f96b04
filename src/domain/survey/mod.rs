//! Surveys, their published revisions and their questions.

pub(super) mod channel;
pub(super) mod response;

use serde::{Deserialize, Serialize};

use super::{RevisionId, SurveyId, Text};

/// One question of a revision. The key stays the same across revisions; the wording belongs to this revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The name in forms, files and figures.
    pub key: String,
    /// Whether the headline charts show it.
    pub headline: bool,
    /// Whether a response without an answer to it is rejected.
    pub required: bool,
    /// The question as the citizen reads it.
    pub wording: Text,
    /// A few words for axes and tables.
    pub label: Text,
    /// The words that follow the share in a finding, such as "97,0%".
    pub finding: Text,
}

/// The text of a survey as it was published. It never changes; a change is a new revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Identifies it.
    pub id: RevisionId,
    /// Counts up from 1 within the survey.
    pub number: i32,
    /// The questions in order.
    pub questions: Vec<Question>,
}

/// A survey with its current revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Identifies it.
    pub id: SurveyId,
    /// Its name in addresses and files.
    pub slug: String,
    /// Its title.
    pub title: Text,
    /// The revision in force.
    pub revision: Revision,
}
