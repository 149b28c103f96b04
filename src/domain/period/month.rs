//! Calendar months.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A calendar month, written `2024-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// A text that is no month.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no month: write it like 2024-11")]
pub struct InvalidMonth(String);

/// The span in which PostgreSQL, CSV readers and people agree about dates.
pub(super) const YEARS: RangeInclusive<i32> = 1900..=2999;

impl Month {
    /// The month with this number, from 1 to 12, in a year from 1900 to 2999; `None` where it is none.
    pub fn new(year: i32, number: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, number, 1).filter(|_| YEARS.contains(&year)).map(Self)
    }

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
        self.shifted(1)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.shifted(-1)
    }

    /// So many months later, or earlier where negative; the same month where the calendar would end.
    #[must_use]
    pub fn shifted(self, months: i32) -> Self {
        let distance = Months::new(months.unsigned_abs());
        let day = if months < 0 {
            self.0.checked_sub_months(distance)
        } else {
            self.0.checked_add_months(distance)
        };
        Self(day.unwrap_or(self.0))
    }

    /// How many months later it is than `other`; negative where it is earlier.
    pub fn months_since(self, other: Self) -> i32 {
        let number = |month: Self| month.year() * 12 + month.0.month0().cast_signed();
        number(self) - number(other)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The number of the month from 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }

    /// The number of its quarter from 1 to 4.
    pub fn quarter(self) -> u32 {
        self.0.month0() / 3 + 1
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
        let year = digits(year).ok_or_else(invalid)?;
        let month = digits(month).ok_or_else(invalid)?.into();
        Self::new(i32::from(year), month).ok_or_else(invalid)
    }
}

/// A number written with digits alone: `parse` would take a plus sign too.
pub(super) fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
