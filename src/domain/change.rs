//! What changed between two reports, and whether the change is real.

use super::QuestionReport;
use crate::stats::{self, Confidence};

/// The change of a top-two share from one report to a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The later share minus the earlier one.
    pub difference: f64,
    /// The lower end of its 95 % interval (Newcombe).
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What may be said of a change before a committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval lies above nothing: it rose.
    Rose,
    /// The interval lies below nothing: it fell.
    Fell,
    /// The interval contains nothing: it may be chance.
    Unclear,
}

impl Change {
    /// From `before` to `after`; `None` where either may not be published or has no answers.
    pub fn between(before: &QuestionReport, after: &QuestionReport) -> Option<Self> {
        let top = |report: &QuestionReport| {
            report.counts.map(|[.., satisfied, very_satisfied]| (satisfied + very_satisfied, report.n))
        };
        let difference = stats::newcombe(top(before)?, top(after)?, Confidence::PUBLISHED)?;
        let interval = difference.interval;
        Some(Self { difference: difference.value, low: interval.low, high: interval.high })
    }

    /// Whether it is real.
    pub fn verdict(&self) -> Verdict {
        if self.low > 0.0 {
            Verdict::Rose
        } else if self.high < 0.0 {
            Verdict::Fell
        } else {
            Verdict::Unclear
        }
    }
}
