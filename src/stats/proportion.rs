//! Intervals for one proportion and for the difference of two.

use super::{Confidence, Interval};

/// The Wilson score interval of a proportion (Wilson 1927, JASA 22:209), without continuity correction.
///
/// It never leaves [0, 1] and stays honest at 0 % and 100 %, where the textbook interval has no width.
/// `None` without trials, or with more successes than trials.
pub fn wilson(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let z = confidence.normal_quantile();
    let centre = p + z * z / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    // At the ends the formula is exactly 0 or 1; rounding must not say 3e-17 instead.
    let low = if successes == 0 { 0.0 } else { (centre - reach) / scale };
    let high = if successes == trials { 1.0 } else { (centre + reach) / scale };
    Some(Interval { low, high })
}

/// The difference of two independent proportions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionDifference {
    /// The second proportion minus the first.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The difference of two independent proportions, each given as successes and trials, with its hybrid score
/// interval (Newcombe 1998, Statistics in Medicine 17:873, method 10).
///
/// `None` without trials on either side.
pub fn newcombe(
    before: (u64, u64),
    after: (u64, u64),
    confidence: Confidence,
) -> Option<ProportionDifference> {
    let first = wilson(before.0, before.1, confidence)?;
    let second = wilson(after.0, after.1, confidence)?;
    let share = |(successes, trials): (u64, u64)| successes as f64 / trials as f64;
    let (p1, p2) = (share(before), share(after));
    let value = p2 - p1;
    let below = (p2 - second.low).hypot(first.high - p1);
    let above = (second.high - p2).hypot(p1 - first.low);
    Some(ProportionDifference { value, interval: Interval { low: value - below, high: value + above } })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by statsmodels 0.15.0; see `tests/data/README.md`.
    const REFERENCE: &str = include_str!("../../tests/data/stat_reference.csv");

    #[test]
    fn wilson_agrees_with_statsmodels() {
        let mut compared = 0;
        for line in REFERENCE.lines().filter(|line| line.contains(",wilson,")) {
            let field = |index: usize| line.split(',').nth(index).unwrap();
            let number = |index: usize| field(index).parse::<f64>().unwrap();
            let confidence = Confidence::new(number(2)).unwrap();
            let interval = wilson(field(0).parse().unwrap(), field(1).parse().unwrap(), confidence).unwrap();
            assert!((interval.low - number(4)).abs() < 1e-9, "{line}: {interval:?}");
            assert!((interval.high - number(5)).abs() < 1e-9, "{line}: {interval:?}");
            compared += 1;
        }
        assert_eq!(compared, 30);
    }

    #[test]
    fn wilson_of_nothing_is_nothing() {
        assert_eq!(wilson(0, 0, Confidence::PUBLISHED), None);
        assert_eq!(wilson(2, 1, Confidence::PUBLISHED), None);
    }

    type Case = ((u64, u64), (u64, u64), f64, f64);
    const NEWCOMBE: [Case; 4] = [
        ((56, 70), (48, 80), -0.333_872_654_037, -0.052_431_472_402),
        ((9, 10), (3, 10), -0.809_017_973_535, -0.170_522_723_935),
        ((3900, 4000), (3977, 4100), -0.012_183_985_806, 0.002_158_711_150),
        ((0, 10), (10, 10), 0.607_509_350_431, 1.0),
    ];

    #[test]
    fn newcombe_agrees_with_statsmodels() {
        // statsmodels 0.15.0: confint_proportions_2indep(x_after, n_after, x_before, n_before, method="newcomb")
        for (before, after, low, high) in NEWCOMBE {
            let difference = newcombe(before, after, Confidence::PUBLISHED).unwrap();
            assert!((difference.interval.low - low).abs() < 1e-9, "{difference:?}");
            assert!((difference.interval.high - high).abs() < 1e-9, "{difference:?}");
        }
        assert_eq!(newcombe((0, 0), (1, 2), Confidence::PUBLISHED), None);
    }
}
