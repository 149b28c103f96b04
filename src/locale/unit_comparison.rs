//! How units compare, in words.

use super::evidence::confidence_level;
use super::messages::{Argument, message, message_with};
use super::numbers::{decimal, integer, percent};
use crate::domain::{
    ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, TargetOf, UnitComparison, UnitStanding,
};

/// What the comparison found and how much of it chance alone would make, or why there is none.
pub fn units_finding(comparison: &UnitComparison, language: Language) -> Vec<String> {
    match &comparison.funnel {
        Some(funnel) => vec![found(funnel, language), by_chance(funnel, language)],
        None if comparison.shown == 0 && comparison.not_shown.is_empty() => {
            vec![message(language, "units-none")]
        }
        None => {
            let shown = Argument::from(count(language, comparison.shown));
            vec![message_with(language, "units-too-few", [("shown", shown)])]
        }
    }
}

/// Where a unit stands, in two or three words.
pub fn unit_standing(standing: UnitStanding, language: Language) -> String {
    message(language, &format!("standing-{}", standing.name()))
}

/// A rank, which never stands without its interval: `hạng 12–58 trong 129`.
pub fn rank_interval(unit: &ComparedUnit, of: usize, language: Language) -> String {
    let arguments = [
        ("low", Argument::from(count(language, unit.rank.low))),
        ("high", Argument::from(count(language, unit.rank.high))),
        ("of", Argument::from(count(language, of))),
    ];
    message_with(language, "units-rank-interval", arguments)
}

/// Which share the units are held against; `unit` is the name of the unit above.
pub fn units_target(funnel: &Funnel, unit: &str, language: Language) -> String {
    let key = match funnel.target_of {
        TargetOf::UnitAbove => "units-method-target",
        TargetOf::ShownUnits => "units-method-target-shown",
    };
    let target = Argument::from(percent(language, funnel.target));
    message_with(language, key, [("unit", Argument::from(unit)), ("target", target)])
}

/// How far the units differ beyond chance, and whether the limits were widened for it.
pub fn units_scatter(funnel: &Funnel, language: Language) -> String {
    let Some(overdispersion) = funnel.overdispersion else {
        return message(language, "units-method-no-scatter");
    };
    let key = if funnel.is_widened() { "units-method-widened" } else { "units-method-not-widened" };
    message_with(language, key, [("phi", Argument::from(decimal(language, overdispersion.phi, 2)))])
}

fn found(funnel: &Funnel, language: Language) -> String {
    let number = |standing| funnel.count(standing);
    let (far_above, far_below) = (number(UnitStanding::FarAbove), number(UnitStanding::FarBelow));
    let (above, below) = (number(UnitStanding::Above), number(UnitStanding::Below));
    let [level, far_level] = levels(language);
    let arguments = [
        ("units", Argument::from(count(language, funnel.units.len()))),
        ("above", Argument::from(count(language, above + far_above))),
        ("below", Argument::from(count(language, below + far_below))),
        ("target", Argument::from(percent(language, funnel.target))),
        ("far_above", Argument::from(count(language, far_above))),
        ("far_below", Argument::from(count(language, far_below))),
        level,
        far_level,
    ];
    message_with(language, "units-finding", arguments)
}

fn by_chance(funnel: &Funnel, language: Language) -> String {
    let [level, far_level] = levels(language);
    let arguments = [
        ("units", Argument::from(count(language, funnel.units.len()))),
        ("alarms", Argument::from(few(language, funnel.expected_false_alarms(LIMITS)))),
        ("far_alarms", Argument::from(few(language, funnel.expected_false_alarms(FAR_LIMITS)))),
        level,
        far_level,
    ];
    message_with(language, "units-chance", arguments)
}

fn levels(language: Language) -> [(&'static str, Argument); 2] {
    [
        ("level", Argument::from(confidence_level(language))),
        ("far_level", Argument::from(percent(language, FAR_LIMITS))),
    ]
}

pub(super) fn count(language: Language, count: usize) -> String {
    integer(language, count as u64)
}

/// An expected number: whole from three on, and never so rounded that nothing is left.
pub(super) fn few(language: Language, expected: f64) -> String {
    let places = if expected >= 3.0 {
        0
    } else if expected >= 0.05 {
        1
    } else if expected >= 0.005 {
        2
    } else {
        3
    };
    decimal(language, expected, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_numbers_keep_the_digit_that_matters() {
        let few = |expected| few(Language::Vi, expected);
        assert_eq!([few(6.45), few(0.258), few(0.004)], ["6", "0,3", "0,004"]);
        assert_eq!(few(0.05), "0,1");
    }
}
