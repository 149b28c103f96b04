//! Everything that can be said about a survey, a unit and a period. One value; pages, charts, files and mails
//! only render it, so that they cannot disagree.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Boundaries, Language, Mode, Period, Question, Text, UnitCode, UnitId, UnitKind};
use crate::stats::{self, Confidence, Stratum};

/// Fewer answers than this are not published (the rule of the English GP Patient Survey).
pub const PUBLICATION_THRESHOLD: u64 = 10;

/// The unit as the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedUnit {
    /// Which version of it.
    pub id: UnitId,
    /// Its GSO code.
    pub code: UnitCode,
    /// Its name with its kind.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
}

/// Dossiers of a period: the denominators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dossiers {
    /// Taken in.
    pub received: u64,
    /// Settled before the appointed day.
    pub early: u64,
    /// Settled on it.
    pub on_time: u64,
    /// Settled after it.
    pub late: u64,
}

impl std::ops::Add for Dossiers {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            received: self.received + other.received,
            early: self.early + other.early,
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
        }
    }
}

/// A share with its interval, both from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimated share.
    pub share: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
}

/// A mean on the scale from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanScore {
    /// The mean.
    pub value: f64,
    /// The ends of its interval; `None` with a single answer.
    pub interval: Option<(f64, f64)>,
}

/// Why a figure is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// Fewer than [`PUBLICATION_THRESHOLD`] answers.
    BelowThreshold,
}

impl Suppression {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::BelowThreshold => "below-threshold",
        }
    }
}

/// What is said about one question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionReport {
    /// The question's key.
    pub key: String,
    /// Whether the headline charts show it.
    pub headline: bool,
    /// A few words for axes and tables.
    pub label: Text,
    /// How a finding goes on after the share.
    pub finding: Text,
    /// Answers on the scale.
    pub n: u64,
    /// Sheets without an answer to it.
    pub no_opinion: u64,
    /// Answers at each level from 1 to 5; `None` where suppressed.
    pub counts: Option<[u64; 5]>,
    /// The share of the two upper levels with its Wilson interval.
    pub top_two: Option<Estimate>,
    /// The same share weighted by the units' dossiers.
    pub top_two_weighted: Option<Estimate>,
    /// The mean score.
    pub mean: Option<MeanScore>,
    /// Why there are no figures.
    pub suppressed: Option<Suppression>,
}

impl QuestionReport {
    /// What `counts` say about `question`; `strata` are the units with dossiers, empty where no weights exist.
    pub fn new(question: &Question, counts: [u64; 5], no_opinion: u64, strata: &[Stratum]) -> Self {
        let n = counts.iter().sum();
        let [.., satisfied, very_satisfied] = counts;
        let top = satisfied + very_satisfied;
        let top_two = stats::wilson(top, n, Confidence::PUBLISHED).map(|interval| Estimate {
            share: top as f64 / n as f64,
            low: interval.low,
            high: interval.high,
        });
        let weighted = stats::stratified_logit(strata, Confidence::PUBLISHED).map(|weighted| Estimate {
            share: weighted.share,
            low: weighted.interval.low,
            high: weighted.interval.high,
        });
        let mean = stats::mean_of_scores(&counts, Confidence::PUBLISHED).map(|mean| MeanScore {
            value: mean.value,
            interval: mean.interval.map(|interval| (interval.low, interval.high)),
        });
        Self {
            key: question.key.clone(),
            headline: question.headline,
            label: question.label.clone(),
            finding: question.finding.clone(),
            n,
            no_opinion,
            counts: Some(counts),
            top_two,
            top_two_weighted: weighted,
            mean,
            suppressed: None,
        }
    }

    fn suppress_below_threshold(&mut self) {
        if self.n < PUBLICATION_THRESHOLD {
            self.counts = None;
            self.top_two = None;
            self.top_two_weighted = None;
            self.mean = None;
            self.suppressed = Some(Suppression::BelowThreshold);
        }
    }
}

/// What a reader must know beside the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Predecessors of which only a part belongs here are not counted.
    LeftOut {
        /// Their names.
        units: Vec<String>,
    },
    /// The unit exists only since this day, within the period.
    ValidSince(NaiveDate),
    /// The unit existed only until this day, within the period.
    ValidUntil(NaiveDate),
    /// Not all answers come from a random sample: they speak for those who answered.
    SelfSelected,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The survey's slug.
    pub survey: String,
    /// The survey's title.
    pub title: Text,
    /// What it is about.
    pub unit: ReportedUnit,
    /// The months.
    pub period: Period,
    /// How boundaries are drawn.
    pub boundaries: Boundaries,
    /// Answer sheets that count.
    pub responses: u64,
    /// Suspected sheets, kept apart.
    pub quarantined: u64,
    /// How the counted sheets came in; modes without any are left out.
    pub modes: BTreeMap<Mode, u64>,
    /// The dossiers; `None` where nobody reported any.
    pub dossiers: Option<Dossiers>,
    /// One entry for each question, in the survey's order.
    pub questions: Vec<QuestionReport>,
    /// What must be known beside the figures.
    pub notes: Vec<Note>,
    /// Whether the data are made up to show the product.
    pub illustrative: bool,
}

impl Report {
    /// Answer sheets by dossiers received; `None` without dossiers.
    pub fn response_rate(&self) -> Option<f64> {
        let received = self.dossiers.map(|dossiers| dossiers.received).filter(|&received| received > 0)?;
        Some(self.responses as f64 / received as f64)
    }

    /// The questions that the headline charts show.
    pub fn headlines(&self) -> impl Iterator<Item = &QuestionReport> {
        self.questions.iter().filter(|question| question.headline)
    }

    /// The same report without the figures that rest on too few answers to be published.
    #[must_use]
    pub fn for_publication(mut self) -> Self {
        for question in &mut self.questions {
            question.suppress_below_threshold();
        }
        self
    }

    /// The survey's title in `language`.
    pub fn title(&self, language: Language) -> &str {
        self.title.get(language)
    }
}
