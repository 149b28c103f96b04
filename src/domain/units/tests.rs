//! Tests of the registry with the real units in `assets/data`: every row resolves, and the numbers of units
//! per day agree with the sources.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::domain::{Boundaries, Period, Succession, Unit, UnitCode, UnitId, UnitKind, UnitRegistry};

const UNITS: &str = include_str!("../../../assets/data/units.csv");
const LINEAGE: &str = include_str!("../../../assets/data/lineage.csv");

/// The splits without shares in any source, by the last day and the code of the unit that was divided.
const SPLITS: [(&str, &str); 4] =
    [("2024-11-30", "12382"), ("2025-06-30", "12322"), ("2025-06-30", "11989"), ("2025-06-30", "12004")];

fn rows<const N: usize>(text: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), columns.as_slice());
    let row = |record: csv::StringRecord| std::array::from_fn(|column| record[column].to_owned());
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

fn open_day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| day(text))
}

/// All units. Ids count up from 1 in the order of the file, so that parents have smaller ids than their
/// children.
fn units() -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (id, row) in (1..).zip(rows(UNITS, ["code", "name", "kind", "parent", "valid_from", "valid_to"])) {
        let [unit_code, name, kind, parent, from, to] = row;
        let mut unit = Unit {
            id: UnitId(id),
            code: code(&unit_code),
            name,
            kind: kind.parse().unwrap(),
            parent: None,
            valid_from: open_day(&from),
            valid_to: open_day(&to),
        };
        if !parent.is_empty() {
            unit.parent = Some(parent_of(&unit, &code(&parent), &units));
        }
        units.push(unit);
    }
    units
}

/// The one version of `parent` that exists for as long as its child.
fn parent_of(unit: &Unit, parent: &UnitCode, above: &[Unit]) -> UnitId {
    let holders: Vec<_> = above.iter().filter(|above| above.code == *parent && covers(above, unit)).collect();
    assert_eq!(holders.len(), 1, "parents of {}", unit.name);
    holders[0].id
}

fn covers(above: &Unit, below: &Unit) -> bool {
    let begins = above.valid_from.is_none_or(|from| below.valid_from.is_some_and(|below| from <= below));
    begins && above.valid_to.is_none_or(|to| below.valid_to.is_some_and(|below| below <= to))
}

pub(in crate::domain) fn registry() -> UnitRegistry {
    let plain = UnitRegistry::new(units(), Vec::new());
    let successions = rows(LINEAGE, ["predecessor", "successor", "effective_date", "share"]).into_iter().map(
        |[predecessor, successor, effective, share]| {
            let effective = day(&effective);
            let before = effective.checked_sub_days(Days::new(1)).unwrap();
            let last = plain.holder(&code(&predecessor), before).unwrap();
            assert_eq!(last.valid_to, Some(before), "{} goes on after {before}", last.name);
            assert_eq!(share, "", "no source gives a share");
            Succession {
                predecessor: last.id,
                successor: plain.holder(&code(&successor), effective).unwrap().id,
                effective,
                share: None,
            }
        },
    );
    let successions = successions.collect();
    UnitRegistry::new(units(), successions)
}

fn holder(registry: &UnitRegistry, unit: &str, on: &str) -> Unit {
    registry.holder(&code(unit), day(on)).unwrap().clone()
}

/// How many communes, wards and towns lie under province 33 on a day.
fn lowest_units(registry: &UnitRegistry, on: &str) -> usize {
    let below = registry.subtree(holder(registry, "33", on).id);
    let units = below.iter().filter_map(|&id| registry.unit(id));
    units.filter(|unit| unit.kind.is_lowest() && unit.is_valid_on(day(on))).count()
}

#[test]
fn the_files_have_the_rows_that_their_readme_counts() {
    let units = units();
    let mut kinds = BTreeMap::new();
    for unit in &units {
        *kinds.entry(unit.kind).or_insert(0) += 1;
    }
    let counted = UnitKind::ALL.map(|kind| kinds[&kind]);
    assert_eq!((units.len(), counted), (548, [3, 18, 471, 36, 20]));
    let lineage = rows(LINEAGE, ["predecessor", "successor", "effective_date", "share"]);
    let on = |day: &str| lineage.iter().filter(|[_, _, effective, _]| effective == day).count();
    assert_eq!((lineage.len(), on("2024-12-01"), on("2025-07-01")), (429, 43, 386));
    assert_eq!(lineage.iter().collect::<BTreeSet<_>>().len(), 429, "a succession stands twice");
}

#[test]
fn names_are_composed_and_begin_with_their_kind() {
    use unicode_normalization::is_nfc;
    for unit in units() {
        assert!(is_nfc(&unit.name) && unit.name.split(' ').all(|word| !word.is_empty()), "{}", unit.name);
        let kinds: &[&str] = match unit.kind {
            UnitKind::Province => &["Tỉnh "],
            UnitKind::District => &["Huyện ", "Thị xã ", "Thành phố "],
            UnitKind::Commune => &["Xã "],
            UnitKind::Ward => &["Phường "],
            UnitKind::Town => &["Thị trấn "],
        };
        assert!(kinds.iter().any(|kind| unit.name.starts_with(kind)), "{}", unit.name);
    }
}

#[test]
fn a_code_has_one_holder_a_day_and_ends_before_it_begins_anew() {
    let mut holders: BTreeMap<UnitCode, Vec<Unit>> = BTreeMap::new();
    for unit in units() {
        holders.entry(unit.code.clone()).or_default().push(unit);
    }
    for versions in holders.values_mut() {
        versions.sort_by_key(|unit| unit.valid_from);
        for pair in versions.windows(2) {
            assert!(pair[0].valid_to.is_some_and(|last| Some(last) < pair[1].valid_from), "{pair:?}");
        }
        assert!(versions.iter().all(|unit| unit.valid_to.is_none_or(|last| unit.valid_from <= Some(last))));
    }
}

#[test]
fn the_map_has_161_then_139_then_104_units() {
    let registry = registry();
    let on = |days: [&str; 6]| days.map(|day| lowest_units(&registry, day));
    let counted = on(["2024-11-15", "2024-11-30", "2024-12-01", "2024-12-31", "2025-06-30", "2025-07-01"]);
    assert_eq!(counted, [161, 161, 139, 139, 139, 104]);
}

#[test]
fn no_unit_of_the_lowest_kinds_ends_without_a_successor() {
    let registry = registry();
    for unit in registry.units().filter(|unit| unit.kind.is_lowest()) {
        let Some(last) = unit.valid_to else { continue };
        let today = registry.unit_of_the_day(unit.id, day("2026-01-01"));
        let first = registry.unit_of_the_day(unit.id, last.checked_add_days(Days::new(1)).unwrap());
        assert!(registry.unit(today).is_some_and(|unit| unit.valid_to.is_none()), "{}", unit.name);
        let split = SPLITS.contains(&(last.to_string().as_str(), unit.code.as_str()));
        let lowest = registry.unit(first).is_some_and(|successor| successor.kind.is_lowest());
        assert_ne!(lowest, split, "{} has become {first:?}", unit.name);
    }
}

#[test]
fn quang_trung_became_le_loi_and_then_pho_hien() {
    let registry = registry();
    let quang_trung = holder(&registry, "11965", "2024-11-30");
    assert_eq!(quang_trung.name, "Phường Quang Trung");
    let becomes = |on: &str| {
        let unit = registry.unit(registry.unit_of_the_day(quang_trung.id, day(on))).unwrap();
        (unit.code.to_string(), unit.name.clone())
    };
    assert_eq!(becomes("2024-12-01"), ("11959".to_owned(), "Phường Lê Lợi".to_owned()));
    assert_eq!(becomes("2025-07-01"), ("11953".to_owned(), "Phường Phố Hiến".to_owned()));
}

#[test]
fn trung_hung_belongs_to_the_town_of_yen_my() {
    let registry = registry();
    let trung_hung = holder(&registry, "12094", "2024-11-30");
    let successor = registry.unit_of_the_day(trung_hung.id, day("2024-12-31"));
    assert_eq!(successor, holder(&registry, "12052", "2024-12-31").id);
}

#[test]
fn splits_are_left_out_of_communes_and_counted_at_the_province() {
    let registry = registry();
    let period = Period::new("2024-11".parse().unwrap(), "2025-12".parse().unwrap()).unwrap();
    let fold =
        |unit: &str| registry.territory(&code(unit), period, Boundaries::Current, day("2026-01-01")).unwrap();
    let province = fold("33");
    assert_eq!(province.left_out, BTreeSet::new());
    let every_unit: BTreeSet<UnitId> = registry.units().map(|unit| unit.id).collect();
    assert_eq!(province.members, every_unit, "both old provinces are wholly in the new one");
    let divided = SPLITS.map(|(on, unit)| holder(&registry, unit, on).id);
    let today = registry.units().filter(|unit| unit.kind.is_lowest() && unit.valid_to.is_none());
    let mut left_out = BTreeMap::new();
    for unit in today {
        let territory = fold(unit.code.as_str());
        assert!(divided.iter().all(|id| !territory.members.contains(id)), "{}", unit.name);
        for &id in &territory.left_out {
            left_out.entry(id).or_insert_with(BTreeSet::new).insert(unit.code.to_string());
        }
    }
    let parts = |split: usize| left_out[&divided[split]].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(left_out.len(), 4);
    assert_eq!(parts(0), ["11953", "11977"]);
    assert_eq!(parts(1), ["11983", "12322"]);
    assert_eq!(parts(2), ["11992", "11995"]);
    assert_eq!(parts(3), ["11995", "12004"]);
}

#[test]
fn an_outdated_code_names_its_last_holder_and_the_successors() {
    let registry = registry();
    let asked = |unit: &str, on: &str| registry.holder(&code(unit), day(on)).unwrap_err();
    assert_eq!(
        asked("12382", "2026-01-15").to_string(),
        "no unit holds the code 12382 at that time: 12382 was Xã Phương Chiểu until 30/11/2024, since then part \
        of Phường Phố Hiến (11953) or Xã Tân Hưng (11977)"
    );
    let trung_hung = asked("12094", "2024-12-31");
    assert_eq!(trung_hung.holder().map(|unit| unit.name.as_str()), Some("Xã Trung Hưng"));
    assert_eq!(trung_hung.choices()[0].code, code("12052"));
    let codes = |unit: &str, on: &str| {
        asked(unit, on).choices().iter().map(|unit| unit.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(codes("12050", "2024-11-15")[0], "12052");
    assert_eq!(codes("99", "2026-01-01"), ["33", "34"]);
    assert_eq!(
        asked("99999", "2026-01-01").to_string(),
        "no unit holds the code 99999; the nearest is 12919 (Xã Tây Thái Ninh)"
    );
}
