//! Tests of parsing, printing and moving periods.

use proptest::prelude::*;

use super::*;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn periods_are_read_as_people_write_them() {
    for (written, from, to, kind) in [
        ("2024-11", "2024-11", "2024-11", PeriodKind::Month),
        ("2024-Q4", "2024-10", "2024-12", PeriodKind::Quarter),
        ("2024", "2024-01", "2024-12", PeriodKind::Year),
        ("2024-03..2025-02", "2024-03", "2025-02", PeriodKind::Range),
    ] {
        let read = period(written);
        assert_eq!((read.from().to_string(), read.to().to_string()), (from.to_owned(), to.to_owned()));
        assert_eq!((read.kind(), read.to_string()), (kind, written.to_owned()));
    }
    assert_eq!(period("2024-q1..2024-Q2"), period("2024-01..2024-06"));
    assert_eq!(period("2024-10..2024-12").to_string(), "2024-Q4");
}

#[test]
fn an_invalid_period_gets_an_error_that_shows_how_to_write_one() {
    for text in [
        "",
        "24",
        "2024-Q5",
        "2024-Q0",
        "2024-Q",
        "2024-13",
        "1899",
        "3000-Q1",
        "+024",
        "2024..",
        "2024-1",
        "2024-Q+1",
        "2024-+1",
        "2024-01..2024-02..2024-03",
        "x",
    ] {
        let error = text.parse::<Period>().unwrap_err().to_string();
        assert!(error.contains("write a month like 2024-11, a quarter like 2024-Q4"), "{text}: {error}");
    }
    let error = "2025-01..2024-12".parse::<Period>().unwrap_err().to_string();
    assert_eq!(error, "the period ends (2024-12) before it begins (2025-01)");
}

#[test]
fn the_period_before_is_of_the_same_kind() {
    for (asked, before, a_year_before) in [
        ("2025-01", "2024-12", "2024-01"),
        ("2025-Q1", "2024-Q4", "2024-Q1"),
        ("2025", "2024", "2024"),
        ("2024-03..2025-02", "2023-03..2024-02", "2023-03..2024-02"),
        ("2024-03..2024-04", "2024-01..2024-02", "2023-03..2023-04"),
    ] {
        assert_eq!(period(asked).previous().to_string(), before);
        assert_eq!(period(asked).year_before().to_string(), a_year_before);
    }
}

#[test]
fn periods_outside_the_calendar_are_none_and_never_overflow() {
    assert_eq!(Period::quarter(2024, 4), Some(period("2024-Q4")));
    assert_eq!(Period::year(2999), Some(period("2999")));
    let quarters = [(2024, 0), (2024, 5), (2024, u32::MAX), (3000, 1), (i32::MIN, 1)];
    assert!(quarters.iter().all(|&(year, quarter)| Period::quarter(year, quarter).is_none()));
    assert!([1899, 3000, i32::MIN, i32::MAX].into_iter().all(|year| Period::year(year).is_none()));
    for end in [Month::of(NaiveDate::MIN), Month::of(NaiveDate::MAX)] {
        let month = Period::month(end);
        assert_eq!((month.previous().len(), month.year_before().len()), (1, 1));
        assert_eq!([end.shifted(i32::MAX), end.shifted(i32::MIN)], [end, end]);
    }
    assert_eq!(period("1900..2999").len(), 13_200);
}

fn months() -> impl Strategy<Value = Month> {
    (1900..=2999, 1..=12_u32).prop_map(|(year, number)| Month::new(year, number).unwrap())
}

fn periods() -> impl Strategy<Value = Period> {
    (months(), 0..40_i32).prop_map(|(from, more)| Period::new(from, from.shifted(more)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_written_period_is_parsed_back(period in periods()) {
        prop_assume!(period.to().year() <= 2999);
        prop_assert_eq!(period.to_string().parse(), Ok(period));
    }

    #[test]
    fn any_text_that_parses_survives_a_round_trip(text in "\\PC{0,20}|[0-9]{4}(-[0-9Qq]{1,3})?(\\.\\.[0-9]{4}(-[0-9Qq]{1,3})?)?") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }
    }

    #[test]
    fn a_period_has_its_months_in_order(period in periods()) {
        let months: Vec<Month> = period.months().collect();
        prop_assert_eq!(months.len(), period.len());
        prop_assert_eq!((months.first(), months.last()), (Some(&period.from()), Some(&period.to())));
        prop_assert!(months.windows(2).all(|pair| pair[0].next() == pair[1]));
        prop_assert!(months.iter().all(|&month| period.contains(month)));
        prop_assert!(!period.contains(period.from().previous()) && !period.contains(period.to().next()));
    }

    #[test]
    fn the_period_before_ends_where_it_begins(period in periods()) {
        let previous = period.previous();
        prop_assert_eq!((previous.to().next(), previous.len()), (period.from(), period.len()));
        if period.kind() != PeriodKind::Range {
            prop_assert_eq!(previous.kind(), period.kind());
        }
        prop_assert_eq!(period.year_before().kind(), period.kind());
        prop_assert_eq!(previous.intersection(period), None);
    }
}
