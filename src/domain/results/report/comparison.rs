//! Changes since an earlier period and whether they are demonstrable, and the changes of a unit's figures
//! from one edition of a month to the next.

use strum::IntoStaticStr;

use super::Report;
use crate::domain::{PUBLICATION_THRESHOLD, Period, Text};
use crate::stats::{self, Confidence};

/// The earlier period with which a report is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Against {
    /// The period of the same length right before.
    PreviousPeriod,
    /// The period of the same months one year earlier.
    YearBefore,
}

impl Against {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::PreviousPeriod, Self::YearBefore];

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The earlier period for `period`; `None` if it lies outside the supported years.
    pub fn of(self, period: Period) -> Option<Period> {
        let earlier = match self {
            Self::PreviousPeriod => period.previous(),
            Self::YearBefore => period.year_before(),
        };
        earlier.to_string().parse().ok()
    }
}

/// A question compared with an earlier period.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Which earlier period.
    pub against: Against,
    /// The months of the earlier period.
    pub period: Period,
    /// The result.
    pub outcome: Outcome,
    /// Which units were compared, if not the same units answered in both periods.
    pub units: Option<ComparedUnits>,
}

/// Units with answers in two periods. Only those with answers in both are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedUnits {
    /// Units with answers in the earlier period.
    pub before: usize,
    /// Units with answers in the later period.
    pub after: usize,
    /// Units with answers in both.
    pub both: usize,
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// Both shares are known.
    Changed(Change),
    /// The earlier period has no answers.
    NoAnswers,
    /// At least one of the shares is not published: the units compared have fewer than ten answers in one of the
    /// periods, or all answers of the earlier period wait for a longer period.
    NotPublished,
    /// The wordings differ, so that the shares are not about the same question.
    OtherWording,
    /// The unit had other boundaries.
    OtherBoundaries,
}

/// The change of a top-two share from one period to a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The earlier share, from 0 to 1.
    pub before: f64,
    /// Answers in the earlier period.
    pub n_before: u64,
    /// The later share minus the earlier one, from -1 to 1.
    pub difference: f64,
    /// The lower end of its 95 % interval (Newcombe).
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The answers to a question in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerCount {
    /// Answers at the two upper levels.
    pub satisfied: u64,
    /// All answers on the scale.
    pub answers: u64,
}

/// What happens to a comparison in which a count is below the publication threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallCounts {
    /// It is hidden, as the public's rules demand.
    Hide,
    /// It is made nevertheless, for internal readers.
    Compare,
}

/// What a change demonstrates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval lies above zero: the share rose.
    Better,
    /// The whole interval lies below zero: the share fell.
    Worse,
    /// The interval contains zero: it may be chance.
    NoDemonstrableChange,
}

impl Verdict {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Outcome {
    /// The name in files: the verdict, or why there is none.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed(change) => change.verdict().name(),
            Self::NoAnswers => "no-answers",
            Self::NotPublished => "not-published",
            Self::OtherWording => "other-wording",
            Self::OtherBoundaries => "other-boundaries",
        }
    }

    /// The change, if both shares are known.
    pub fn change(self) -> Option<Change> {
        match self {
            Self::Changed(change) => Some(change),
            _ => None,
        }
    }

    /// Compares two counts of the same wording and boundaries.
    pub fn between(before: AnswerCount, after: AnswerCount, small_counts: SmallCounts) -> Self {
        let least = match small_counts {
            SmallCounts::Hide => PUBLICATION_THRESHOLD,
            SmallCounts::Compare => 1,
        };
        if before.answers < least || after.answers < least {
            return Self::NotPublished;
        }
        Change::between(before, after).map_or(Self::NotPublished, Self::Changed)
    }
}

impl Change {
    /// The change between two counts; `None` if either has no answers.
    fn between(before: AnswerCount, after: AnswerCount) -> Option<Self> {
        let [earlier, later] = [before, after].map(|count| (count.satisfied, count.answers));
        let difference = stats::newcombe(earlier, later, Confidence::PUBLISHED)?;
        let interval = difference.interval;
        Some(Self {
            before: before.satisfied as f64 / before.answers as f64,
            n_before: before.answers,
            difference: difference.value,
            low: interval.low,
            high: interval.high,
        })
    }

    /// Whether the change is demonstrable, and in which direction.
    pub fn verdict(&self) -> Verdict {
        if self.low > 0.0 {
            Verdict::Better
        } else if self.high < 0.0 {
            Verdict::Worse
        } else {
            Verdict::NoDemonstrableChange
        }
    }
}

/// The changes from the preceding edition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EditionChanges {
    /// Responses that this edition counts first.
    pub new_responses: u64,
    /// The headline shares that changed.
    pub headlines: Vec<HeadlineChange>,
}

/// A headline share before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadlineChange {
    /// The question in a few words.
    pub label: Text,
    /// The share in the preceding edition, from 0 to 1; `None` if it was not published.
    pub before: Option<f64>,
    /// The share in this edition, from 0 to 1; `None` if it is not published.
    pub after: Option<f64>,
}

impl EditionChanges {
    /// Compares the reports on a unit in two successive editions.
    pub fn between(before: &Report, after: &Report) -> Self {
        let questions = before.headlines().zip(after.headlines());
        let changes = questions.map(|(before, after)| HeadlineChange {
            label: after.label.clone(),
            before: before.top_two.map(|top_two| top_two.share),
            after: after.top_two.map(|top_two| top_two.share),
        });
        Self {
            new_responses: after.responses.saturating_sub(before.responses),
            headlines: changes.filter(|change| change.before != change.after).collect(),
        }
    }
}
