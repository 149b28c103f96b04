//! The share in a population of which each stratum answered at its own rate.

use super::{Confidence, Interval};

/// One stratum: how large it is, how many answered, how many of them said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The size of the stratum in the population.
    pub population: u64,
    /// Answers.
    pub answers: u64,
    /// Answers that count as successes; at most `answers`.
    pub successes: u64,
}

/// A share weighted by the strata's sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StratifiedShare {
    /// The estimate.
    pub share: f64,
    /// Its interval on the logit scale, turned back.
    pub interval: Interval,
    /// The estimated variance of `share`.
    pub variance: f64,
}

/// The stratified share p̂ = Σ W p with its logit interval
/// logit p̂ ± t(df) · √V / (p̂(1−p̂)), V = Σ W² p(1−p)/(n−1), df = answers − strata.
///
/// Source: Korn & Graubard 1998 (Survey Methodology 24:193); the interval is `svyciprop(method = "xlogit")`
/// of R's survey package without a finite population correction, which only a probability sample may claim.
/// Strata without answers carry no weight. `None` where the variance cannot be estimated: a stratum with a
/// single answer, no degree of freedom, or a share of exactly 0 or 1, whose logit is infinite.
pub fn stratified_logit(strata: &[Stratum], confidence: Confidence) -> Option<StratifiedShare> {
    let answered = || strata.iter().filter(|stratum| stratum.answers > 0);
    let population = answered().map(|stratum| stratum.population).sum::<u64>() as f64;
    if population == 0.0 || answered().any(|stratum| stratum.answers == 1 || stratum.population == 0) {
        return None;
    }
    let (mut share, mut variance, mut freedom) = (0.0, 0.0, 0.0);
    for stratum in answered() {
        let n = stratum.answers as f64;
        let p = stratum.successes as f64 / n;
        let weight = stratum.population as f64 / population;
        share += weight * p;
        variance += weight * weight * p * (1.0 - p) / (n - 1.0);
        freedom += n - 1.0;
    }
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let reach = confidence.student_quantile(freedom)? * variance.sqrt() / (share * (1.0 - share));
    let logit = (share / (1.0 - share)).ln();
    let back = |x: f64| 1.0 / (1.0 + (-x).exp());
    let interval = Interval { low: back(logit - reach), high: back(logit + reach) };
    Some(StratifiedShare { share, interval, variance })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(population: u64, answers: u64, successes: u64) -> Stratum {
        Stratum { population, answers, successes }
    }

    #[test]
    fn it_agrees_with_the_survey_package_of_r() {
        // "nofpc" of tests/data/stat_reference_survey.txt: survey 4.1-1 on R 4.2.2.
        let strata = [stratum(900, 60, 57), stratum(300, 40, 34), stratum(60, 20, 19)];
        let result = stratified_logit(&strata, Confidence::PUBLISHED).unwrap();
        assert!((result.share - 0.926_190_476_19).abs() < 1e-10);
        assert!((result.variance.sqrt() - 0.024_530_735_823_9).abs() < 1e-10);
        assert!((result.interval.low - 0.860_438_071_5).abs() < 1e-8, "{result:?}");
        assert!((result.interval.high - 0.962_321_214_0).abs() < 1e-8, "{result:?}");
    }

    #[test]
    fn what_has_no_variance_gets_no_interval() {
        assert_eq!(stratified_logit(&[], Confidence::PUBLISHED), None);
        assert_eq!(stratified_logit(&[stratum(10, 1, 1)], Confidence::PUBLISHED), None);
        assert_eq!(stratified_logit(&[stratum(10, 5, 5)], Confidence::PUBLISHED), None);
        assert_eq!(stratified_logit(&[stratum(0, 5, 3)], Confidence::PUBLISHED), None);
    }
}
