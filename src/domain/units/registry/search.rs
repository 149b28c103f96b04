//! Finds units by what people type: a code, or the beginnings of the words of a name, without accents. Names
//! and codes of the past find the units of today.

use chrono::NaiveDate;

use super::UnitRegistry;
use super::nearest::folded;
use crate::domain::{Unit, UnitId};

/// A unit of today that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitMatch {
    /// The unit.
    pub unit: Unit,
    /// The former unit whose name or code was typed, if it was not this one.
    pub former: Option<String>,
    /// Whether its own whole name or code was typed.
    pub is_exact: bool,
}

impl UnitRegistry {
    /// The units of `today` among `wanted` that `typed` may mean, the likeliest first: exact names and codes
    /// before beginnings, names of today before former ones, large units before small ones. At most `limit`.
    /// A unit that was abolished never stands for one of a higher level.
    pub fn search(
        &self,
        typed: &str,
        today: NaiveDate,
        limit: usize,
        wanted: impl Fn(&Unit) -> bool,
    ) -> Vec<UnitMatch> {
        let typed = folded(typed.trim().chars());
        let words: Vec<&str> = typed.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Likelihood, UnitMatch)> = Vec::new();
        for unit in self.units() {
            let Some(closeness) = closeness(unit, &typed, &words) else { continue };
            let of_today = self.successors(unit.id, today).into_iter().filter_map(|id| self.unit(id));
            let is_kept = |successor: &&Unit| {
                successor.kind.level() >= unit.kind.level() && successor.is_valid_on(today)
            };
            for successor in of_today.filter(is_kept).filter(|unit| wanted(unit)) {
                let is_former = successor.id != unit.id;
                let former = (is_former && successor.name != unit.name).then(|| unit.name.clone());
                let likelihood =
                    (is_former, closeness, successor.kind.is_lowest(), successor.name.clone(), successor.id);
                let is_exact = !is_former && closeness == Closeness::Exact;
                found.push((likelihood, UnitMatch { unit: successor.clone(), former, is_exact }));
            }
        }
        found.sort_by(|left, right| left.0.cmp(&right.0));
        let mut matches: Vec<UnitMatch> = Vec::new();
        for (_, found) in found {
            if matches.len() < limit && !matches.iter().any(|known| known.unit.id == found.unit.id) {
                matches.push(found);
            }
        }
        matches
    }
}

/// What stands before the name of a unit, without accents.
const KINDS: [&str; 9] =
    ["tinh ", "thanh pho ", "huyen ", "quan ", "thi xa ", "thi tran ", "phuong ", "xa ", "dac khu "];

/// Whether the unit is a former one, how close it is, whether it is at the lowest level; name and id make the
/// order certain.
type Likelihood = (bool, Closeness, bool, String, UnitId);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// The whole name, with or without its kind, or the code.
    Exact,
    /// The beginning of each word.
    Beginning,
}

fn closeness(unit: &Unit, typed: &str, words: &[&str]) -> Option<Closeness> {
    if unit.code.as_str() == typed {
        return Some(Closeness::Exact);
    }
    let name = folded(unit.name.chars());
    if name == typed || KINDS.iter().any(|kind| name.strip_prefix(kind) == Some(typed)) {
        return Some(Closeness::Exact);
    }
    let mut rest = name.split_whitespace();
    // Each typed word is the beginning of a word of the name; both are in the same order.
    words.iter().all(|word| rest.any(|known| known.starts_with(word))).then_some(Closeness::Beginning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Succession, UnitKind};

    fn unit(id: i32, code: &str, name: &str, to: Option<&str>) -> Unit {
        Unit {
            id: UnitId(id),
            code: code.parse().unwrap(),
            name: name.to_owned(),
            kind: if code.len() == 2 { UnitKind::Province } else { UnitKind::Commune },
            parent: None,
            valid_from: None,
            valid_to: to.map(|day| day.parse().unwrap()),
        }
    }

    fn found(typed: &str) -> Vec<(String, Option<String>)> {
        let units = vec![
            unit(1, "33", "Tỉnh Hưng Yên", None),
            unit(2, "11950", "Phường Lê Lợi", Some("2025-06-30")),
            unit(3, "11953", "Phường Phố Hiến", None),
            unit(4, "12049", "Xã Lê Lợi Đông", None),
            unit(5, "12050", "Xã Hưng Yên Lợi", None),
        ];
        let edge = Succession {
            predecessor: UnitId(2),
            successor: UnitId(3),
            effective: "2025-07-01".parse().unwrap(),
            share: Some(1.0),
        };
        let registry = UnitRegistry::new(units, vec![edge]);
        let found =
            registry.search(typed, "2025-12-01".parse().unwrap(), 3, |unit| unit.code.as_str() != "12050");
        found.into_iter().map(|found| (found.unit.code.to_string(), found.former)).collect()
    }

    #[test]
    fn accents_case_and_ends_of_words_may_be_left_out() {
        for typed in ["hung yen", "HƯNG YÊN", "tỉnh hưng yên", "hu ye", "33", " 33 "] {
            assert_eq!(found(typed), [("33".to_owned(), None)], "{typed}");
        }
        assert_eq!(found("yen hung"), []);
        assert_eq!(found(""), []);
        // The last word of a name is not the name.
        let registry = UnitRegistry::new(vec![unit(1, "12060", "Xã Bắc Tiên Hưng", None)], Vec::new());
        let found_one = registry.search("hung", "2025-12-01".parse().unwrap(), 3, |_| true);
        assert!(!found_one[0].is_exact);
        assert_eq!(found("loi dong"), [("12049".to_owned(), None)]);
    }

    #[test]
    fn a_unit_that_was_abolished_never_stands_for_one_of_a_higher_level() {
        let district =
            Unit { kind: UnitKind::District, ..unit(2, "325", "Huyện Văn Lâm", Some("2025-06-30")) };
        let district = Unit { parent: Some(UnitId(1)), ..district };
        let registry = UnitRegistry::new(vec![unit(1, "33", "Tỉnh Hưng Yên", None), district], Vec::new());
        for typed in ["huyen van lam", "325"] {
            let found = registry.search(typed, "2025-12-01".parse().unwrap(), 3, |_| true);
            assert_eq!(found, [], "{typed}");
        }
        let found = registry.search("33", "2025-12-01".parse().unwrap(), 3, |_| true);
        assert!(found[0].is_exact);
    }

    #[test]
    fn a_former_name_or_code_finds_the_unit_of_today_after_those_that_bear_it() {
        let former = ("11953".to_owned(), Some("Phường Lê Lợi".to_owned()));
        assert_eq!(found("le loi"), [("12049".to_owned(), None), former.clone()]);
        assert_eq!(found("11950"), [former]);
    }
}
