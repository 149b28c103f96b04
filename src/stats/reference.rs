//! Reads the reference values that other people's software made; see `tests/data/README.md`.

/// One interval for one proportion, as statsmodels computes it.
pub(super) struct IntervalRow {
    pub(super) successes: u64,
    pub(super) trials: u64,
    pub(super) level: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The rows of `stat_reference.csv` made by `method`.
pub(super) fn intervals(method: &str) -> Vec<IntervalRow> {
    let text = include_str!("../../tests/data/stat_reference.csv");
    let fields = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let rows = fields.filter(|fields| fields[3] == method).map(|fields| IntervalRow {
        successes: fields[0].parse().unwrap(),
        trials: fields[1].parse().unwrap(),
        level: fields[2].parse().unwrap(),
        low: fields[4].parse().unwrap(),
        high: fields[5].parse().unwrap(),
    });
    rows.collect()
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
