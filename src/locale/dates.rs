//! Days and months as they are written in offices: 05/11/2024, 11/2024.

use chrono::{DateTime, NaiveDate, TimeZone};

use super::messages::{Argument, message_with};
use crate::domain::{Language, Month, Period, PeriodKind};

/// A day, `05/11/2024` in Vietnamese and `5 November 2024` in English.
pub fn day(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Vi => day.format("%d/%m/%Y").to_string(),
        Language::En => day.format("%-d %B %Y").to_string(),
    }
}

/// A moment on a wall clock, `05/11/2024 10:04`.
pub fn moment<Zone: TimeZone>(language: Language, moment: &DateTime<Zone>) -> String {
    let local = moment.naive_local();
    format!("{} {}", day(language, local.date()), local.format("%H:%M"))
}

/// A month, `tháng 11/2024` or `November 2024`.
pub fn month(language: Language, month: Month) -> String {
    match language {
        Language::Vi => format!("tháng {}", month.first_day().format("%m/%Y")),
        Language::En => month.first_day().format("%B %Y").to_string(),
    }
}

/// A period: a month, a quarter (`quý IV/2024`), a year (`năm 2024`), or from one month to another.
pub fn period(language: Language, period: Period) -> String {
    let year = || ("year", Argument::from(period.from().year().to_string()));
    match period.kind() {
        PeriodKind::Month => month(language, period.from()),
        PeriodKind::Quarter => {
            message_with(language, &format!("period-quarter-{}", period.from().quarter()), [year()])
        }
        PeriodKind::Year => message_with(language, "period-year", [year()]),
        PeriodKind::Range => {
            let ends = [
                ("from", Argument::from(month(language, period.from()))),
                ("to", Argument::from(month(language, period.to()))),
            ];
            message_with(language, "period-span", ends)
        }
    }
}
