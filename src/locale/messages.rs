//! The messages of `assets/locales`, compiled in. Both languages have the same keys; a test checks it.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::Language;

/// One file per area, so that a message is easy to find from its page.
macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../../assets/locales/", $language, "/common.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/citizen.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/results.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/charts.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/documents.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/report.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/files.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/mail.ftl")),
            include_str!(concat!("../../assets/locales/", $language, "/staff.ftl")),
        ]
    };
}

const VIETNAMESE_FILES: [&str; 9] = files!("vi");
const ENGLISH_FILES: [&str; 9] = files!("en");

static VIETNAMESE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Vi));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::En));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let files = match language {
        Language::Vi => VIETNAMESE_FILES,
        Language::En => ENGLISH_FILES,
    };
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // The isolation marks are for mixed directions of script. Both languages run left to right, and charts
    // would show the marks.
    bundle.set_use_isolating(false);
    for file in files {
        // The readable part of a faulty file is used; the tests reject faulty files.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A text to insert into a message. Callers format numbers first, with [`super::integer`] and similar
/// functions.
#[derive(Clone, Debug)]
pub struct Argument(String);

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The message `key` in `language`.
pub fn message(language: Language, key: &str) -> String {
    message_with(language, key, [])
}

/// The message `key` with its `{ $name }` placeholders filled.
pub fn message_with<const N: usize>(
    language: Language,
    key: &str,
    arguments: [(&'static str, Argument); N],
) -> String {
    let bundle = match language {
        Language::Vi => &*VIETNAMESE,
        Language::En => &*ENGLISH,
    };
    let mut filled = FluentArgs::new();
    for (name, argument) in arguments {
        filled.set(name, FluentValue::from(argument.0));
    }
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    debug_assert!(pattern.is_some(), "no message {key} in {language}");
    let mut errors = Vec::new();
    let text = pattern.map(|pattern| bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned());
    debug_assert!(errors.is_empty(), "message {key} in {language}: {errors:?}");
    text.unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Every key with the arguments that it names.
    fn keys(files: [&str; 9]) -> BTreeMap<String, Vec<String>> {
        let mut keys = BTreeMap::new();
        for file in files {
            let resource = FluentResource::try_new(file.to_owned()).expect("a faulty message file");
            for line in
                resource.source().lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let (key, text) = line.split_once(" =").expect("a message without a value");
                let mut arguments: Vec<_> = text
                    .split("{ $")
                    .skip(1)
                    .filter_map(|part| part.split(' ').next())
                    .map(str::to_owned)
                    .collect();
                arguments.sort();
                arguments.dedup();
                assert!(keys.insert(key.to_owned(), arguments).is_none(), "{key} stands twice");
            }
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let (vietnamese, english) = (keys(VIETNAMESE_FILES), keys(ENGLISH_FILES));
        assert!(vietnamese.len() > 50);
        for (key, arguments) in &vietnamese {
            assert_eq!(Some(arguments), english.get(key), "{key}");
        }
        assert_eq!(vietnamese.len(), english.len());
    }
}
