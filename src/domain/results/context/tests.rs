//! Tests of the rollout and of boundary reforms with the real units, and of what is told in words.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Reform, Rollout, samples};
use crate::domain::units::tests::registry;
use crate::domain::{
    Against, Boundaries, Comparison, Month, Outcome, Period, Territory, UnitId, UnitRegistry,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holder(registry: &UnitRegistry, code: &str, on: &str) -> UnitId {
    registry.holder(&code.parse().unwrap(), day(on)).unwrap().id
}

/// The territory of a report about the unit that holds `code` on a day.
fn territory(registry: &UnitRegistry, (code, on): (&str, &str), boundaries: Boundaries) -> Territory {
    registry.territory_of(holder(registry, code, on), boundaries).as_ref().clone()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// The six pilot units of March 2023.
fn pilots(registry: &UnitRegistry) -> BTreeMap<UnitId, NaiveDate> {
    let codes = ["11965", "12166", "12247", "12094", "12001", "12415"];
    codes.map(|code| (holder(registry, code, "2023-03-01"), day("2023-03-01"))).into()
}

#[test]
fn six_pilot_units_continue_in_their_successors_after_mergers() {
    let registry = registry();
    let province = territory(&registry, ("33", "2024-12-31"), Boundaries::Historic);
    let rollout = Rollout::of(&registry, &province, &pilots(&registry), month("2024-12").last_day());
    let at = |text: &str| *rollout.months.iter().find(|at| at.month == month(text)).unwrap();
    assert_eq!(rollout.months.len(), 22);
    assert_eq!((at("2023-03").adopted, at("2023-03").continued, at("2023-03").units), (6, 0, 161));
    // Quang Trung ward became part of Lê Lợi ward, and others were merged on the same day.
    let last = at("2024-12");
    assert_eq!((last.adopted + last.continued, last.units), (6, 139));
    assert!(last.continued > 0 && last.adopted < 6, "{last:?}");
    assert_eq!(rollout.adoptions.len(), 1);
    assert!(rollout.adoptions[0].units.contains(&"Phường Quang Trung".to_owned()), "{rollout:?}");
}

#[test]
fn within_current_boundaries_merged_pilot_units_count_as_continued() {
    let registry = registry();
    let province = territory(&registry, ("33", "2025-12-31"), Boundaries::Current);
    let rollout = Rollout::of(&registry, &province, &pilots(&registry), month("2025-12").last_day());
    let last = rollout.months.last().unwrap();
    assert_eq!((last.adopted, last.units), (0, 104), "every pilot was merged into another unit");
    assert!((1..=6).contains(&last.continued), "{last:?}");
}

#[test]
fn a_successor_of_a_pilot_unit_has_the_model_from_its_first_day() {
    let registry = registry();
    let ward = territory(&registry, ("11959", "2024-12-31"), Boundaries::Historic);
    let rollout = Rollout::of(&registry, &ward, &pilots(&registry), day("2025-01-15"));
    let shown: Vec<_> = rollout.months.iter().map(|at| (at.month, at.adopted, at.continued)).collect();
    assert_eq!(shown, [(month("2024-12"), 0, 1), (month("2025-01"), 0, 1)]);
}

#[test]
fn without_adoptions_the_rollout_is_empty() {
    let registry = registry();
    let province = territory(&registry, ("33", "2024-12-31"), Boundaries::Historic);
    assert_eq!(
        Rollout::of(&registry, &province, &BTreeMap::new(), month("2024-12").last_day()),
        Rollout::default()
    );
    let later = [(holder(&registry, "11965", "2023-03-01"), day("2023-03-01"))].into();
    assert_eq!(Rollout::of(&registry, &province, &later, month("2023-02").last_day()), Rollout::default());
}

#[test]
fn reforms_within_a_period_are_listed_by_day() {
    let registry = registry();
    let period = |from, to| Period::new(month(from), month(to)).unwrap();
    let province = territory(&registry, ("33", "2024-12-31"), Boundaries::Historic);
    let reforms = Reform::within(&registry, &province, period("2023-03", "2025-06"));
    let [reform] = reforms.as_slice() else { panic!("{reforms:?}") };
    assert_eq!(reform.day, day("2024-12-01"));
    assert!(reform.before > reform.after, "{reform:?}");
    assert_eq!(161 - 139, reform.before - reform.after);
    let now = territory(&registry, ("33", "2025-12-31"), Boundaries::Current);
    let days: Vec<_> =
        Reform::within(&registry, &now, period("2023-03", "2025-12")).iter().map(|r| r.day).collect();
    assert_eq!(days, [day("2024-12-01"), day("2025-07-01")]);
    assert!(
        Reform::within(&registry, &province, period("2024-12", "2025-06")).is_empty(),
        "it began on that day"
    );
}

#[test]
fn a_year_is_compared_with_the_year_before_once_in_words() {
    let told = |period: &str| {
        let period: Period = period.parse().unwrap();
        let mut question = samples::uniform([0, 0, 0, 10, 10]).questions.remove(0);
        question.comparisons = Against::ALL
            .iter()
            .map(|&against| {
                let (period, outcome) = (against.of(period).unwrap(), Outcome::NoAnswers);
                Comparison { against, period, outcome, units: None }
            })
            .collect();
        question.told_comparisons().map(|comparison| comparison.period.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told("2025"), ["2024"]);
    assert_eq!(told("2025-Q2"), ["2025-Q1", "2024-Q2"]);
}
