//! Results: counts, the report on a unit and period, its context, and the comparison of units.

pub(crate) mod context;
pub(super) mod counts;
pub(super) mod report;
pub(super) mod unit_comparison;
