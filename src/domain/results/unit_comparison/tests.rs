//! Tests of the comparison, and that units below the threshold do not affect it.

use super::*;
use crate::domain::results::context::samples;
use crate::domain::{UnitId, UnitKind};

/// A report on the unit with this number, in which `satisfied` of `n` answers are satisfied.
fn report(number: i32, satisfied: u64, n: u64) -> Report {
    let unit = ReportedUnit {
        id: UnitId(number),
        code: format!("{:05}", 10_000 + number).parse().unwrap(),
        name: format!("Xã {number}"),
        kind: UnitKind::Commune,
    };
    let report = samples::report(&[([0, n - satisfied, 0, 0, satisfied], 0)], n);
    Report { unit, notes: Vec::new(), dossiers: None, ..report }.for_publication()
}

fn compare(above: Report, below: &[Report]) -> UnitComparison {
    UnitComparison::of(above, below, "settlement").unwrap()
}

/// A report on the province of these communes.
fn above(below: &[Report]) -> Report {
    let sum = |part: fn(&QuestionReport) -> u64| below.iter().map(|report| part(&report.questions[0])).sum();
    report(0, sum(|question| question.satisfied.unwrap_or(question.n)), sum(|question| question.n))
}

fn standings(funnel: &Funnel) -> Vec<UnitStanding> {
    funnel.units.iter().map(|unit| unit.standing).collect()
}

#[test]
fn units_far_from_the_target_stand_out() {
    // Twenty communes around 90 %, then one far below and one far above.
    let mut below: Vec<_> =
        (1..=20).map(|number| report(number, 178 + u64::from(number % 2 == 0) * 4, 200)).collect();
    below.push(report(21, 140, 200));
    below.push(report(22, 199, 200));
    let comparison = compare(above(&below), &below);
    let funnel = comparison.funnel.unwrap();
    assert_eq!((comparison.shown, funnel.target_of), (22, TargetOf::UnitAbove));
    let standings = standings(&funnel);
    assert!(standings[..20].iter().all(|&standing| standing == UnitStanding::AsExpected), "{standings:?}");
    assert_eq!(standings[20..], [UnitStanding::FarBelow, UnitStanding::FarAbove]);
    assert_eq!([funnel.count(UnitStanding::FarAbove), funnel.count(UnitStanding::Below)], [1, 0]);
    let (last, best) = (funnel.units[20].rank, funnel.units[21].rank);
    assert_eq!(((last.low, last.high), (best.low, best.high)), ((22, 22), (1, 1)));
    for unit in &funnel.units {
        assert!(unit.far_limits.low <= unit.limits.low && unit.limits.high <= unit.far_limits.high);
        assert!(unit.limits.low <= funnel.target && funnel.target <= unit.limits.high);
        assert!(unit.shrunk.interval.low <= unit.shrunk.share && unit.rank.low <= unit.rank.high);
    }
    // Counts are whole numbers, so that less than 5 % of 22 units are expected beyond the limits.
    let alarms = [LIMITS, FAR_LIMITS].map(|level| funnel.expected_false_alarms(level));
    assert!((0.5..1.1).contains(&alarms[0]) && (0.01..0.044).contains(&alarms[1]), "{alarms:?}");
}

#[test]
fn units_that_are_not_shown_do_not_affect_the_funnel() {
    let shown: Vec<_> =
        (1..=12).map(|number| report(number, 30 + u64::from(number.unsigned_abs()), 45)).collect();
    // The unit above shows nothing either, so that the target comes from the shown units.
    let without = compare(report(0, 4, 5), &shown);
    let mut all = shown.clone();
    all.insert(3, report(100, 0, 9));
    all.insert(0, report(101, 9, 9));
    let with = compare(report(0, 4, 5), &all);
    assert_eq!(with.funnel, without.funnel);
    assert_eq!(with.funnel.unwrap().target_of, TargetOf::ShownUnits);
    let hidden: Vec<_> =
        with.not_shown.iter().map(|unit| (unit.version.unit.id.0, unit.n, unit.suppressed)).collect();
    let why = Some(Suppression::BelowThreshold);
    assert_eq!(hidden, [(101, 9, why), (100, 9, why)]);
    // What the hidden units answered does not matter.
    all[0] = report(101, 0, 9);
    assert_eq!(compare(report(0, 4, 5), &all).funnel, without.funnel);
}

#[test]
fn the_order_of_the_units_is_kept_and_two_versions_stand_side_by_side() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (mut before, mut after) = (report(1, 40, 50), report(2, 45, 50));
    after.unit.code = before.unit.code.clone();
    before.notes.push(Note::ValidUntil(day("2024-11-14")));
    after.notes.push(Note::ValidSince(day("2024-11-15")));
    let below = [after, report(3, 44, 50), before];
    let comparison = compare(above(&below), &below);
    let versions: Vec<_> = comparison.funnel.unwrap().units.into_iter().map(|unit| unit.version).collect();
    assert_eq!(versions.iter().map(|version| version.unit.id.0).collect::<Vec<_>>(), [2, 3, 1]);
    assert_eq!((versions[0].since, versions[0].until), (Some(day("2024-11-15")), None));
    assert_eq!((versions[2].since, versions[2].until), (None, Some(day("2024-11-14"))));
    assert_eq!(versions[0].unit.code, versions[2].unit.code);
}

#[test]
fn fewer_than_two_shown_units_are_not_compared() {
    for below in [vec![], vec![report(1, 40, 50)], vec![report(1, 40, 50), report(2, 5, 6), report(3, 0, 0)]]
    {
        let comparison = compare(above(&below), &below);
        assert!(comparison.funnel.is_none());
        assert_eq!(comparison.shown, below.len().min(1));
        // A unit without answers is not listed as hidden.
        assert_eq!(comparison.not_shown.len(), usize::from(below.len() == 3));
    }
}

#[test]
fn identical_units_are_as_expected_and_have_wide_rank_intervals() {
    for (satisfied, scatter_is_known) in [(48, true), (50, false), (0, false)] {
        let below: Vec<_> = (1..=30).map(|number| report(number, satisfied, 50)).collect();
        let funnel = compare(above(&below), &below).funnel.unwrap();
        assert!(standings(&funnel).iter().all(|&standing| standing == UnitStanding::AsExpected));
        assert_eq!(
            (funnel.overdispersion.is_some(), funnel.is_widened(), funnel.strength),
            (scatter_is_known, false, None)
        );
        assert!(funnel.units.iter().all(|unit| unit.rank.low <= 3 && unit.rank.high >= 28));
    }
}

#[test]
fn overdispersion_needs_at_least_ten_units() {
    let below: Vec<_> =
        (1..=9).map(|number| report(number, 20 + 3 * u64::from(number.unsigned_abs()), 50)).collect();
    assert!(compare(above(&below), &below).funnel.unwrap().overdispersion.is_none());
    let below: Vec<_> =
        (1..=10).map(|number| report(number, 20 + 3 * u64::from(number.unsigned_abs()), 50)).collect();
    assert!(compare(above(&below), &below).funnel.unwrap().is_widened());
}

/// P(X = count) for each count of a binomial distribution, by the recurrence of its terms.
fn terms(n: u64, p: f64) -> Vec<f64> {
    let mut term = (1.0 - p).powf(n as f64);
    let each = |count: u64| {
        let here = term;
        term *= (n - count) as f64 / (count + 1) as f64 * p / (1.0 - p);
        here
    };
    (0..=n).map(each).collect()
}

#[test]
fn expected_false_alarms_agree_with_enumeration() {
    let answers = [10, 12, 17, 25, 33, 48, 64, 90];
    let below: Vec<_> = (1..).zip(answers).map(|(number, n)| report(number, n - n / 20, n)).collect();
    let funnel = compare(above(&below), &below).funnel.unwrap();
    assert!(!funnel.is_widened());
    for level in [LIMITS, FAR_LIMITS] {
        let of_unit = |unit: &ComparedUnit| {
            let limits = if level < 0.96 { unit.limits } else { unit.far_limits };
            let beyond = |&(count, _): &(usize, f64)| {
                let share = count as f64 / unit.n as f64;
                share < limits.low || share > limits.high
            };
            terms(unit.n, funnel.target)
                .into_iter()
                .enumerate()
                .filter(beyond)
                .map(|(_, chance)| chance)
                .sum::<f64>()
        };
        let expected: f64 = funnel.units.iter().map(of_unit).sum();
        let found = funnel.expected_false_alarms(level);
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        assert!(found < answers.len() as f64 * (1.0 - level));
    }
}

#[test]
fn units_are_not_compared_by_an_unknown_question() {
    assert_eq!(UnitComparison::of(report(0, 40, 50), &[report(1, 40, 50)], "weather"), None);
}
