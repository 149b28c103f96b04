//! Tests against published formulas and figures, examples of each rule, and a simulation of false alarms.

use proptest::prelude::*;

use super::*;
use crate::stats::reference_values;
use crate::stats::shrinkage::Draws;

fn chart(series: &[(u64, u64)]) -> ControlChart {
    control_chart(series).unwrap()
}

/// The signals, each with the index of its point.
fn signals(series: &[(u64, u64)]) -> Vec<(usize, Signal)> {
    let points = chart(series).points.into_iter().enumerate();
    points
        .flat_map(|(place, point)| {
            point.into_iter().flat_map(|point| point.signals).map(move |signal| (place, signal))
        })
        .collect()
}

fn of_hundred(successes: &[u64]) -> Vec<(u64, u64)> {
    successes.iter().map(|successes| (*successes, 100)).collect()
}

#[test]
fn scatter_beyond_sampling_agrees_with_numpy() {
    let given = reference_values::scipy("p_chart");
    assert_eq!(given.len(), 2);
    for row in given {
        let samples = samples(&reference_values::pairs(&row[2..])).unwrap();
        let scores: Vec<_> = samples.iter().map(|sample| sample.score(row[0])).collect();
        assert!((laney_sigma_z(&scores) - row[1]).abs() < 1e-10);
    }
}

#[test]
fn the_slope_agrees_with_the_test_for_trend_in_r() {
    // The example in the manual of R’s prop.trend.test (smokers of patients): X-squared = 8.2249.
    let counts = [(83, 86), (90, 93), (129, 136), (70, 82)];
    let counts = counts.iter().enumerate();
    let samples: Vec<_> =
        counts.map(|(place, &(successes, trials))| Sample { place, successes, trials }).collect();
    let (mean, pooled) = (372.0 / 397.0, pooled_share(&samples));
    let change = Line::through(&samples).unwrap().change();
    let error = (change.interval.high - change.difference) / Confidence::PUBLISHED.normal_quantile();
    // The smoothed share makes the variance a little larger.
    let smoothing = pooled * (1.0 - pooled) / (mean * (1.0 - mean));
    let squared = (change.difference / error).powi(2) * smoothing;
    assert!((squared - 8.2249).abs() < 5e-5, "{squared}");
}

#[test]
fn limits_are_set_by_the_baseline_alone() {
    let mut series = of_hundred(&[80, 82, 79, 81, 80, 78, 80, 83, 80, 79, 80, 78]);
    series.extend([(95, 100), (94, 100), (70, 200)]);
    let chart = chart(&series);
    let points: Vec<_> = chart.points.iter().flatten().collect();
    assert!(points.iter().all(|point| (point.expected - 960.5 / 1201.0).abs() < 1e-12));
    assert_eq!(points[0].limits, points[13].limits);
    assert!(points[14].limits.low > points[13].limits.low, "twice as many answers");
    assert!((chart.widening - 1.0).abs() < 1e-12 && chart.steady.is_none());
}

#[test]
fn months_that_scatter_widen_the_limits() {
    let scattered = chart(&of_hundred(&[60, 90, 65, 95, 60, 92, 64, 91, 60, 95, 66, 90, 60]));
    assert!(scattered.widening > 3.0);
    assert!(scattered.points.iter().flatten().all(|point| point.signals.is_empty()));
}

#[test]
fn too_few_points_are_refused_with_their_number() {
    let mut series = vec![(9, 10); 11];
    series.push((0, 0));
    assert_eq!(control_chart(&series), Err(ChartRefusal::TooFewPoints { points: 11 }));
    assert_eq!(control_chart(&[]), Err(ChartRefusal::TooFewPoints { points: 0 }));
    series.push((2, 1));
    assert_eq!(control_chart(&series), Err(ChartRefusal::MoreSuccessesThanTrials { index: 12 }));
}

#[test]
fn a_month_without_answers_stays_a_gap() {
    let mut series = vec![(90, 100); 12];
    series.insert(5, (0, 0));
    let chart = chart(&series);
    assert_eq!(chart.points.len(), 13);
    assert_eq!(chart.points.iter().position(Option::is_none), Some(5));
}

#[test]
fn a_month_beyond_the_limits_is_marked_and_its_neighbours_are_not() {
    let one = of_hundred(&[90, 91, 89, 90, 92, 88, 90, 91, 89, 90, 91, 89, 90, 70, 90]);
    assert_eq!(signals(&one), [(13, Signal::OutsideLimits)]);
    let three = of_hundred(&[90, 91, 89, 90, 92, 88, 90, 91, 89, 90, 91, 89, 90, 70, 72, 71, 90, 91]);
    assert_eq!(signals(&three), [(13, Signal::OutsideLimits)], "one finding, one mark");
}

#[test]
fn a_lasting_shift_has_one_mark_where_it_begins() {
    let mut series = of_hundred(&[80, 82, 78, 80, 82, 79, 81, 80, 78, 82, 80, 79]);
    series.extend(vec![(92, 100); 9]);
    let run = Signal::Run { points: 9, is_above: true };
    let found: Vec<_> = signals(&series);
    assert!(found.iter().all(|(place, _)| *place == 12), "{found:?}");
    assert!(found.contains(&(12, run)), "{found:?}");
    series.pop();
    assert!(signals(&series).iter().all(|(_, signal)| *signal == Signal::OutsideLimits));
}

#[test]
fn satisfied_answers_only_are_not_a_run() {
    assert_eq!(signals(&[(40, 40); 24]), []);
    let mut series = vec![(40, 40); 24];
    series[20] = (39, 40);
    assert_eq!(signals(&series), []);
}

#[test]
fn a_steady_rise_is_reported_once_and_has_no_signals() {
    let rise: Vec<_> = (0..24).map(|month| (160 + month + month % 3, 200)).collect();
    let found = chart(&rise);
    let steady = found.steady.unwrap();
    assert_eq!(steady.steps, 23);
    assert!((steady.difference - 0.115).abs() < 0.01, "{steady:?}");
    assert!(steady.interval.low > 0.05 && steady.interval.high < 0.2, "{steady:?}");
    assert_eq!(signals(&rise), []);
    let fall: Vec<_> = rise.iter().rev().copied().collect();
    assert!(chart(&fall).steady.unwrap().interval.high < 0.0);
}

#[test]
fn a_step_is_not_a_steady_rise() {
    let step: Vec<_> = (0..24).map(|month| (if month < 12 { 150 } else { 175 } + month % 4, 200)).collect();
    assert!(chart(&step).steady.is_none());
}

/// A series in which nothing changes, with `answers` to 3⅓ times as many a month.
fn unchanged(draws: &mut Draws, share: f64, (months, answers): (usize, f64)) -> Vec<(u64, u64)> {
    let month = |_| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let trials = (answers * (1.0 + draws.uniform() * 7.0 / 3.0)) as u64;
        let successes = (0..trials).filter(|_| draws.uniform() < share).count() as u64;
        (successes, trials)
    };
    (0..months).map(month).collect()
}

/// The percentages of unchanged series of 24 months that have a signal, a steady change, or either.
fn alarms(share: f64, (answers, series): (f64, u32), seed: u64) -> [f64; 3] {
    let mut draws = Draws::stream(seed);
    let mut found = [0_u32; 3];
    for _ in 0..series {
        let chart = chart(&unchanged(&mut draws, share, (24, answers)));
        let has_signal = chart.points.iter().flatten().any(|point| !point.signals.is_empty());
        let is_steady = chart.steady.is_some();
        for (count, fired) in found.iter_mut().zip([has_signal, is_steady, has_signal || is_steady]) {
            *count += u32::from(fired);
        }
    }
    found.map(|count| 100.0 * f64::from(count) / f64::from(series))
}

#[test]
#[expect(clippy::print_stdout, reason = "prints the measured rates")]
fn false_alarms_stay_within_the_documented_rate() {
    for ((answers, series), seed) in [((30.0, 4000), 1), ((300.0, 2000), 11)] {
        for (seed, share) in (seed..).zip([0.5, 0.7, 0.85, 0.9, 0.95, 0.97, 0.99, 0.995]) {
            let [signal, steady, either] = alarms(share, (answers, series), seed);
            println!(
                "from {answers} answers, unchanged at {share}: signal {signal:.1} %, steady {steady:.1} %, either {either:.1} %"
            );
            assert!(either.round() <= FALSE_ALARMS_IN_A_HUNDRED as f64, "{answers} {share}: {either} %");
        }
    }
}

#[test]
fn a_change_of_ten_points_is_found_in_nine_of_ten_series() {
    let mut draws = Draws::stream(99);
    let mut found = 0;
    for _ in 0..400 {
        let mut series = unchanged(&mut draws, 0.8, (12, 30.0));
        series.extend(unchanged(&mut draws, 0.9, (12, 30.0)));
        let chart = chart(&series);
        let has_signal = chart.points.iter().flatten().any(|point| !point.signals.is_empty());
        found += u32::from(has_signal || chart.steady.is_some());
    }
    assert!(found > 360, "{found} of 400");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn limits_of_any_series_contain_the_expected_share(series in prop::collection::vec((0_u64..50, 0_u64..50), 0..40)) {
        let series: Vec<_> = series.into_iter().map(|(x, no)| (x, x + no)).collect();
        let Ok(chart) = control_chart(&series) else { return Ok(()) };
        prop_assert_eq!(chart.points.len(), series.len());
        prop_assert!(chart.widening.is_finite() && chart.widening >= 1.0);
        for point in chart.points.iter().flatten() {
            let limits = point.limits;
            prop_assert!(0.0 <= limits.low && limits.low <= point.expected);
            prop_assert!(point.expected <= limits.high && limits.high <= 1.0);
        }
    }

    #[test]
    fn failures_get_signals_at_the_same_points(series in prop::collection::vec((0_u64..50, 1_u64..50), 12..40)) {
        let series: Vec<_> = series.into_iter().map(|(x, no)| (x, x + no)).collect();
        let turned: Vec<_> = series.iter().map(|&(x, n)| (n - x, n)).collect();
        let places = |series: &[(u64, u64)]| signals(series).into_iter().map(|(place, _)| place).collect::<Vec<_>>();
        prop_assert_eq!(places(&series), places(&turned));
    }
}
