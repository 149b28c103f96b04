//! The rules by which points on a control chart are remarkable (NHS England, Making Data Count; Western Electric
//! 1956, Statistical Quality Control Handbook).

/// So many points in a run are no chance.
const RUN: usize = 7;

/// Why a point is remarkable. A run marks every point in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Beyond a limit of three standard deviations.
    OutsideLimits,
    /// One of seven or more in a row on the same side of the centre; a point on the centre ends the row.
    Shift,
    /// One of seven or more points in a row of which each lies above, or each below, the one before.
    ///
    /// Sources say six or seven. Six points rise or fall by chance in 2 of 720 sequences, seven in 2 of 5,040;
    /// with monthly charts of many units the rarer alarm is the better one.
    Trend,
    /// One of two, in three in a row, that lie beyond two standard deviations on the same side, be it beyond the
    /// limit too.
    TwoOfThreeNearLimit,
}

/// The signals of each point, given its distance from the centre in standard deviations and its share.
pub(super) fn signals(scores: &[f64], shares: &[f64]) -> Vec<Vec<Signal>> {
    let marks = [
        (Signal::OutsideLimits, scores.iter().map(|score| score.abs() > 3.0).collect()),
        (Signal::Shift, shifts(scores)),
        (Signal::Trend, trends(shares)),
        (Signal::TwoOfThreeNearLimit, near_limits(scores)),
    ];
    let fired = |index: usize| {
        let here = marks.iter().filter(|(_, marks): &&(Signal, Vec<bool>)| marks.get(index) == Some(&true));
        here.map(|(signal, _)| *signal).collect()
    };
    (0..scores.len()).map(fired).collect()
}

fn shifts(scores: &[f64]) -> Vec<bool> {
    let side = |score: f64| (score > 0.0, score < 0.0);
    let mut marks = Vec::with_capacity(scores.len());
    for run in scores.chunk_by(|left, right| side(*left) == side(*right)) {
        let off_centre = run.first().is_some_and(|score| score.abs() > 0.0);
        marks.extend(std::iter::repeat_n(off_centre && run.len() >= RUN, run.len()));
    }
    marks
}

fn trends(shares: &[f64]) -> Vec<bool> {
    let rising = runs(shares, |before, after| after > before);
    let falling = runs(shares, |before, after| after < before);
    rising.into_iter().zip(falling).map(|(rising, falling)| rising || falling).collect()
}

/// Marks the points of all stretches of at least [`RUN`] in which each goes on from the one before.
fn runs(shares: &[f64], goes_on: impl Fn(f64, f64) -> bool) -> Vec<bool> {
    let mut marks = Vec::with_capacity(shares.len());
    for run in shares.chunk_by(|before, after| goes_on(*before, *after)) {
        marks.extend(std::iter::repeat_n(run.len() >= RUN, run.len()));
    }
    marks
}

fn near_limits(scores: &[f64]) -> Vec<bool> {
    let near = |score: f64, side: f64| score * side > 2.0;
    let mut marks = vec![false; scores.len()];
    for side in [1.0, -1.0] {
        for (start, window) in scores.windows(3).enumerate() {
            if window.iter().filter(|score| near(**score, side)).count() < 2 {
                continue;
            }
            for (mark, score) in marks.iter_mut().skip(start).zip(window) {
                *mark |= near(*score, side);
            }
        }
    }
    marks
}
