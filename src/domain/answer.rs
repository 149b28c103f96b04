//! One answer on the five-level scale.

use std::fmt;

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

    /// Reads a form field or a CSV cell; an empty one is no opinion.
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
