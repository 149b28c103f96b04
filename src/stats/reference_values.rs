//! Reads the reference values that other software computed; see `tests/data/README.md`.

use super::Interval;

/// Compares the interval of successes, trials and a level with the 30 that statsmodels computed by `method`.
pub(super) fn assert_intervals(method: &str, interval: impl Fn(u64, u64, f64) -> Interval) {
    let lines = include_str!("../../tests/data/stat_reference.csv").lines();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let rows: Vec<_> = rows.iter().filter(|fields| fields[3] == method).collect();
    assert_eq!(rows.len(), 30);
    for row in rows {
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        let found = interval(row[0].parse().unwrap(), row[1].parse().unwrap(), number(2));
        assert!((found.low - number(4)).abs() < 1e-9, "{row:?}: {found:?}");
        assert!((found.high - number(5)).abs() < 1e-9, "{row:?}: {found:?}");
    }
}

/// The numbers of the lines of `stat_reference_scipy.csv` that begin with `kind`.
pub(super) fn scipy(kind: &str) -> Vec<Vec<f64>> {
    rows(include_str!("../../tests/data/stat_reference_scipy.csv"), kind)
}

/// The numbers of the lines of `stat_reference_strata.csv` that begin with `kind`.
pub(super) fn strata(kind: &str) -> Vec<Vec<f64>> {
    rows(include_str!("../../tests/data/stat_reference_strata.csv"), kind)
}

/// The numbers of the line of `stat_reference_survey.txt` that begins with `start`; words are left out.
pub(super) fn survey(start: &str) -> Vec<f64> {
    let text = include_str!("../../tests/data/stat_reference_survey.txt");
    let line = text.lines().find(|line| line.starts_with(start)).unwrap();
    line.split_whitespace().filter_map(|word| word.trim_matches('"').parse().ok()).collect()
}

fn rows(text: &str, kind: &str) -> Vec<Vec<f64>> {
    let numbers = |line: &str| line.split(',').map(|field| field.parse().unwrap()).collect();
    let lines = text.lines().filter_map(|line| line.strip_prefix(kind)?.strip_prefix(','));
    lines.map(numbers).collect()
}

/// Pairs of counts from a row's flat numbers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the files hold counts")]
pub(super) fn pairs(numbers: &[f64]) -> Vec<(u64, u64)> {
    numbers.chunks_exact(2).map(|pair| (pair[0] as u64, pair[1] as u64)).collect()
}
