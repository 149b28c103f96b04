//! The error about a name that is none of the known ones, such as a mode or a kind of chart.

/// A name that is none of the known ones of its kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown {what} \"{name}\": use {known}")]
pub struct UnknownName {
    what: &'static str,
    known: String,
    name: String,
}

impl UnknownName {
    /// The error about `name`, of which 20 characters are shown; `what` says what was asked for.
    pub fn new(what: &'static str, known: impl Into<String>, name: &str) -> Self {
        Self { what, known: known.into(), name: name.chars().take(20).collect() }
    }
}
