//! The supported languages, and texts in each of them.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use super::UnknownName;

/// A language of pages, charts, files and mails.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
)]
#[strum(serialize_all = "lowercase", parse_err_ty = UnknownName, parse_err_fn = unknown_language)]
pub enum Language {
    /// Vietnamese, the language of the offices.
    #[default]
    Vi,
    /// English, for foreign workers and visitors.
    En,
}

impl Language {
    /// All languages, in the order in which readers can choose them.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        self.into()
    }
}

fn unknown_language(name: &str) -> UnknownName {
    UnknownName::new("language", "vi or en", name)
}

/// A text in each language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}
