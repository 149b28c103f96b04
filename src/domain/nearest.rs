//! What somebody may have meant who asked for something that is not there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Period, PeriodKind};

/// The known text that is nearest to what was asked for, where one is near: at most half of it may be wrong. Case
/// and the marks of Vietnamese letters are no differences.
pub fn nearest_text<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No slug or name is longer, and the distance costs the product of the lengths.
    let asked = folded(asked.chars().take(80));
    let ranked = known.into_iter().filter_map(|text| Some((distance(&asked, &folded(text.chars()))?, text)));
    ranked.min_by_key(|(distance, _)| *distance).map(|(_, text)| text)
}

/// The slug of a known survey that is nearest to the one asked for.
pub fn nearest_slug<'a>(asked: &str, known: &'a [String]) -> Option<&'a str> {
    nearest_text(asked, known.iter().map(String::as_str))
}

/// The period nearest to the one asked for that lies within the months with data, of its kind where they have room:
/// the months that both share, or else the first or last month, quarter, year or span of the known ones.
pub fn nearest_period(asked: Period, known: Period) -> Period {
    if let Some(shared) = asked.intersection(known) {
        return shared;
    }
    let is_before = asked.to() < known.from();
    let end = if is_before { known.from() } else { known.to() };
    let length = i32::try_from(asked.len()).unwrap_or(i32::MAX);
    let nearest = match asked.kind() {
        PeriodKind::Month => Period::month(end),
        PeriodKind::Quarter => Period::quarter_of(end),
        PeriodKind::Year => Period::year_of(end),
        PeriodKind::Range if is_before => asked.shifted(end.months_since(asked.from())),
        PeriodKind::Range => Period::ending_with(end, length),
    };
    nearest.intersection(known).unwrap_or(known)
}

/// Without case and marks: `Phương Chiểu` and `phuong chieu` are one.
fn folded(text: impl Iterator<Item = char>) -> String {
    let bare = text.nfd().filter(|&letter| !is_combining_mark(letter)).flat_map(char::to_lowercase);
    bare.map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// How far two folded texts lie apart; `None` where they are different things.
fn distance(asked: &str, known: &str) -> Option<usize> {
    let distance = strsim::damerau_levenshtein(asked, known);
    // Who wrote the beginning or a word of it meant it.
    if asked.len() > 2 && known.contains(asked) {
        return Some(distance.min(1));
    }
    (distance <= known.chars().count() / 2).then_some(distance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tones_case_and_slips_are_seen_through() {
        let names = ["Phường Lê Lợi", "Xã Phương Chiểu", "Xã Đức Hợp"];
        for (asked, meant) in [
            ("xa phuong chieu", Some("Xã Phương Chiểu")),
            ("XÃ ĐỨC HỌP", Some("Xã Đức Hợp")),
            ("Phuong Le Lio", Some("Phường Lê Lợi")),
            ("chieu", Some("Xã Phương Chiểu")),
            ("Hà Nội", None),
            ("", None),
        ] {
            assert_eq!(nearest_text(asked, names), meant, "{asked}");
        }
    }

    #[test]
    fn slugs_are_found_by_their_beginning_and_with_slips() {
        let known = ["mot-cua".to_owned(), "ban-tiep-dan".to_owned()];
        for asked in ["mot-cau", "motcua", "mot", "một-cửa", "Mot_Cua"] {
            assert_eq!(nearest_slug(asked, &known), Some("mot-cua"), "{asked}");
        }
        assert_eq!(nearest_slug("khac", &known), None);
        assert_eq!(nearest_slug("mot-cua", &[]), None);
    }

    #[test]
    fn the_nearest_period_is_one_with_data() {
        let known = "2024-11..2025-08".parse().unwrap();
        for (asked, nearest) in [
            ("2024-12", "2024-12"),
            ("2024-03", "2024-11"),
            ("2026-03", "2025-08"),
            ("2026-Q1", "2025-07..2025-08"),
            ("2024-Q1", "2024-11..2024-12"),
            ("2024-Q4", "2024-11..2024-12"),
            ("2020", "2024-11..2024-12"),
            ("2026", "2025-01..2025-08"),
            ("2024-01..2024-02", "2024-11..2024-12"),
            ("2026-01..2026-02", "2025-07..2025-08"),
            ("2020-01..2021-05", "2024-11..2025-08"),
        ] {
            let found = nearest_period(asked.parse().unwrap(), known);
            assert_eq!(found.to_string(), nearest, "{asked}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_nearest_or_none(asked in any::<String>(), known in any::<String>()) {
            nearest_text(&asked, [known.as_str()]);
        }

        #[test]
        fn a_known_text_is_nearest_to_itself(known in proptest::collection::btree_set("[a-z-]{2,12}", 1..9)) {
            for text in &known {
                prop_assert_eq!(nearest_text(text, known.iter().map(String::as_str)), Some(text.as_str()));
            }
        }
    }
}
