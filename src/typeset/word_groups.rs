//! Which words stay on one line: Vietnamese writes the syllables of a word apart, and a reader stumbles over a line that
//! ends within one ("giới / hạn").

use std::collections::HashSet;
use std::sync::LazyLock;

/// One compound a line, its syllables in lower case; `0` stands for a word that begins with a digit.
const COMPOUNDS: &str = include_str!("../../assets/typeset/compounds.txt");
/// The most syllables of a compound, or of a name.
const MAX_SYLLABLES: usize = 4;

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    COMPOUNDS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// The words in groups that stay on one line.
///
/// A group is a compound of the list, or a name: up to four words in a row that begin with a capital. Punctuation after a
/// word ends a group.
pub(super) fn word_groups<'a>(words: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut groups = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let most = MAX_SYLLABLES.min(rest.len());
        let length = (2..=most).rev().find(|&length| rest.get(..length).is_some_and(belong_together));
        let (group, after) = rest.split_at(length.unwrap_or(1));
        groups.push(group.to_vec());
        rest = after;
    }
    groups
}

fn belong_together(words: &[&str]) -> bool {
    let inner = words.split_last().map_or(&[][..], |(_, inner)| inner);
    if inner.iter().any(|word| word.ends_with(|letter: char| !letter.is_alphanumeric())) {
        return false;
    }
    words.iter().all(|word| is_capitalised(word)) || is_compound(words)
}

fn is_capitalised(word: &str) -> bool {
    word.trim_start_matches(|letter: char| !letter.is_alphanumeric()).starts_with(char::is_uppercase)
}

fn is_compound(words: &[&str]) -> bool {
    let syllable = |word: &&str| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        if bare.starts_with(|letter: char| letter.is_ascii_digit()) {
            "0".to_owned()
        } else {
            bare.to_lowercase()
        }
    };
    KNOWN.contains(words.iter().map(syllable).collect::<Vec<_>>().join(" ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Vec<String> {
        let words: Vec<&str> = text.split(' ').collect();
        word_groups(&words).iter().map(|group| group.join(" ")).collect()
    }

    #[test]
    fn compounds_names_and_dates_stay_together() {
        assert_eq!(groups("nằm trong giới hạn 95%"), ["nằm", "trong", "giới hạn", "95%"]);
        assert_eq!(groups("gần gũi, nhiệt tình, dễ hiểu"), ["gần gũi,", "nhiệt tình,", "dễ hiểu"]);
        assert_eq!(groups("tại Phường Nguyễn Văn Linh vào"), ["tại", "Phường Nguyễn Văn Linh", "vào"]);
        assert_eq!(groups("“Giải quyết hồ sơ” tháng 11/2024"), ["“Giải quyết", "hồ sơ”", "tháng 11/2024"]);
    }

    #[test]
    fn punctuation_ends_a_name() {
        assert_eq!(groups("Xã Mễ Sở, Xã Tân Tiến"), ["Xã Mễ Sở,", "Xã Tân Tiến"]);
        assert_eq!(groups("hài, lòng"), ["hài,", "lòng"]);
    }
}
