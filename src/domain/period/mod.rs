//! Reporting periods: months, quarters, years, and other spans of whole months.

mod month;
mod neighbours;
#[cfg(test)]
mod tests;
mod text;

use chrono::NaiveDate;

pub use self::month::{InvalidMonth, Month};
pub use self::text::UnreadablePeriod;

/// A span of whole months, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Month,
    to: Month,
}

/// What people call a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// One month.
    Month,
    /// The months of a calendar quarter.
    Quarter,
    /// The months of a calendar year.
    Year,
    /// Any other span.
    Range,
}

/// A period that ends before it begins.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the period ends ({to}) before it begins ({from})")]
pub struct InvalidPeriod {
    from: Month,
    to: Month,
}

impl Period {
    /// From one month to another, which may be the same.
    pub fn new(from: Month, to: Month) -> Result<Self, InvalidPeriod> {
        if from <= to { Ok(Self { from, to }) } else { Err(InvalidPeriod { from, to }) }
    }

    /// One month.
    pub fn month(month: Month) -> Self {
        Self { from: month, to: month }
    }

    /// A quarter, from 1 to 4, of a year from 1900 to 2999; `None` where it is none.
    pub fn quarter(year: i32, quarter: u32) -> Option<Self> {
        let last = quarter.checked_mul(3)?;
        let to = Month::new(year, last)?;
        Some(Self { from: to.shifted(-2), to })
    }

    /// A year from 1900 to 2999; `None` outside.
    pub fn year(year: i32) -> Option<Self> {
        Some(Self { from: Month::new(year, 1)?, to: Month::new(year, 12)? })
    }

    /// The first month.
    pub fn from(self) -> Month {
        self.from
    }

    /// The last month.
    pub fn to(self) -> Month {
        self.to
    }

    /// The first day of the first month.
    pub fn first_day(self) -> NaiveDate {
        self.from.first_day()
    }

    /// The last day of the last month.
    pub fn last_day(self) -> NaiveDate {
        self.to.last_day()
    }

    /// What people call it: three months that are a quarter are one, however they were asked for.
    pub fn kind(self) -> PeriodKind {
        match self.len() {
            1 => PeriodKind::Month,
            3 if self.from.number() % 3 == 1 => PeriodKind::Quarter,
            12 if self.from.number() == 1 => PeriodKind::Year,
            _ => PeriodKind::Range,
        }
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..=self.to.months_since(self.from)).map(move |distance| self.from.shifted(distance))
    }

    /// How many months it has.
    #[expect(clippy::len_without_is_empty, reason = "it has at least one")]
    pub fn len(self) -> usize {
        usize::try_from(self.to.months_since(self.from)).map_or(1, |distance| distance + 1)
    }

    /// Whether the month lies in it.
    pub fn contains(self, month: Month) -> bool {
        self.from <= month && month <= self.to
    }

    /// Whether all of `other` lies in it.
    pub fn covers(self, other: Self) -> bool {
        self.contains(other.from) && self.contains(other.to)
    }

    /// The months that it shares with `other`; `None` where there are none.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }
}
