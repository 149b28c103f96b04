//! Responses: what a citizen sent, checked against the revision that was asked.

use std::fmt;

use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::domain::{ChannelId, Mode, Question, ResponseId, Revision, RevisionId, UnitId};

/// The five levels, from very dissatisfied to very satisfied.
pub const SCALE: [Answer; 5] = [Answer(1), Answer(2), Answer(3), Answer(4), Answer(5)];

/// A level from 1 (very dissatisfied) to 5 (very satisfied).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer(u8);

/// A value that is not on the scale.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no answer: use 1 to 5, or nothing for no opinion")]
pub struct AnswerOutOfScale(String);

impl Answer {
    /// The level as a number from 1 to 5.
    pub fn level(self) -> u8 {
        self.0
    }

    /// Parses a form field or a CSV cell; an empty one means no opinion.
    ///
    /// # Errors
    ///
    /// Fails if the text is neither empty nor a number from 1 to 5.
    pub fn parse(text: &str) -> Result<Option<Self>, AnswerOutOfScale> {
        match text.trim() {
            "" => Ok(None),
            trimmed => SCALE
                .into_iter()
                .find(|answer| trimmed == answer.to_string())
                .map(Some)
                .ok_or_else(|| AnswerOutOfScale(trimmed.chars().take(20).collect())),
        }
    }

    /// The level with this number, if the scale has it.
    pub fn from_level(level: u8) -> Option<Self> {
        (1..=5).contains(&level).then_some(Self(level))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The longest comment, in characters.
pub const COMMENT_LIMIT: usize = 1000;

/// What is wrong with a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A required question has no answer.
    Missing {
        /// The key of the question.
        question: String,
    },
    /// The answer is not on the scale.
    OutOfScale {
        /// The key of the question.
        question: String,
    },
    /// The comment is too long.
    CommentTooLong {
        /// Its length in characters.
        length: usize,
    },
}

/// A free text: NFC, without control characters, at most [`COMMENT_LIMIT`] characters, never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

impl Comment {
    /// Normalises a comment; `None` if no text is left.
    ///
    /// # Errors
    ///
    /// Fails if the normalised comment is longer than [`COMMENT_LIMIT`] characters.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        // Browsers send a line break as CR LF; it counts as one character.
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept = unified.chars().filter(|&character| character == '\n' || !character.is_control());
        let comment = kept.nfc().collect::<String>().trim().to_owned();
        let length = comment.chars().count();
        if length > COMMENT_LIMIT {
            return Err(Fault::CommentTooLong { length });
        }
        Ok((!comment.is_empty()).then_some(Self(comment)))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A checked response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseContent {
    /// One entry for each question of the revision, in its order; `None` is no opinion.
    pub answers: Vec<Option<Answer>>,
    /// The comment, if any.
    pub comment: Option<Comment>,
}

impl ResponseContent {
    /// Parses a response: `field` returns the text for a question's key and for `comment`.
    ///
    /// # Errors
    ///
    /// Fails with every fault, not just the first: a required answer is missing, an answer is not on the
    /// scale, or the comment is too long.
    pub fn read<'a>(
        revision: &Revision,
        field: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut answers = Vec::with_capacity(revision.questions.len());
        for question in &revision.questions {
            match read_answer(question, field(&question.key).unwrap_or_default()) {
                Ok(answer) => answers.push(answer),
                Err(fault) => faults.push(fault),
            }
        }
        let comment = Comment::parse(field("comment").unwrap_or_default());
        match comment {
            Ok(comment) if faults.is_empty() => return Ok(Self { answers, comment }),
            Ok(_) => {}
            Err(fault) => faults.push(fault),
        }
        Err(faults)
    }
}

fn read_answer(question: &Question, text: &str) -> Result<Option<Answer>, Fault> {
    let key = || question.key.clone();
    match Answer::parse(text) {
        Err(_) => Err(Fault::OutOfScale { question: key() }),
        Ok(None) if question.required => Err(Fault::Missing { question: key() }),
        Ok(answer) => Ok(answer),
    }
}

/// One accepted response. It contains no name, address or device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Identifies the response, so that a repeated submission is harmless.
    pub id: ResponseId,
    /// The version of the unit on the day of the response.
    pub unit: UnitId,
    /// The channel; `None` for responses imported without one.
    pub channel: Option<ChannelId>,
    /// The revision that was asked.
    pub revision: RevisionId,
    /// The mode.
    pub mode: Mode,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// Whether its form was older than a day when it was sent.
    pub late: bool,
    /// The answers and the comment.
    pub content: ResponseContent,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_comment_is_stable_once_parsed(text in any::<String>()) {
            if let Ok(Some(comment)) = Comment::parse(&text) {
                prop_assert!(!comment.as_str().contains('\0'));
                prop_assert!(comment.as_str().chars().count() <= COMMENT_LIMIT);
                prop_assert_eq!(Comment::parse(comment.as_str()), Ok(Some(comment.clone())));
            }
        }
    }

    #[test]
    fn a_comment_may_fill_the_limit_but_not_pass_it() {
        let full = "ệ".repeat(COMMENT_LIMIT);
        assert!(Comment::parse(&full).unwrap().is_some());
        assert_eq!(
            Comment::parse(&format!("{full}ệ")),
            Err(Fault::CommentTooLong { length: COMMENT_LIMIT + 1 })
        );
        assert_eq!(Comment::parse(" \r\n "), Ok(None));
        // Letters that a control character separates are composed, too.
        assert_eq!(Comment::parse("e\0\u{301}").unwrap().unwrap().as_str(), "é");
    }
}
