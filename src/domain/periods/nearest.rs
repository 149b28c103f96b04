//! The period to suggest in place of one without data.

use super::{Period, PeriodKind};

/// The period nearest to `asked` that lies within `known`, the months with data: the months that both share,
/// or else the first or last month, quarter, year or span of `known`, as long as `asked` if there is room.
pub fn nearest_period(asked: Period, known: Period) -> Period {
    if let Some(shared) = asked.intersection(known) {
        return shared;
    }
    let is_before = asked.to() < known.from();
    let end = if is_before { known.from() } else { known.to() };
    let length = i32::try_from(asked.len()).unwrap_or(i32::MAX);
    let nearest = match asked.kind() {
        PeriodKind::Month => Period::month(end),
        PeriodKind::Quarter => Period::quarter_of(end),
        PeriodKind::Year => Period::year_of(end),
        PeriodKind::Range if is_before => asked.shifted(end.months_since(asked.from())),
        PeriodKind::Range => Period::ending_with(end, length),
    };
    nearest.intersection(known).unwrap_or(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_period_is_one_with_data() {
        let known = "2024-11..2025-08".parse().unwrap();
        for (asked, nearest) in [
            ("2024-12", "2024-12"),
            ("2024-03", "2024-11"),
            ("2026-03", "2025-08"),
            ("2026-Q1", "2025-07..2025-08"),
            ("2024-Q1", "2024-11..2024-12"),
            ("2024-Q4", "2024-11..2024-12"),
            ("2020", "2024-11..2024-12"),
            ("2026", "2025-01..2025-08"),
            ("2024-01..2024-02", "2024-11..2024-12"),
            ("2026-01..2026-02", "2025-07..2025-08"),
            ("2020-01..2021-05", "2024-11..2025-08"),
        ] {
            let found = nearest_period(asked.parse().unwrap(), known);
            assert_eq!(found.to_string(), nearest, "{asked}");
        }
    }
}
