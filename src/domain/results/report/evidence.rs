//! What figures rest on: dossiers, how many answers would be needed, official indicators that are no survey, and the
//! edition in which figures are fixed.

use super::Report;
use crate::domain::{Mode, Month};
use crate::stats;
use chrono::NaiveDate;

/// The error that the ministry's sample size allows (Yamane at 5 %).
pub const ALLOWED_ERROR: f64 = 0.05;

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

impl Dossiers {
    /// Those received, as the denominator of answers; `None` without any, or where some are not known.
    pub(in crate::domain) fn denominator(reported: Option<Self>, are_complete: bool) -> Option<u64> {
        let dossiers = reported.filter(|_| are_complete)?;
        Some(dossiers.received).filter(|&received| received > 0)
    }

    /// How many were settled, whenever.
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

/// An official yardstick that is reckoned from dossiers and asks nobody. It never stands on one axis with a survey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfficialIndicator {
    /// The share of dossiers that were not late, as item 5.4 of decision 766/QĐ-TTg (2022) takes it for satisfaction.
    pub rate: f64,
    /// The points that it gives, at most 6: all of them from 90 % on, below in proportion.
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
    /// Whether a later one has taken its place.
    pub is_superseded: bool,
}

/// How many have answered in months that are not published yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collecting {
    /// The first of these months.
    pub first: Month,
    /// The running month.
    pub month: Month,
    /// Responses so far, those of an unpublished month before included.
    pub responses: u64,
}

impl OfficialIndicator {
    /// The points of a rate of 90 % and more.
    pub const MOST_POINTS: f64 = 6.0;
    /// From this rate on all points are given.
    const FULL_MARKS: f64 = 0.9;
}

impl Report {
    /// Dossiers received, as the denominator of the answers; `None` without any, or where some are not known.
    pub fn received(&self) -> Option<u64> {
        Dossiers::denominator(self.dossiers, self.are_dossiers_complete)
    }

    /// Whether a later edition has taken the place of the one that its figures stand in.
    pub fn is_superseded(&self) -> bool {
        self.editions.iter().any(|edition| edition.is_superseded)
    }

    /// The only edition that its figures come from; `None` where they come from several or none.
    pub fn edition(&self) -> Option<&EditionMark> {
        if let [only] = self.editions.as_slice() { Some(only) } else { None }
    }

    /// The day of the last edition that its figures come from.
    pub fn published_on(&self) -> Option<NaiveDate> {
        self.editions.iter().map(|edition| edition.published_on).max()
    }

    /// Responses by dossiers received; `None` without dossiers.
    pub fn response_rate(&self) -> Option<f64> {
        Some(self.responses as f64 / self.received()? as f64)
    }

    /// Whether there are answers and all of them were drawn at random.
    pub fn is_drawn_at_random(&self) -> bool {
        self.responses > 0 && !self.is_self_selected()
    }

    /// How many answers a random sample would need, by Yamane's formula at 5 %; `None` without dossiers, or where answers were not drawn at random: no
    /// number of them would keep to the error that the formula promises.
    pub fn needed_answers(&self) -> Option<u64> {
        if !self.is_drawn_at_random() {
            return None;
        }
        stats::yamane(self.received()?, ALLOWED_ERROR)
    }

    /// Whether anybody chose by themselves to answer, so that nothing may be concluded for all.
    pub fn is_self_selected(&self) -> bool {
        self.modes.iter().any(|(&mode, &responses)| mode != Mode::Invited && responses > 0)
    }

    /// The indicator 5.4 of decision 766, as far as dossiers tell it: complaints are not known here. `None` where
    /// nothing was settled.
    pub fn official_indicator(&self) -> Option<OfficialIndicator> {
        let dossiers = self.dossiers?;
        let settled = dossiers.settled();
        if settled == 0 {
            return None;
        }
        let rate = 1.0 - dossiers.late as f64 / settled as f64;
        Some(OfficialIndicator {
            rate,
            points: OfficialIndicator::MOST_POINTS * (rate / OfficialIndicator::FULL_MARKS).min(1.0),
        })
    }
}
