//! Suggestions for what does not exist: the nearest slug, and units in place of a code that no unit
//! holds at the requested time.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::{Boundaries, Unit, UnitCode, UnitId, UnitRegistry};

/// The maximum number of suggested units.
const MAX_SUGGESTIONS: usize = 3;

/// Suggestions for a code that no unit holds at the requested time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearestUnit {
    /// No unit ever held the code: units with similar codes, the most similar first; empty if no code is
    /// similar.
    Similar(Vec<Unit>),
    /// The last holder ended before: the units at the requested time that took over any part of it.
    Past {
        /// The last holder.
        holder: Unit,
        /// Its successors.
        successors: Vec<Unit>,
    },
    /// The first holder began later: the units at the requested time that any part of it came from.
    Future {
        /// The first holder.
        holder: Unit,
        /// Its predecessors.
        predecessors: Vec<Unit>,
    },
}

/// A code that no unit holds at the requested time.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub struct UnknownUnit {
    /// The code that was looked up.
    pub code: UnitCode,
    /// The suggestions.
    pub nearest: Box<NearestUnit>,
}

impl UnknownUnit {
    /// The error for `code`, requested for the days from `first` to `last`, with suggestions.
    pub(in crate::domain) fn new(
        registry: &UnitRegistry,
        code: &UnitCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Self {
        let ended = registry.holders_of(code).filter(|unit| unit.valid_to.is_some_and(|end| end < first));
        let later =
            registry.holders_of(code).filter(|unit| unit.valid_from.is_some_and(|begin| last < begin));
        let nearest = if let Some(holder) = ended.max_by_key(|unit| unit.valid_to) {
            let successors = registry.successors(holder.id, last).into_iter();
            let successors = listed(registry, successors, |unit| unit.id != holder.id);
            NearestUnit::Past { holder: holder.clone(), successors }
        } else if let Some(holder) = later.min_by_key(|unit| unit.valid_from) {
            let territory = registry.territory_of(holder.id, Boundaries::Current);
            let sources = territory.members.iter().chain(territory.parts.keys()).chain(&territory.left_out);
            let is_source = |unit: &Unit| {
                unit.is_valid_within(first, last) && unit.kind.is_lowest() == holder.kind.is_lowest()
            };
            let predecessors = listed(registry, sources.copied(), is_source);
            NearestUnit::Future { holder: holder.clone(), predecessors }
        } else {
            NearestUnit::Similar(similar_units(registry, code, last))
        };
        Self { code: code.clone(), nearest: Box::new(nearest) }
    }

    /// The suggested units, which exist at the requested time unless no unit ever held the code; the most
    /// likely first.
    pub fn choices(&self) -> &[Unit] {
        match &*self.nearest {
            NearestUnit::Similar(units)
            | NearestUnit::Past { successors: units, .. }
            | NearestUnit::Future { predecessors: units, .. } => units,
        }
    }

    /// The unit that holds the code at another time.
    pub fn holder(&self) -> Option<&Unit> {
        match &*self.nearest {
            NearestUnit::Similar(_) => None,
            NearestUnit::Past { holder, .. } | NearestUnit::Future { holder, .. } => Some(holder),
        }
    }
}

fn listed(
    registry: &UnitRegistry,
    ids: impl Iterator<Item = UnitId>,
    is_meant: impl Fn(&Unit) -> bool,
) -> Vec<Unit> {
    let units = ids.filter_map(|id| registry.unit(id)).filter(|unit| is_meant(unit));
    let mut units: Vec<Unit> = units.cloned().collect();
    units.sort_by(|left, right| left.code.cmp(&right.code));
    units.truncate(MAX_SUGGESTIONS);
    units
}

/// The units with the nearest codes, each code once, by its holder on `day` or else its last.
fn similar_units(registry: &UnitRegistry, code: &UnitCode, day: NaiveDate) -> Vec<Unit> {
    let asked = code.as_str();
    // Some digits of a code must be right: of 5 digits 3 may be wrong, of 3 digits 2. Province codes have
    // only two digits and are few, so that both may be wrong.
    let bound = if asked.len() > 2 { asked.len() / 2 + 1 } else { 2 };
    let number = |code: &str| code.parse::<i64>().unwrap_or(0);
    let near = |unit: &&Unit| {
        let known = unit.code.as_str();
        let distance = strsim::damerau_levenshtein(asked, known);
        // Neighbouring units have neighbouring codes.
        let gap = number(asked).abs_diff(number(known));
        // For a long period, its last day decides.
        let is_away = !unit.is_valid_on(day);
        (distance, is_away, gap, unit.code.clone(), Reverse(unit.valid_to.unwrap_or(NaiveDate::MAX)))
    };
    let same_length = registry.units().filter(|unit| unit.code.as_str().len() == asked.len());
    let mut units: Vec<&Unit> = same_length.filter(|unit| near(unit).0 <= bound).collect();
    units.sort_by_cached_key(near);
    let mut seen = BTreeSet::new();
    units.retain(|unit| seen.insert(&unit.code));
    units.into_iter().take(MAX_SUGGESTIONS).cloned().collect()
}

impl fmt::Display for UnknownUnit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = &self.code;
        match &*self.nearest {
            NearestUnit::Similar(units) => {
                write!(formatter, "no unit holds the code {code}")?;
                match units.first() {
                    Some(unit) => write!(formatter, "; the nearest is {}", named(unit)),
                    None => Ok(()),
                }
            }
            NearestUnit::Past { holder, successors } => {
                let until = holder.valid_to.map(day).unwrap_or_default();
                write!(
                    formatter,
                    "no unit holds the code {code} at that time: {code} was {} until {until}",
                    holder.name
                )?;
                if successors.is_empty() {
                    Ok(())
                } else {
                    write!(formatter, ", since then part of {}", list(successors))
                }
            }
            NearestUnit::Future { holder, predecessors } => {
                let since = holder.valid_from.map(day).unwrap_or_default();
                write!(
                    formatter,
                    "no unit holds the code {code} at that time: {code} is {} since {since}",
                    holder.name
                )?;
                if predecessors.is_empty() {
                    Ok(())
                } else {
                    write!(formatter, ", before that {}", list(predecessors))
                }
            }
        }
    }
}

fn named(unit: &Unit) -> String {
    let until = unit.valid_to.map(|last| format!(", until {}", day(last)));
    format!("{} ({}{})", unit.code, unit.name, until.unwrap_or_default())
}

fn list(units: &[Unit]) -> String {
    let units: Vec<String> = units.iter().map(|unit| format!("{} ({})", unit.name, unit.code)).collect();
    units.join(" or ")
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// The known text that is nearest to `asked`, if one is near: at most half of it may be wrong. Ignores case
/// and Vietnamese diacritics.
fn nearest_text<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No slug or name has more than 80 characters, and the cost of the distance is the product of the
    // lengths.
    let asked = folded(asked.chars().take(80));
    let ranked = known.into_iter().filter_map(|text| Some((distance(&asked, &folded(text.chars()))?, text)));
    ranked.min_by_key(|(distance, _)| *distance).map(|(_, text)| text)
}

/// The slug of a known survey that is nearest to `asked`; `None` if none is near.
pub fn nearest_slug<'a>(asked: &str, known: &'a [String]) -> Option<&'a str> {
    nearest_text(asked, known.iter().map(String::as_str))
}

/// Folds case and diacritics: `Phương Chiểu` and `phuong chieu` become equal.
pub fn folded(text: impl Iterator<Item = char>) -> String {
    let bare = text.nfd().filter(|&letter| !is_combining_mark(letter)).flat_map(char::to_lowercase);
    bare.map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// The edit distance between two folded texts; `None` if they differ too much.
fn distance(asked: &str, known: &str) -> Option<usize> {
    let distance = strsim::damerau_levenshtein(asked, known);
    // A known text that contains the input is nearly a match.
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
    fn tones_case_and_typing_errors_are_ignored() {
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
    fn slugs_are_found_by_their_beginning_and_despite_typing_errors() {
        let known = ["mot-cua".to_owned(), "ban-tiep-dan".to_owned()];
        for asked in ["mot-cau", "motcua", "mot", "một-cửa", "Mot_Cua"] {
            assert_eq!(nearest_slug(asked, &known), Some("mot-cua"), "{asked}");
        }
        assert_eq!(nearest_slug("khac", &known), None);
        assert_eq!(nearest_slug("mot-cua", &[]), None);
    }

    proptest! {
        #[test]
        fn nearest_text_never_panics(asked in any::<String>(), known in any::<String>()) {
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
