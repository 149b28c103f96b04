//! Days and months as they are written in offices: 05/11/2024, 11/2024.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone};

use super::collation;
use super::messages::message_with;
use crate::domain::{Language, Month, Period, PeriodKind};

/// A day, `05/11/2024` in Vietnamese and `5 November 2024` in English.
pub fn day(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Vi => day.format("%d/%m/%Y").to_string(),
        Language::En => day.format("%-d %B %Y").to_string(),
    }
}

/// The place and day of a document, `Hưng Yên, ngày 05 tháng 3 năm 2024`; without a day there are blanks to
/// fill in. By decree 30/2020, days below 10 and the months 1 and 2 have a leading zero, and a unit is named
/// without its kind.
pub fn place_and_day(language: Language, unit: &str, day: Option<NaiveDate>) -> String {
    let place = ("place", collation::bare(unit).into());
    let Some(date) = day else { return message_with(language, "report-place", [place]) };
    let (day, month) = match language {
        Language::Vi if date.month() < 3 => (date.format("%d"), date.format("%m")),
        Language::Vi => (date.format("%d"), date.format("%-m")),
        Language::En => (date.format("%-d"), date.format("%B")),
    };
    let arguments = [
        place,
        ("day", day.to_string().into()),
        ("month", month.to_string().into()),
        ("year", date.year().to_string().into()),
    ];
    message_with(language, "report-place-and-day", arguments)
}

/// A date and time in the time zone of `moment`, `05/11/2024 10:04`.
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

/// A month for axes and columns, `11/2024` or `Nov 2024`.
pub fn short_month(language: Language, month: Month) -> String {
    let pattern = match language {
        Language::Vi => "%m/%Y",
        Language::En => "%b %Y",
    };
    month.first_day().format(pattern).to_string()
}

/// A period: a month, a quarter (`quý IV/2024`), a year (`năm 2024`), or from one month to another.
pub fn period(language: Language, period: Period) -> String {
    let year = || ("year", period.from().year().to_string().into());
    match period.kind() {
        PeriodKind::Month => month(language, period.from()),
        PeriodKind::Quarter => {
            message_with(language, &format!("period-quarter-{}", period.from().quarter()), [year()])
        }
        PeriodKind::Year => message_with(language, "period-year", [year()]),
        PeriodKind::Range => {
            let ends = [
                ("from", month(language, period.from()).into()),
                ("to", month(language, period.to()).into()),
            ];
            message_with(language, "period-span", ends)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_dated_as_decree_30_2020_requires() {
        let on = |day: &str| day.parse().ok();
        for (language, unit, day, written) in [
            (Language::Vi, "Tỉnh Hưng Yên", "2024-11-05", "Hưng Yên, ngày 05 tháng 11 năm 2024"),
            (Language::Vi, "Phường Lê Lợi", "2025-02-15", "Lê Lợi, ngày 15 tháng 02 năm 2025"),
            (Language::Vi, "Xã Mễ Sở", "2025-03-01", "Mễ Sở, ngày 01 tháng 3 năm 2025"),
            (Language::En, "Xã Mễ Sở", "2025-03-01", "Mễ Sở, 1 March 2025"),
        ] {
            assert_eq!(place_and_day(language, unit, on(day)), written);
        }
        assert_eq!(place_and_day(Language::Vi, "Xã Mễ Sở", None), "Mễ Sở, ngày …… tháng …… năm …………");
    }
}
