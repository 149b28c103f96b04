//! The time. Reporting days and months belong to one time zone.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// Gives the current time and the reporting day of a moment.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    zone: Tz,
    fixed: Option<DateTime<Utc>>,
}

impl Clock {
    /// The system clock, with reporting days in `zone`.
    pub fn system(zone: Tz) -> Self {
        Self { zone, fixed: None }
    }

    /// A clock that always shows `now`, for repeatable results.
    pub fn fixed(zone: Tz, now: DateTime<Utc>) -> Self {
        Self { zone, fixed: Some(now) }
    }

    /// This moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(Utc::now)
    }

    /// The IANA name of the reporting time zone.
    pub fn zone_name(&self) -> &'static str {
        self.zone.name()
    }

    /// Today in the reporting time zone.
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    /// The reporting day of a moment.
    pub fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.zone).date_naive()
    }

    /// The moment at which a reporting day begins; `None` for days too far away to be represented.
    pub fn beginning_of(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let hours = (0..24).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
        // Where clocks are put forward at midnight, the day begins at one o'clock.
        let mut moments = hours.filter_map(|hour| hour.and_local_timezone(self.zone).earliest());
        moments.next().map(|moment| moment.to_utc())
    }

    /// A moment in the reporting time zone.
    pub fn wall_time(&self, moment: DateTime<Utc>) -> DateTime<Tz> {
        moment.with_timezone(&self.zone)
    }
}
