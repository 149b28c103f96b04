//! The report on one question: counts, shares with their intervals, and the evidence for them.

use strum::IntoStaticStr;

use super::comparison::Comparison;
use crate::domain::{Mode, Month, PUBLICATION_THRESHOLD, Question, Text};
use crate::stats::{self, Confidence, Interval, MeanEstimate, Stratum};

/// A share with its interval, both from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimated share.
    pub share: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// How the interval is computed.
    pub method: Method,
}

impl Estimate {
    /// The number of satisfied answers among the `n` answers from which the share was computed: share × n,
    /// rounded, is exactly this number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "share times n is a count")]
    pub fn satisfied_of(self, n: u64) -> u64 {
        ((self.share * n as f64).round() as u64).min(n)
    }
}

/// How an interval is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// Wilson's score interval.
    Wilson,
    /// Wilson's score interval with the finite population correction, if all answers come from a random
    /// sample.
    WilsonFinite,
    /// Units as strata, dossiers as weights, an interval on the logit scale.
    StratifiedLogit,
    /// Units as strata, dossiers as weights, Korn and Graubard's interval, because a share of 0 or 1 has no
    /// logit.
    StratifiedBeta,
}

impl Method {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The share weighted by the units' dossiers, with the loss of precision by weighting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedEstimate {
    /// The share with its interval.
    pub estimate: Estimate,
    /// The variance of the share, divided by that of a simple random sample of as many answers.
    pub design_effect: Option<f64>,
    /// The number of answers of a simple random sample with the same variance.
    pub effective_answers: Option<f64>,
}

/// Why a figure is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Suppression {
    /// Fewer than [`crate::domain::PUBLICATION_THRESHOLD`] answers.
    BelowThreshold,
}

impl Suppression {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The answers of one mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModeReport {
    /// The mode.
    pub mode: Mode,
    /// Answers on the scale.
    pub n: u64,
    /// The share of the two upper levels; `None` if suppressed.
    pub top_two: Option<Estimate>,
}

/// The report on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionReport {
    /// The question's key.
    pub key: String,
    /// Whether the headline charts show it.
    pub headline: bool,
    /// A few words for axes and tables.
    pub label: Text,
    /// The words that follow the share in a finding.
    pub finding: Text,
    /// Answers on the scale.
    pub n: u64,
    /// Responses without an answer to it.
    pub no_opinion: u64,
    /// Answers in groups of fewer than ten, which are counted in longer periods only.
    pub waiting: u64,
    /// Answers at each level from 1 to 5; `None` if suppressed.
    pub counts: [Option<u64>; 5],
    /// Answers at the two upper levels; `None` if suppressed.
    pub satisfied: Option<u64>,
    /// The share of answers at the two upper levels; `None` if suppressed.
    pub top_two: Option<Estimate>,
    /// The share weighted by the units' dossiers.
    pub top_two_weighted: Option<WeightedEstimate>,
    /// The bounds of the share if all who did not answer had been dissatisfied, or all satisfied.
    pub worst_case: Option<Interval>,
    /// The mean score; without an interval if there is a single answer.
    pub mean: Option<MeanEstimate>,
    /// The answers by mode, if there is more than one mode. They may be fewer than `n`.
    pub by_mode: Vec<ModeReport>,
    /// How it compares with earlier periods.
    pub comparisons: Vec<Comparison>,
    /// The months of the period in which a new wording began.
    pub breaks: Vec<Month>,
    /// Why figures are missing.
    pub suppressed: Option<Suppression>,
}

/// The counts of one question, from which a report is computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionCounts {
    /// Answers at each level from 1 to 5.
    pub levels: [u64; 5],
    /// Responses without an answer.
    pub no_opinion: u64,
    /// Answers that wait for a longer period.
    pub waiting: u64,
    /// Whether all responses were drawn at random.
    pub is_random_sample: bool,
    /// The units with answers as strata; empty if one of them has no dossiers, so that its weight is not
    /// known.
    pub strata: Vec<Stratum>,
    /// Dossiers of the report.
    pub dossiers: Option<u64>,
}

/// The answers at the two upper levels.
pub fn top_two([.., satisfied, very_satisfied]: [u64; 5]) -> u64 {
    satisfied + very_satisfied
}

impl QuestionReport {
    /// The report on `question` from `counts`, without suppression and without comparisons.
    pub fn new(question: &Question, counts: &QuestionCounts) -> Self {
        let n = counts.levels.iter().sum();
        let satisfied = top_two(counts.levels);
        let weighted = weighted(&counts.strata);
        Self {
            key: question.key.clone(),
            headline: question.headline,
            label: question.label.clone(),
            finding: question.finding.clone(),
            n,
            no_opinion: counts.no_opinion,
            waiting: counts.waiting,
            counts: counts.levels.map(Some),
            satisfied: Some(satisfied),
            top_two: share(counts, weighted),
            top_two_weighted: weighted,
            worst_case: counts.dossiers.and_then(|dossiers| stats::worst_case(satisfied, n, dossiers)),
            mean: stats::mean_of_scores(&counts.levels, Confidence::PUBLISHED),
            by_mode: Vec::new(),
            comparisons: Vec::new(),
            breaks: Vec::new(),
            suppressed: None,
        }
    }

    /// Removes the figures if they rest on fewer than [`PUBLICATION_THRESHOLD`] answers.
    #[must_use]
    pub fn apply_threshold(self) -> Self {
        if self.n >= PUBLICATION_THRESHOLD {
            return self;
        }
        Self {
            counts: [None; 5],
            satisfied: None,
            top_two: None,
            top_two_weighted: None,
            worst_case: None,
            mean: None,
            by_mode: Vec::new(),
            suppressed: Some(Suppression::BelowThreshold),
            ..self
        }
    }

    /// The number of answers to show beside the figures: the counted ones, or, without figures, all of them,
    /// including those that wait.
    pub fn shown_answers(&self) -> u64 {
        if self.top_two.is_some() { self.n } else { self.answered() }
    }

    /// Answers on the scale, counted or waiting.
    pub fn answered(&self) -> u64 {
        self.n + self.waiting
    }

    /// The counts of all five levels; `None` if any of them is suppressed.
    pub fn all_counts(&self) -> Option<[u64; 5]> {
        let [first, second, third, fourth, fifth] = self.counts;
        Some([first?, second?, third?, fourth?, fifth?])
    }

    /// The comparisons to be told in words, one for each earlier period: the year before a year is also the
    /// period right before it.
    pub fn told_comparisons(&self) -> impl Iterator<Item = &Comparison> {
        let told = self.comparisons.iter().enumerate().filter(|(place, comparison)| {
            let mut before = self.comparisons.iter().take(*place);
            before.all(|earlier| earlier.period != comparison.period)
        });
        told.map(|(_, comparison)| comparison)
    }
}

impl ModeReport {
    /// The report on the answers of one mode, from their `levels`.
    pub fn new(mode: Mode, levels: [u64; 5]) -> Self {
        let n = levels.iter().sum();
        let share = wilson(top_two(levels), n);
        Self { mode, n, top_two: share }
    }
}

fn wilson(satisfied: u64, n: u64) -> Option<Estimate> {
    let interval = stats::wilson(satisfied, n, Confidence::PUBLISHED)?;
    let share = satisfied as f64 / n as f64;
    Some(Estimate { share, low: interval.low, high: interval.high, method: Method::Wilson })
}

/// The share with Wilson's interval. If all responses were drawn at random, it is the design-based estimate,
/// weighted by the units' dossiers; without dossiers of each unit, Wilson's interval with the finite
/// population correction.
fn share(counts: &QuestionCounts, weighted: Option<WeightedEstimate>) -> Option<Estimate> {
    let (satisfied, n) = (top_two(counts.levels), counts.levels.iter().sum());
    let plain = wilson(satisfied, n)?;
    if !counts.is_random_sample {
        return Some(plain);
    }
    if let Some(weighted) = weighted {
        return Some(weighted.estimate);
    }
    let Some(dossiers) = counts.dossiers.filter(|&dossiers| dossiers >= n) else { return Some(plain) };
    let interval = stats::wilson_finite(satisfied, n, dossiers, Confidence::PUBLISHED)?;
    Some(Estimate { low: interval.low, high: interval.high, method: Method::WilsonFinite, ..plain })
}

fn weighted(strata: &[Stratum]) -> Option<WeightedEstimate> {
    let weighted = stats::stratified_logit(strata, Confidence::PUBLISHED)?;
    let answers: u64 = strata.iter().map(|stratum| stratum.answers).sum();
    let method = if weighted.is_exact { Method::StratifiedBeta } else { Method::StratifiedLogit };
    let interval = weighted.interval;
    Some(WeightedEstimate {
        estimate: Estimate { share: weighted.share, low: interval.low, high: interval.high, method },
        // Relative to sampling with replacement. R's default assumes sampling without replacement, which does
        // not hold for people who scanned a poster.
        design_effect: weighted.effective_answers.map(|effective| answers as f64 / effective),
        effective_answers: weighted.effective_answers,
    })
}

#[cfg(test)]
impl super::Report {
    /// Applies the threshold to every question, for the tests of renderings.
    pub(crate) fn for_publication(mut self) -> Self {
        self.questions = self.questions.into_iter().map(QuestionReport::apply_threshold).collect();
        self
    }
}
