//! Ranges of months over one or more years, which are shown where they are sums of what is shown.

use super::aggregates::AGGREGATES;
use super::canonical_period::{CanonicalPeriod, months_of};
use super::plan::{Hidden, Plan, Visibility};
use crate::domain::{Month, Period};

/// What may be shown of a range of months. `year` finds the plan of a year and the index of the node in it; `None`
/// where there are no answers in that year.
///
/// A figure may be shown where the range is a disjoint union of canonical periods that show it, so that it says
/// nothing new. Months without answers add nothing and are no obstacle: a quarter may stand for its first month if
/// nobody answered in the others.
pub fn visibility_of_range<'a>(
    period: Period,
    year: impl Fn(i32) -> Option<(&'a Plan, usize)>,
) -> Visibility {
    let mut all = Visibility::EVERYTHING;
    for number in period.from().year()..=period.to().year() {
        let Some((plan, node)) = year(number) else { continue };
        let first = if number == period.from().year() { month_index(period.from()) } else { 0 };
        let last = if number == period.to().year() { month_index(period.to()) } else { 11 };
        let part = YearPart { plan, node, months: first..=last };
        all = all.and(part.visibility());
    }
    all
}

fn month_index(month: Month) -> usize {
    month.number() as usize - 1
}

/// The months of one year that belong to a range.
struct YearPart<'a> {
    plan: &'a Plan,
    node: usize,
    months: std::ops::RangeInclusive<usize>,
}

impl YearPart<'_> {
    fn visibility(&self) -> Visibility {
        let mut all = Visibility::EVERYTHING;
        for aggregate in 0..AGGREGATES {
            let Some(reason) = self.obstacle(CanonicalPeriod::Year, aggregate) else { continue };
            all.reason = all.reason.into_iter().chain([reason]).min();
            match all.levels.get_mut(aggregate) {
                Some(level) => *level = false,
                None => all.top_two = false,
            }
        }
        all
    }

    /// Why a figure of those months of a canonical period that lie in the range is not shown; `None` where it is.
    fn obstacle(&self, period: CanonicalPeriod, aggregate: usize) -> Option<Hidden> {
        let months = months_of(period.index());
        let inside = months.clone().filter(|month| self.months.contains(month)).count();
        if inside == 0 {
            return None;
        }
        let is_inside = inside == months.len();
        let is_padded =
            months.into_iter().all(|month| self.months.contains(&month) || !self.has_answers(month));
        let visibility = self.plan.visibility(self.node, period);
        let shown = visibility.levels.get(aggregate).copied().unwrap_or(visibility.top_two);
        if is_padded && shown {
            return None;
        }
        let parts: Vec<CanonicalPeriod> = match period {
            CanonicalPeriod::Year => (1..=4).map(CanonicalPeriod::Quarter).collect(),
            CanonicalPeriod::Quarter(number) => {
                (number * 3 - 2..=number * 3).map(CanonicalPeriod::Month).collect()
            }
            CanonicalPeriod::Month(_) => return visibility.reason,
        };
        let of_parts = parts.into_iter().filter_map(|part| self.obstacle(part, aggregate)).min()?;
        visibility.reason.filter(|_| is_inside).or(Some(of_parts))
    }

    fn has_answers(&self, month: usize) -> bool {
        u8::try_from(month + 1)
            .is_ok_and(|month| self.plan.answers(self.node, CanonicalPeriod::Month(month)) > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::publication::{Node, Place, YearOfAnswers, plan};
    use crate::domain::{Mode, UnitId};

    /// A unit with dossiers enough, and its counts from January on.
    fn year(months: &[[u32; 5]]) -> Plan {
        let place = Place { unit: UnitId(1), mode: Mode::Open };
        let counts = (1..).zip(months).map(|(month, &counts)| (place, month, counts));
        plan(
            &YearOfAnswers::new(counts),
            &[Node { members: vec![0], eligible: [Some(2_000); 12], only_top_two: false }],
        )
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    const ENOUGH: [u32; 5] = [3, 3, 4, 20, 30];
    const TOO_FEW: [u32; 5] = [0, 1, 1, 3, 3];
    const NONE: [u32; 5] = [0; 5];

    #[test]
    fn a_range_of_shown_months_is_shown_over_years() {
        let (one, other) = (year(&[ENOUGH; 12]), year(&[ENOUGH, ENOUGH, TOO_FEW, ENOUGH]));
        let plans = |year: i32| match year {
            2023 => Some((&one, 0)),
            2024 => Some((&other, 0)),
            _ => None,
        };
        assert_eq!(visibility_of_range(period("2023-11", "2023-12"), plans), Visibility::EVERYTHING);
        assert_eq!(visibility_of_range(period("2022-01", "2024-03"), plans), Visibility::EVERYTHING);
        let cut = visibility_of_range(period("2023-11", "2024-01"), plans);
        assert_eq!(cut, other.visibility(0, CanonicalPeriod::Month(1)));
    }

    #[test]
    fn a_month_with_too_few_answers_is_pooled_to_its_quarter() {
        let plan = year(&[ENOUGH, TOO_FEW, ENOUGH, ENOUGH]);
        let year = |_| Some((&plan, 0));
        let february = period("2024-02", "2024-02");
        assert_eq!(visibility_of_range(february, year), Visibility::nothing(Hidden::BelowThreshold));
        // Twelve months less the quarter would be the other months, which are hidden for February's sake.
        let hidden = ["2024-01", "2024-03"].map(|month| visibility_of_range(period(month, month), year));
        assert!(hidden.iter().any(|month| month.reason == Some(Hidden::Complementary)));
    }

    #[test]
    fn a_range_is_not_shown_as_a_difference() {
        let plan = year(&[ENOUGH, TOO_FEW, ENOUGH, ENOUGH]);
        let from_march = visibility_of_range(period("2024-02", "2024-04"), |_| Some((&plan, 0)));
        assert_eq!(from_march, Visibility::nothing(Hidden::BelowThreshold));
    }

    #[test]
    fn months_without_answers_are_no_obstacle() {
        let plan = year(&[NONE, ENOUGH, NONE, TOO_FEW]);
        let year = |_| Some((&plan, 0));
        assert_eq!(
            visibility_of_range(period("2024-01", "2024-03"), year),
            visibility_of_range(period("2024-02", "2024-02"), year)
        );
    }

    #[test]
    fn what_nobody_answered_has_nothing_to_hide() {
        assert_eq!(visibility_of_range(period("2024-01", "2024-03"), |_| None), Visibility::EVERYTHING);
    }
}
