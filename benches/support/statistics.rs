//! Medians and quantiles. On a noisy machine, measurements taken side by side are compared pair by pair.

/// The median: the middle value, or the mean of the two middle ones if their number is even.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().expect("there are values");
    if sorted.len().is_multiple_of(2) { f64::midpoint(at(middle - 1), at(middle)) } else { at(middle) }
}

/// The median of the ratios of `ours` to `theirs`, pair by pair.
pub fn compare(ours: &[f64], theirs: &[f64]) -> f64 {
    median(&ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>())
}

/// The value below which `percent` of the sorted values lie (nearest rank).
pub fn quantile(sorted: &[u32], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().expect("there are values").into()
}
