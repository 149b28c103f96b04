//! The error for an unknown name, such as the name of a mode or of a kind of chart.

/// A name that is not one of the known names of its kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown {what} \"{name}\": use {known}")]
pub struct UnknownName {
    what: &'static str,
    known: String,
    name: String,
}

impl UnknownName {
    /// The error for `name`, cut to 20 characters. `what` is the kind of name, and `known` lists the valid
    /// names.
    pub fn new(what: &'static str, known: impl Into<String>, name: &str) -> Self {
        Self { what, known: known.into(), name: name.chars().take(20).collect() }
    }
}
