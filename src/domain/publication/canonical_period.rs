//! The periods of a year of which figures are published: its months, quarters and the year itself.

/// How many there are.
pub(super) const PERIODS: usize = 17;
/// The index of the year, after 12 months and 4 quarters.
pub(super) const YEAR: usize = 16;

/// A month, a quarter or the whole of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CanonicalPeriod {
    /// From 1 to 12.
    Month(u8),
    /// From 1 to 4.
    Quarter(u8),
    /// All of it.
    Year,
}

impl CanonicalPeriod {
    /// All of them: months, quarters, the year.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=12).map(Self::Month).chain((1..=4).map(Self::Quarter)).chain([Self::Year])
    }

    /// Its place in tables; outside of them for a month or quarter that does not exist.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Month(month @ 1..=12) => usize::from(month) - 1,
            Self::Quarter(quarter @ 1..=4) => usize::from(quarter) + 11,
            Self::Year => YEAR,
            Self::Month(_) | Self::Quarter(_) => usize::MAX / PERIODS / 2,
        }
    }
}

/// The periods in which a month (0 to 11) counts.
pub(super) fn periods_of(month: usize) -> [usize; 3] {
    [month, quarter_of(month), YEAR]
}

/// The index of the quarter of a month (0 to 11).
pub(super) fn quarter_of(month: usize) -> usize {
    12 + month / 3
}

/// The months (0 to 11) of a period.
pub(super) fn months_of(period: usize) -> std::ops::Range<usize> {
    match period {
        YEAR => 0..12,
        12..YEAR => (period - 12) * 3..(period - 12) * 3 + 3,
        _ => period..period + 1,
    }
}
