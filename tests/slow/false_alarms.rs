//! Simulated series: how often the rules of the control chart give a false alarm, and how often they find a
//! change.

use hailong::stats::{FALSE_ALARMS_IN_A_HUNDRED, control_chart};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A series in which nothing changes, with `answers` to 3⅓ times as many a month.
fn unchanged(random: &mut ChaCha8Rng, share: f64, (months, answers): (usize, f64)) -> Vec<(u64, u64)> {
    let month = |_| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let trials = (answers * (1.0 + random.random::<f64>() * 7.0 / 3.0)) as u64;
        let successes = (0..trials).filter(|_| random.random::<f64>() < share).count() as u64;
        (successes, trials)
    };
    (0..months).map(month).collect()
}

/// The percentages of unchanged series of 24 months that have a signal, a steady change, or either.
fn alarms(share: f64, (answers, series): (f64, u32), seed: u64) -> [f64; 3] {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut found = [0_u32; 3];
    for _ in 0..series {
        let chart = control_chart(&unchanged(&mut random, share, (24, answers))).unwrap();
        let has_signal = chart.points.iter().flatten().any(|point| !point.signals.is_empty());
        let is_steady = chart.steady.is_some();
        for (count, fired) in found.iter_mut().zip([has_signal, is_steady, has_signal || is_steady]) {
            *count += u32::from(fired);
        }
    }
    found.map(|count| 100.0 * f64::from(count) / f64::from(series))
}

#[test]
fn false_alarms_stay_within_the_documented_rate() {
    for ((answers, series), seed) in [((30.0, 4000), 1), ((300.0, 2000), 11)] {
        for (seed, share) in (seed..).zip([0.5, 0.7, 0.85, 0.9, 0.95, 0.97, 0.99, 0.995]) {
            let [signal, steady, either] = alarms(share, (answers, series), seed);
            eprintln!(
                "from {answers} answers, unchanged at {share}: signal {signal:.1} %, steady {steady:.1} %, either {either:.1} %"
            );
            // Two standard errors of the simulation above the rate, which is rounded to whole percent.
            let error = (either * (100.0 - either) / f64::from(series)).sqrt();
            let most = FALSE_ALARMS_IN_A_HUNDRED as f64 + 0.5 + 2.0 * error;
            assert!(either <= most, "{answers} {share}: {either} %");
        }
    }
}

#[test]
fn a_change_of_ten_points_is_found_in_nine_of_ten_series() {
    let mut random = ChaCha8Rng::seed_from_u64(99);
    let mut found = 0;
    for _ in 0..400 {
        let mut series = unchanged(&mut random, 0.8, (12, 30.0));
        series.extend(unchanged(&mut random, 0.9, (12, 30.0)));
        let chart = control_chart(&series).unwrap();
        let has_signal = chart.points.iter().flatten().any(|point| !point.signals.is_empty());
        found += u32::from(has_signal || chart.steady.is_some());
    }
    assert!(found > 360, "{found} of 400");
}
