//! The mean of scores on an ordinal scale, a supplement to the top-two share.

use super::{Confidence, Interval};

/// A mean score with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanEstimate {
    /// The arithmetic mean, in scores.
    pub value: f64,
    /// Student's t interval, cut at the ends of the scale; `None` with fewer than two answers.
    pub interval: Option<Interval>,
}

/// The mean of the scores 1, 2, 3 …, where `counts` holds how often each was given.
///
/// Interval: x̄ ± t(n−1) · s/√n with the sample standard deviation s (Student 1908, Biometrika 6:1).
/// `None` without any score.
pub fn mean_of_scores(counts: &[u64], confidence: Confidence) -> Option<MeanEstimate> {
    let n = counts.iter().map(|&count| count as f64).sum::<f64>();
    if n == 0.0 {
        return None;
    }
    let scores = || (1_u32..).map(f64::from).zip(counts.iter().map(|&count| count as f64));
    let value = scores().map(|(score, count)| score * count).sum::<f64>() / n;
    let squares = scores().map(|(score, count)| count * (score - value).powi(2)).sum::<f64>();
    let interval = confidence.student_quantile(n - 1.0).map(|t| {
        let reach = t * (squares / (n - 1.0) / n).sqrt();
        Interval { low: (value - reach).max(1.0), high: (value + reach).min(counts.len() as f64) }
    });
    Some(MeanEstimate { value, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_agrees_with_the_t_interval_of_scipy() {
        // scipy 1.17.1: stats.t.interval(0.95, 29, loc=x.mean(), scale=stats.sem(x)) for x = repeat(1..5, [1,
        // 2, 3, 10, 14])
        let mean = mean_of_scores(&[1, 2, 3, 10, 14], Confidence::PUBLISHED).unwrap();
        let interval = mean.interval.unwrap();
        assert!((mean.value - 4.133_333_333).abs() < 1e-9);
        assert!((interval.low - 3.732_200_066).abs() < 1e-6, "{interval:?}");
        assert!((interval.high - 4.534_466_601).abs() < 1e-6, "{interval:?}");
    }

    #[test]
    fn one_answer_has_a_mean_but_no_interval() {
        let mean = mean_of_scores(&[0, 0, 0, 1, 0], Confidence::PUBLISHED).unwrap();
        assert_eq!((mean.value, mean.interval), (4.0, None));
        assert_eq!(mean_of_scores(&[0; 5], Confidence::PUBLISHED), None);
    }
}
