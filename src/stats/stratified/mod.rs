//! The share in a population whose strata answered at different rates.

#[cfg(test)]
mod tests;

use super::beta::clopper_pearson_effective;
use super::{Confidence, Interval};

/// One stratum: its size, its answers and its successes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The size of the stratum in the population.
    pub population: u64,
    /// Answers.
    pub answers: u64,
    /// Answers that count as successes; at most `answers`.
    pub successes: u64,
    /// Answers that come from a probability sample; at most `answers`.
    pub invited: u64,
}

impl Stratum {
    /// Whether the counts are consistent.
    fn is_sound(&self) -> bool {
        self.population > 0 && self.successes <= self.answers && self.invited <= self.answers
    }

    /// The finite population correction of the variance: 1 − m²/(nN), at least 0, for n answers, m of them
    /// from a probability sample, in a stratum of N.
    ///
    /// Take the mean of all n as the pooled mean (m·ȳ₁ + (n−m)·ȳ₂)/n of a drawn and an undrawn part with the
    /// common variance S². The draw without replacement gives V(ȳ₁) = (1 − m/N)·S²/m (Cochran 1977, ch. 2);
    /// the other part gets no correction, V(ȳ₂) = S²/(n−m). Hence V = (m − m²/N + n − m)·S²/n² = (1 −
    /// m²/(nN))·S²/n. With all drawn this is the classical 1 − n/N, with none it is 1.
    fn finite_correction(&self) -> f64 {
        let (m, n) = (self.invited as f64, self.answers as f64);
        (1.0 - m * m / (n * self.population as f64)).max(0.0)
    }

    /// The variance of the stratum's own share; for a single answer, its squared distance from `overall`, the
    /// share of all strata.
    fn variance(&self, overall: f64) -> f64 {
        let n = self.answers as f64;
        let p = self.successes as f64 / n;
        let uncorrected = if self.answers == 1 { (p - overall).powi(2) } else { p * (1.0 - p) / (n - 1.0) };
        self.finite_correction() * uncorrected
    }
}

/// A share weighted by the strata's sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StratifiedShare {
    /// The estimate.
    pub share: f64,
    /// Its interval.
    pub interval: Interval,
    /// Whether `interval` is the exact one, which is used if all answers in each stratum are alike and
    /// therefore show no variance. Otherwise the interval is made on the logit scale, from the estimated
    /// variance.
    pub is_exact: bool,
    /// The estimated variance of `share`.
    pub variance: f64,
    /// The number of independent answers with this variance, p(1−p)/V; `None` if the variance is 0.
    pub effective_answers: Option<f64>,
}

/// The stratified share p̂ = Σ W p with its logit interval logit p̂ ± t(df) · √V / (p̂(1−p̂)), where
/// V = Σ W² (1 − m²/(nN)) p(1−p)/(n−1) and df = answers − strata.
///
/// The variance is corrected for the finite population as far as the answers were drawn (`invited`). A
/// stratum with a single answer shows no variance of its own: its answer is compared with the overall share,
/// as R's `survey.lonely.psu = "adjust"` does. Strata without answers have no weight.
///
/// Source: Korn & Graubard 1998 (Survey Methodology 24:193); the figures are those of R's survey package,
/// `svyciprop` with `method = "xlogit"`.
///
/// If V is 0 although not the whole population was drawn (for example at a share of 0 or 1, whose logit is
/// infinite), the interval is Clopper and Pearson's at the effective number of answers by weights alone,
/// 1/Σ(W²/n) (Kish 1965). That is the actual number if each stratum answered at the same rate, and less if
/// few answers represent large strata. If the whole population was drawn and answered, the interval has no
/// width.
///
/// `None` without answers, without a degree of freedom (no stratum with two answers), or with inconsistent
/// counts: a stratum with answers but of size 0, or more successes or invited than answers.
pub fn stratified_logit(strata: &[Stratum], confidence: Confidence) -> Option<StratifiedShare> {
    let answered: Vec<_> = strata.iter().filter(|stratum| stratum.answers > 0).copied().collect();
    if !answered.iter().all(Stratum::is_sound) {
        return None;
    }
    let sums = Sums::of(&answered);
    let degrees_of_freedom = sums.answers - answered.len() as f64;
    if degrees_of_freedom < 1.0 {
        return None;
    }
    let (interval, is_exact) = sums.interval(degrees_of_freedom, confidence)?;
    Some(StratifiedShare {
        share: sums.share,
        interval,
        is_exact,
        variance: sums.variance,
        effective_answers: sums.effective_answers(),
    })
}

/// The sums over all strata.
struct Sums {
    answers: f64,
    share: f64,
    variance: f64,
    /// Whether some answers were not drawn, or some people not asked.
    leaves_room_for_chance: bool,
    /// The effective number of answers by weights alone, 1/Σ(W²/n).
    answers_by_weights: f64,
}

impl Sums {
    fn of(strata: &[Stratum]) -> Self {
        let sum = |part: &dyn Fn(&Stratum) -> f64| strata.iter().map(part).sum::<f64>();
        let population = sum(&|stratum| stratum.population as f64);
        let weight = |stratum: &Stratum| stratum.population as f64 / population;
        let answers = |stratum: &Stratum| stratum.answers as f64;
        // Rounding must not move a share of successes only away from 1.
        let is_all = strata.iter().all(|stratum| stratum.successes == stratum.answers);
        let share = sum(&|stratum| weight(stratum) * stratum.successes as f64 / answers(stratum));
        let share = if is_all { 1.0 } else { share.clamp(0.0, 1.0) };
        Self {
            answers: sum(&answers),
            share,
            variance: sum(&|stratum| weight(stratum).powi(2) * stratum.variance(share)),
            leaves_room_for_chance: strata.iter().any(|stratum| stratum.finite_correction() > 0.0),
            answers_by_weights: 1.0 / sum(&|stratum| weight(stratum).powi(2) / answers(stratum)),
        }
    }

    /// The variance of one answer.
    fn spread(&self) -> f64 {
        self.share * (1.0 - self.share)
    }

    /// The effective number of answers; `None` if there is no variance, or if the share rounds to 0 or 1.
    fn effective_answers(&self) -> Option<f64> {
        (self.variance > 0.0 && self.spread() > 0.0).then(|| self.spread() / self.variance)
    }

    /// The published interval and whether it is the exact one.
    fn interval(&self, degrees_of_freedom: f64, confidence: Confidence) -> Option<(Interval, bool)> {
        if self.effective_answers().is_none() {
            if !self.leaves_room_for_chance {
                let point = Interval { low: self.share, high: self.share };
                return Some((point, false));
            }
            let exact = clopper_pearson_effective(self.share, self.answers_by_weights, confidence)?;
            return Some((exact, true));
        }
        let t = confidence.student_quantile(degrees_of_freedom)?;
        Some((self.logit(t), false))
    }

    fn logit(&self, t: f64) -> Interval {
        let reach = t * self.variance.sqrt() / self.spread();
        let logit = (self.share / (1.0 - self.share)).ln();
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        Interval { low: back(logit - reach), high: back(logit + reach) }
    }
}
