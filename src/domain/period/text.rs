//! Periods as people write them: `2024-11`, `2024-Q4`, `2024`, `2024-03..2025-02`.

use std::fmt;
use std::str::FromStr;

use super::month::digits;
use super::{InvalidPeriod, Period, PeriodKind};

/// A text that is no period.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UnreadablePeriod {
    /// It is written in another way.
    #[error(
        "\"{0}\" is no period: write a month like 2024-11, a quarter like 2024-Q4, a year like 2024, \
        or a span like 2024-03..2025-02"
    )]
    Form(String),
    /// Its end comes first.
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

    /// The ends of a span may be quarters and years too.
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
