//! A parameter of an address: a typed value, or the text of one that cannot be read.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::Failure;

/// A parameter of an address, and the text that it was read from. An empty one counts as absent, because
/// forms send empty ones too.
#[derive(Clone, Debug)]
pub(super) struct Parameter<T> {
    text: String,
    value: Option<T>,
}

impl<T> Parameter<T> {
    /// The value; `None` if the parameter is absent. Returns the text as the error if it cannot be read.
    pub(super) fn value(&self) -> Result<Option<&T>, &str> {
        match &self.value {
            None if !self.text.is_empty() => Err(&self.text),
            value => Ok(value.as_ref()),
        }
    }

    /// The value. Fails with `failure` if the parameter is absent or cannot be read.
    pub(super) fn required(&self, failure: Failure) -> Result<&T, Failure> {
        self.value.as_ref().ok_or(failure)
    }

    /// The text as it was sent.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the parameter is absent.
    pub(super) fn is_absent(&self) -> bool {
        self.text.is_empty()
    }
}

impl<T: Copy> Parameter<T> {
    /// The value; `None` if the parameter is absent. Fails with `failure` if it cannot be read.
    pub(super) fn get(&self, failure: Failure) -> Result<Option<T>, Failure> {
        self.value().map(Option::<&T>::copied).map_err(|_| failure)
    }
}

impl<T> Default for Parameter<T> {
    fn default() -> Self {
        Self { text: String::new(), value: None }
    }
}

impl<T: FromStr> From<String> for Parameter<T> {
    fn from(text: String) -> Self {
        Self { value: text.parse().ok().filter(|_| !text.is_empty()), text }
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Parameter<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl<T> Serialize for Parameter<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}
