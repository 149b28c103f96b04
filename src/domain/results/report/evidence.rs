//! The evidence behind figures: dossiers, the number of answers that is needed, the official indicator (which
//! is not a survey result), and the edition that published the figures.

use super::Report;
use crate::domain::{Mode, Month};
use crate::stats;
use chrono::NaiveDate;

/// The margin of error of the ministry's sample size (Yamane at 5 %).
pub const ALLOWED_ERROR: f64 = 0.05;

/// Dossiers of a period, which are the denominators of response rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dossiers {
    /// Received.
    pub received: u64,
    /// Settled before the appointed day.
    pub early: u64,
    /// Settled on the appointed day.
    pub on_time: u64,
    /// Settled after the appointed day.
    pub late: u64,
}

impl Dossiers {
    /// The received dossiers, as the denominator of answers; `None` if there are none, or if some are not
    /// known.
    pub(in crate::domain) fn denominator(reported: Option<Self>, are_complete: bool) -> Option<u64> {
        let dossiers = reported.filter(|_| are_complete)?;
        Some(dossiers.received).filter(|&received| received > 0)
    }

    /// The number of settled dossiers: early, on time or late.
    pub fn settled(&self) -> u64 {
        self.early + self.on_time + self.late
    }
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

/// An official indicator that is computed from dossiers, without a survey. Charts never show it on one axis
/// with survey results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfficialIndicator {
    /// The share of dossiers that were not late, which item 5.4 of decision 766/QĐ-TTg (2022) counts as
    /// satisfaction.
    pub rate: f64,
    /// The points for this rate, at most 6: all of them from 90 % on, below that in proportion.
    pub points: f64,
}

/// An edition that a report's figures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionMark {
    /// The month.
    pub month: Month,
    /// Counts up from 1 for the month.
    pub number: u32,
    /// When it was published.
    pub published_on: NaiveDate,
    /// Whether a later edition supersedes it.
    pub is_superseded: bool,
}

/// The responses in months that are not published yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collecting {
    /// The first of these months.
    pub first: Month,
    /// The current month.
    pub month: Month,
    /// The responses so far, including those of an unpublished month before.
    pub responses: u64,
}

impl OfficialIndicator {
    /// The points for a rate of at least 90 %.
    pub const MAX_POINTS: f64 = 6.0;
    /// The lowest rate that gives all points.
    const FULL_MARKS: f64 = 0.9;
}

impl Report {
    /// The received dossiers, as the denominator of the answers; `None` if there are none, or if some are not
    /// known.
    pub fn received(&self) -> Option<u64> {
        Dossiers::denominator(self.dossiers, self.are_dossiers_complete)
    }

    /// Whether a later edition supersedes one that its figures come from.
    pub fn is_superseded(&self) -> bool {
        self.editions.iter().any(|edition| edition.is_superseded)
    }

    /// The only edition that its figures come from; `None` if they come from several or none.
    pub fn edition(&self) -> Option<&EditionMark> {
        if let [only] = self.editions.as_slice() { Some(only) } else { None }
    }

    /// The day of the last edition that its figures come from.
    pub fn published_on(&self) -> Option<NaiveDate> {
        self.editions.iter().map(|edition| edition.published_on).max()
    }

    /// Responses divided by received dossiers; `None` without dossiers.
    pub fn response_rate(&self) -> Option<f64> {
        Some(self.responses as f64 / self.received()? as f64)
    }

    /// Whether there are answers and all of them were drawn at random.
    pub fn is_drawn_at_random(&self) -> bool {
        self.responses > 0 && !self.is_self_selected()
    }

    /// The number of answers that a random sample needs by Yamane's formula at 5 %; `None` without dossiers,
    /// or if answers were not drawn at random, because then no number of them guarantees the margin of error
    /// of the formula.
    pub fn needed_answers(&self) -> Option<u64> {
        if !self.is_drawn_at_random() {
            return None;
        }
        stats::yamane(self.received()?, ALLOWED_ERROR)
    }

    /// Whether any respondents selected themselves, so that the results do not hold for the whole population.
    pub fn is_self_selected(&self) -> bool {
        self.modes.iter().any(|(&mode, &responses)| mode != Mode::Invited && responses > 0)
    }

    /// Indicator 5.4 of decision 766, as far as dossiers determine it: complaints are not known here. `None`
    /// if no dossier was settled.
    pub fn official_indicator(&self) -> Option<OfficialIndicator> {
        let dossiers = self.dossiers?;
        let settled = dossiers.settled();
        if settled == 0 {
            return None;
        }
        let rate = 1.0 - dossiers.late as f64 / settled as f64;
        Some(OfficialIndicator {
            rate,
            points: OfficialIndicator::MAX_POINTS * (rate / OfficialIndicator::FULL_MARKS).min(1.0),
        })
    }
}
