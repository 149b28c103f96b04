//! Calendar months and reporting periods (months, quarters, years and other spans of whole months), written
//! as `2024-11`, `2024-Q4`, `2024` and `2024-03..2025-02`.

pub(super) mod nearest;
pub(super) mod release_calendar;

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A calendar month, written `2024-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// A text that is not a month.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no month: write it like 2024-11")]
pub struct InvalidMonth(String);

/// The supported years: PostgreSQL, CSV readers and people interpret dates in this range alike.
const YEARS: RangeInclusive<i32> = 1900..=2999;

impl Month {
    /// The month with this number, from 1 to 12, in a year from 1900 to 2999; `None` outside these ranges.
    pub fn new(year: i32, number: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, number, 1).filter(|_| YEARS.contains(&year)).map(Self)
    }

    /// The month in which `day` lies.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// The last day of the month.
    pub fn last_day(self) -> NaiveDate {
        let next = self.0.checked_add_months(Months::new(1));
        next.and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(self.0)
    }

    /// The following month.
    #[must_use]
    pub fn next(self) -> Self {
        self.shifted(1)
    }

    /// The preceding month.
    #[must_use]
    pub fn previous(self) -> Self {
        self.shifted(-1)
    }

    /// The month that is `months` later, or earlier if negative; the same month if the result is outside the
    /// calendar.
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

    /// The number of months from `other` to this month; negative if this month is earlier.
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

    /// The number of the quarter from 1 to 4.
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

/// Parses a number that is written with digits alone: `parse` would accept a plus sign too.
fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A span of whole months, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    from: Month,
    to: Month,
}

/// The kind of a period.
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
    /// The period from one month to another, which may be the same.
    ///
    /// # Errors
    ///
    /// Fails if `to` is before `from`.
    pub fn new(from: Month, to: Month) -> Result<Self, InvalidPeriod> {
        if from <= to { Ok(Self { from, to }) } else { Err(InvalidPeriod { from, to }) }
    }

    /// One month.
    pub fn month(month: Month) -> Self {
        Self { from: month, to: month }
    }

    /// A quarter, from 1 to 4, of a year from 1900 to 2999; `None` outside these ranges.
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

    /// The kind of the period. Only the months matter: `2024-10..2024-12` is a quarter.
    pub fn kind(self) -> PeriodKind {
        match self.len() {
            1 => PeriodKind::Month,
            3 if self.from.number() % 3 == 1 => PeriodKind::Quarter,
            12 if self.from.number() == 1 => PeriodKind::Year,
            _ => PeriodKind::Range,
        }
    }

    /// The months of the period, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..=self.to.months_since(self.from)).map(move |distance| self.from.shifted(distance))
    }

    /// The number of months.
    #[expect(clippy::len_without_is_empty, reason = "a period has at least one month")]
    pub fn len(self) -> usize {
        usize::try_from(self.to.months_since(self.from)).map_or(1, |distance| distance + 1)
    }

    /// Whether the period contains `month`.
    pub fn contains(self, month: Month) -> bool {
        self.from <= month && month <= self.to
    }

    /// Whether the period contains all of `other`.
    pub fn covers(self, other: Self) -> bool {
        self.contains(other.from) && self.contains(other.to)
    }

    /// The months that are in both periods; `None` if there are none.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// The period of the same length right before this one: for a quarter the preceding quarter, for a year
    /// the preceding year.
    #[must_use]
    pub fn previous(self) -> Self {
        let months = self.to.months_since(self.from) + 1;
        self.shifted(-months)
    }

    /// The period of the same months one year earlier.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.shifted(-12)
    }

    /// The period moved by `months` months, to earlier ones if negative. Its length stays the same.
    #[must_use]
    pub fn shifted(self, months: i32) -> Self {
        Self { from: self.from.shifted(months), to: self.to.shifted(months) }
    }

    /// The period of `months` months, at least one, that ends with the month `last`.
    #[must_use]
    pub fn ending_with(last: Month, months: i32) -> Self {
        Self { from: last.shifted(1 - months.max(1)), to: last }
    }

    /// The quarter in which a month lies.
    pub fn quarter_of(month: Month) -> Self {
        let first = month.shifted(-(month.number().cast_signed() - 1) % 3);
        Self { from: first, to: first.shifted(2) }
    }

    /// The year in which a month lies.
    pub fn year_of(month: Month) -> Self {
        let first = month.shifted(1 - month.number().cast_signed());
        Self { from: first, to: first.shifted(11) }
    }
}

/// A text that is not a period.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UnreadablePeriod {
    /// The text has none of the accepted forms.
    #[error(
        "\"{0}\" is no period: write a month like 2024-11, a quarter like 2024-Q4, a year like 2024, \
        or a span like 2024-03..2025-02"
    )]
    Form(String),
    /// The span ends before it begins.
    #[error(transparent)]
    Backwards(#[from] InvalidPeriod),
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            PeriodKind::Month => self.from.fmt(formatter),
            PeriodKind::Quarter => write!(formatter, "{:04}-Q{}", self.from.year(), self.from.quarter()),
            PeriodKind::Year => write!(formatter, "{:04}", self.from.year()),
            PeriodKind::Range => write!(formatter, "{}..{}", self.from, self.to),
        }
    }
}

impl FromStr for Period {
    type Err = UnreadablePeriod;

    /// Parses a month, a quarter, a year or a span. The ends of a span may also be quarters and years.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let ends = calendar_period(from).zip(calendar_period(to));
        let (from, to) = ends.ok_or_else(|| UnreadablePeriod::Form(text.chars().take(40).collect()))?;
        Ok(Self::new(from.from, to.to)?)
    }
}

fn calendar_period(text: &str) -> Option<Period> {
    let Some((year, rest)) = text.split_once('-') else { return Period::year(year_of(text)?) };
    match rest.strip_prefix(['Q', 'q']) {
        Some(quarter) if quarter.len() == 1 => Period::quarter(year_of(year)?, digits(quarter)?.into()),
        Some(_) => None,
        None => text.parse().ok().map(Period::month),
    }
}

fn year_of(text: &str) -> Option<i32> {
    if text.len() == 4 { digits(text).map(i32::from) } else { None }
}
