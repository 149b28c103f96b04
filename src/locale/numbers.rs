//! Numbers as CLDR formats them: 97,0% and 16.000 in Vietnamese, 97.0% and 16,000 in English.

use std::sync::LazyLock;

use fixed_decimal::{Decimal, SignedRoundingMode, UnsignedRoundingMode};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_locale_core::{Locale, locale};

use super::messages::message_with;
use crate::domain::Language;

static VIETNAMESE: LazyLock<Option<DecimalFormatter>> = LazyLock::new(|| formatter(locale!("vi")));
static ENGLISH: LazyLock<Option<DecimalFormatter>> = LazyLock::new(|| formatter(locale!("en")));

fn formatter(locale: Locale) -> Option<DecimalFormatter> {
    let mut options = DecimalFormatterOptions::default();
    options.grouping_strategy = Some(GroupingStrategy::Always);
    DecimalFormatter::try_new(locale.into(), options).ok()
}

fn format(language: Language, number: &Decimal) -> String {
    let formatter = match language {
        Language::Vi => VIETNAMESE.as_ref(),
        Language::En => ENGLISH.as_ref(),
    };
    // Both locales are compiled in; the plain digits are only a fallback.
    formatter.map_or_else(|| number.to_string(), |formatter| formatter.format(number).to_string())
}

/// A count with its thousands grouped.
pub fn integer(language: Language, count: u64) -> String {
    format(language, &Decimal::from(count))
}

/// A number with `places` digits after the decimal sign, rounded half up.
pub fn decimal(language: Language, value: f64, places: u8) -> String {
    match rounded_decimal(value, places) {
        Some(number) => format(language, &number),
        None => value.to_string(),
    }
}

/// Rounds a number as [`decimal`] does, for files that software reads, so that files and pages show equal
/// figures.
pub fn rounded(value: f64, places: u8) -> f64 {
    let number = rounded_decimal(value, places).and_then(|number| number.to_string().parse().ok());
    number.unwrap_or(value)
}

/// Rounds half up in decimal: 4.475 becomes 4.48, although the nearest binary number lies just below.
fn rounded_decimal(value: f64, places: u8) -> Option<Decimal> {
    let mut number = Decimal::try_from_f64(value, fixed_decimal::FloatPrecision::RoundTrip).ok()?;
    let position = -i16::from(places);
    number.round_with_mode(position, SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand));
    number.pad_end(position);
    Some(number)
}

/// A share from 0 to 1 as a percentage with one digit: `97,0%`.
pub fn percent(language: Language, share: f64) -> String {
    format!("{}%", decimal(language, share * 100.0, 1))
}

/// A share of a complete count as a percentage, which shows 0 % and 100 % only if they are exact: otherwise
/// `dưới 0,1%`, `trên 99,9%`.
pub fn true_percent(language: Language, share: f64) -> String {
    let (key, bound) = match rounded(share * 100.0, 1) {
        shown if shown <= 0.0 && share > 0.0 => ("share-under", 0.001),
        shown if shown >= 100.0 && share < 1.0 => ("share-over", 0.999),
        _ => return percent(language, share),
    };
    message_with(language, key, [("share", percent(language, bound).into())])
}

/// Two shares as one range: `96,4–97,5%`.
pub fn percent_range(language: Language, low: f64, high: f64) -> String {
    format!("{}–{}", decimal(language, low * 100.0, 1), percent(language, high))
}

/// Signed percentage points with a minus sign, because a hyphen before a digit looks like a range. What is
/// rounded to zero has no sign.
pub(super) fn points(language: Language, share: f64) -> String {
    let points = rounded(share * 100.0, 1);
    let sign = if points > 0.0 {
        "+"
    } else if points < 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{}", decimal(language, points.abs(), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(percent(Language::Vi, 0.97), "97,0%");
        assert_eq!(percent(Language::En, 0.97), "97.0%");
        assert_eq!(percent(Language::Vi, 0.974_499), "97,4%");
        assert_eq!(percent(Language::Vi, 1.0), "100,0%");
        assert_eq!(true_percent(Language::Vi, 0.000_1), "dưới 0,1%");
        assert_eq!(true_percent(Language::En, 0.999_9), "over 99.9%");
        assert_eq!(true_percent(Language::Vi, 0.0), "0,0%");
        assert_eq!(true_percent(Language::Vi, 1.0), "100,0%");
        assert_eq!(percent_range(Language::Vi, 0.9643, 0.9748), "96,4–97,5%");
        assert_eq!(integer(Language::Vi, 16_000), "16.000");
        assert_eq!(integer(Language::Vi, 4123), "4.123");
        assert_eq!(integer(Language::En, 1_234_567), "1,234,567");
        assert_eq!(decimal(Language::Vi, 4.485, 2), "4,49");
        assert_eq!(decimal(Language::Vi, 0.0, 1), "0,0");
        assert_eq!((decimal(Language::En, 4.475, 2).as_str(), rounded(4.475, 2)), ("4.48", 4.48));
    }
}
