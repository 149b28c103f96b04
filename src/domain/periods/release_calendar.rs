//! The release calendar: the day and hour at which a month is published.

use chrono::{Datelike, NaiveDate};

use crate::domain::Month;

/// The hour of the publication day, in the reporting time zone, at which the preceding month is
/// published.
pub const PUBLICATION_HOUR: u32 = 6;

/// The day of each month on which the preceding month is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseCalendar {
    /// On this day of the next month. Use [`ReleaseCalendar::on_day`], which accepts only 1 to 28: months without
    /// the day would never be published.
    Day(u32),
    /// Months are published manually only.
    Manual,
}

impl Default for ReleaseCalendar {
    fn default() -> Self {
        Self::Day(5)
    }
}

impl ReleaseCalendar {
    /// A calendar with a publication day from 1 to 28; `None` for another number.
    pub fn on_day(day: u32) -> Option<Self> {
        (1..=28).contains(&day).then_some(Self::Day(day))
    }

    /// The day on which a month is published; `None` if months are published manually.
    pub fn publication_of(self, month: Month) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => month.next().first_day().with_day(day),
            Self::Manual => None,
        }
    }

    /// The last month that is due for publication at `hour` on `today`, both in the reporting time zone; `None` if months are published
    /// manually.
    pub fn due(self, today: NaiveDate, hour: u32) -> Option<Month> {
        let last = Month::of(today).previous();
        let day = self.publication_of(last)?;
        let is_due = today > day || (today == day && hour >= PUBLICATION_HOUR);
        Some(if is_due { last } else { last.previous() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_due_at_six_on_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let month = |text: &str| text.parse::<Month>().unwrap();
        let calendar = ReleaseCalendar::default();
        assert_eq!(calendar.publication_of(month("2024-11")), Some(day("2024-12-05")));
        assert_eq!(calendar.due(day("2024-12-05"), 5), Some(month("2024-10")));
        assert_eq!(calendar.due(day("2024-12-05"), 6), Some(month("2024-11")));
        assert_eq!(calendar.due(day("2024-12-31"), 0), Some(month("2024-11")));
        assert_eq!(calendar.due(day("2025-01-01"), 23), Some(month("2024-11")));
        assert_eq!(ReleaseCalendar::Manual.due(day("2024-12-31"), 12), None);
        assert_eq!(ReleaseCalendar::on_day(29), None);
    }
}
