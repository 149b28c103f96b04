//! Against the published formulas computed with numpy, and each rule by example.

use proptest::prelude::*;

use super::*;
use crate::stats::reference;

type Chart = fn(&[(u64, u64)]) -> Result<ControlChart, ChartRefusal>;

#[test]
fn limits_agree_with_numpy() {
    let given = reference::scipy("p_chart");
    assert_eq!(given.len(), 2);
    for (index, row) in given.iter().enumerate() {
        let series = reference::pairs(&row[2..]);
        for (name, chart) in [("p_chart", p_chart as Chart), ("laney", laney_chart as Chart)] {
            let chart = chart(&series).unwrap();
            assert!((chart.centre - row[0]).abs() < 1e-12);
            assert!(chart.sigma_z.is_none_or(|sigma_z| (sigma_z - row[1]).abs() < 1e-10));
            let ends = |end: &str| reference::scipy(&format!("{name}_{end}")).swap_remove(index);
            for ((point, low), high) in chart.points.iter().zip(ends("lower")).zip(ends("upper")) {
                let limits = point.as_ref().unwrap().limits;
                assert!((limits.low - low).abs() < 1e-10 && (limits.high - high).abs() < 1e-10, "{limits:?}");
            }
        }
    }
}

#[test]
fn too_few_points_are_refused_with_their_number() {
    let mut series = vec![(9, 10); 11];
    series.push((0, 0));
    assert_eq!(p_chart(&series), Err(ChartRefusal::TooFewPoints { points: 11 }));
    assert_eq!(laney_chart(&[]), Err(ChartRefusal::TooFewPoints { points: 0 }));
    series.push((2, 1));
    assert_eq!(p_chart(&series), Err(ChartRefusal::MoreSuccessesThanTrials { index: 12 }));
}

#[test]
fn a_month_without_answers_stays_a_gap() {
    let mut series = vec![(90, 100); 12];
    series.insert(5, (0, 0));
    for chart in [p_chart(&series).unwrap(), laney_chart(&series).unwrap()] {
        assert_eq!(chart.points.len(), 13);
        assert_eq!(chart.points.iter().position(Option::is_none), Some(5));
        assert!(chart.points.iter().flatten().all(|point| point.signals.is_empty()));
    }
}

/// Which points of `series` a rule marks on its p-chart.
fn marked(series: &[(u64, u64)], signal: Signal) -> Vec<usize> {
    let points = p_chart(series).unwrap().points.into_iter().flatten().enumerate();
    points.filter(|(_, point)| point.signals.contains(&signal)).map(|(index, _)| index).collect()
}

fn of_hundred(successes: &[u64]) -> Vec<(u64, u64)> {
    successes.iter().map(|successes| (*successes, 100)).collect()
}

#[test]
fn each_rule_marks_its_points() {
    let outlier = of_hundred(&[90, 91, 90, 89, 90, 91, 70, 90, 91, 90, 89, 90]);
    assert_eq!(marked(&outlier, Signal::OutsideLimits), [6]);
    assert!(marked(&outlier, Signal::TwoOfThreeNearLimit).is_empty());
    let shift = of_hundred(&[50, 52, 48, 50, 45, 53, 55, 54, 56, 55, 54, 55, 40, 43, 50]);
    assert_eq!(marked(&shift, Signal::Shift), [5, 6, 7, 8, 9, 10, 11]);
    let trend = of_hundred(&[50, 49, 50, 51, 52, 53, 54, 55, 50, 48, 50, 47, 50]);
    assert_eq!(marked(&trend, Signal::Trend), [1, 2, 3, 4, 5, 6, 7]);
    let six_only = of_hundred(&[50, 49, 50, 51, 52, 53, 54, 54, 50, 48, 50, 47, 50]);
    assert!(marked(&six_only, Signal::Trend).is_empty());
    let falling = of_hundred(&[55, 54, 53, 52, 51, 50, 49, 50, 50, 48, 50, 47, 50]);
    assert_eq!(marked(&falling, Signal::Trend), [0, 1, 2, 3, 4, 5, 6]);
    let near = of_hundred(&[50, 62, 50, 62, 50, 50, 50, 46, 48, 46, 46, 46, 46, 46]);
    assert_eq!(marked(&near, Signal::TwoOfThreeNearLimit), [1, 3]);
    let apart = of_hundred(&[50, 62, 50, 50, 62, 50, 50, 46, 48, 46, 46, 46, 46, 46]);
    assert!(marked(&apart, Signal::TwoOfThreeNearLimit).is_empty());
}

#[test]
fn a_point_on_the_centre_ends_a_run() {
    let scores = [0.5, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.5];
    assert!(run_rules::signals(&scores, &scores).iter().all(Vec::is_empty));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_series_is_borne(series in prop::collection::vec((0_u64..50, 0_u64..50), 0..40)) {
        let series: Vec<_> = series.into_iter().map(|(x, no)| (x, x + no)).collect();
        for chart in [p_chart(&series), laney_chart(&series)].into_iter().flatten() {
            prop_assert_eq!(chart.points.len(), series.len());
            prop_assert!(chart.sigma_z.is_none_or(|sigma_z| sigma_z.is_finite() && sigma_z >= 0.0));
            for point in chart.points.iter().flatten() {
                let limits = point.limits;
                prop_assert!(0.0 <= limits.low && limits.low <= chart.centre);
                prop_assert!(chart.centre <= limits.high && limits.high <= 1.0);
                let inside = limits.low - 1e-9 <= point.share && point.share <= limits.high + 1e-9;
                prop_assert!(inside || point.signals.contains(&Signal::OutsideLimits));
            }
        }
    }

    #[test]
    fn failures_get_the_same_signals(series in prop::collection::vec((0_u64..50, 1_u64..50), 12..40)) {
        let series: Vec<_> = series.into_iter().map(|(x, no)| (x, x + no)).collect();
        let turned: Vec<_> = series.iter().map(|&(x, n)| (n - x, n)).collect();
        let signals = |series: &[(u64, u64)]| {
            let points = laney_chart(series).unwrap().points.into_iter().flatten();
            points.map(|point| point.signals).collect::<Vec<_>>()
        };
        prop_assert_eq!(signals(&series), signals(&turned));
    }
}
