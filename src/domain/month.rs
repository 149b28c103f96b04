//! Reporting months and spans of them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A calendar month, written `2024-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// A text that is no month.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no month: write it like 2024-11")]
pub struct InvalidMonth(String);

impl Month {
    /// The month in which `day` lies.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let next = self.0.checked_add_months(Months::new(1));
        next.and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(self.0)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The number of the month from 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidMonth(text.chars().take(20).collect());
        let (year, month) = text.split_once('-').ok_or_else(invalid)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(invalid());
        }
        let year = year.parse::<u16>().map_err(|_| invalid())?;
        let month = month.parse().map_err(|_| invalid())?;
        // The span in which PostgreSQL, CSV readers and people agree about dates.
        if !(1900..=2999).contains(&year) {
            return Err(invalid());
        }
        NaiveDate::from_ymd_opt(i32::from(year), month, 1).map(Self).ok_or_else(invalid)
    }
}

/// A span of whole months, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: Month,
    to: Month,
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
}
